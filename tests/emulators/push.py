"""A push service and a browser of its own (RFC 8030, 8291, 8292), and a receiver of webhooks."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from standardwebhooks import Webhook

__all__ = ["Receiver"]


class Receiver:
    """What it was sent stands in `requests`; `answers` are the statuses that it gives in turn."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"sixteen bytes ok"
        requests, answers = self.requests, self.answers

        class Talk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                requests.append((self.path, headers, body))
                self.send_response(answers.pop(0) if answers else 201)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def keys(self) -> dict[str, str]:
        """What a browser would give: the address, and the keys to seal messages with."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.url}/push/1", "p256dh": _text(point), "auth": _text(self._auth)}

    def opened(self, number: int = -1) -> dict[str, Any]:
        """A message as the browser reads it; fails where its signature is not the agency's."""
        _, headers, body = self.requests[number]
        assert Vapid02.verify(headers["authorization"])
        clear = http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth)
        return dict(json.loads(clear))

    def signed(self, secret: str, number: int = -1) -> dict[str, Any]:
        """A webhook as its receiver reads it; raises where the signature is wrong."""
        _, headers, body = self.requests[number]
        return dict(Webhook(secret).verify(body, headers))

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


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
