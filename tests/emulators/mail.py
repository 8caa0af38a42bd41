"""A mail server on this machine that takes every letter (RFC 5321, as far as a sender needs it)."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from types import TracebackType
from typing import Self

__all__ = ["Mailbox"]


class Mailbox:
    """`letters` are those that came, in order; `unknown` are addresses that it knows nobody at."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.unknown: set[str] = set()
        letters, unknown = self.letters, self.unknown

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self._say("220 here")
                while line := self.rfile.readline():
                    word = line.split(b" ", 1)[0].strip().upper()
                    if word == b"QUIT":
                        self._say("221 bye")
                        return
                    if word == b"RCPT" and any(one.encode() in line for one in unknown):
                        self._say("550 nobody here")
                        continue
                    if word == b"DATA":
                        self._say("354 go on")
                        letters.append(message_from_bytes(self._letter()))
                    self._say("250 ok")

            def _letter(self) -> bytes:
                lines = []
                while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                return b"".join(lines)

            def _say(self, text: str) -> None:
                self.wfile.write(f"{text}\r\n".encode())

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self.url = f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
