"""The emulated network that the demo's pages live on: its process, its address, what happens there.

It is the one that the tests use (`tests/emulators`): it signs and delivers as Facebook does, and an
approved reply appears under its comment on a small page to look at.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from commands.demo.cast import PAGES
from commands.demo.memory import page_token
from commands.demo.story import InventedPost, Told
from moderation.errors import UnavailableError
from moderation.vocabulary import CommentVerb

__all__ = ["ROOT", "Network", "address_beside", "command"]

ROOT = Path(__file__).parents[2]
"""The folder of the project: the emulator is run from there."""

_NETWORK = "facebook"
_BESIDE = 100
_TRIES = 200
_PAUSE_SECONDS = 0.1
_TIMEOUT_SECONDS = 15.0
_VERBS = {
    CommentVerb.CREATED: "add",
    CommentVerb.EDITED: "edited",
    CommentVerb.DELETED: "remove",
    CommentVerb.HIDDEN: "hide",
    CommentVerb.UNHIDDEN: "unhide",
}


def address_beside(port: int) -> str:
    """A free port of this machine, the same from one start to the next where that can be."""
    for wanted in (port + _BESIDE, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", wanted))
            except (OSError, OverflowError):
                continue
            return f"http://127.0.0.1:{probe.getsockname()[1]}"
    raise UnavailableError("Máy này không còn cổng trống cho mạng xã hội mô phỏng.")


def command(address: str, data: Path) -> tuple[str, ...]:
    """How it is run; its pages are kept in the data folder."""
    kept = data / "network"
    port = address.rpartition(":")[2]
    files = ("--world", str(kept / "world.json"), "--ledger", str(kept / "ledger.jsonl"))
    return ("tests.emulators", "--port", port, *files)


class Network:
    """Makes things happen on the emulated pages."""

    def __init__(self, address: str, *, tries: int = _TRIES) -> None:
        self.address = address
        self._tries = tries

    def open_pages(self, secret: str, callback: str) -> None:
        """Bring the pages up to date with this run; what stands on them stays."""
        for page_id, name in PAGES.values():
            self._do(
                "open_page",
                network=_NETWORK,
                id=page_id,
                name=name,
                token=page_token(secret, page_id),
                secret=secret,
                callback=callback,
                options={"links": f"{self.address}/pages/{_NETWORK}/{page_id}"},
            )

    def add_posts(self, posts: Iterable[tuple[InventedPost, datetime]]) -> None:
        """What the pages wrote, and when."""
        for post, at in posts:
            page_id, _ = PAGES[post.page]
            age = datetime.now(UTC) - at
            self._do(
                "add_post",
                network=_NETWORK,
                page_id=page_id,
                id=post.key,
                text=post.text,
                age_seconds=age.total_seconds(),
            )

    def happen(self, told: Iterable[Told], *, page: str, silently: bool = False) -> None:
        """Let this happen on a page, in its order."""
        events = [_event(one) for one in told if one.page == page]
        if events:
            page_id, _ = PAGES[page]
            self._do("happen", network=_NETWORK, page_id=page_id, events=events, told=not silently)

    def is_quiet(self) -> bool:
        """Whether every delivery was taken."""
        return bool(self._ask("GET", "_deliveries").json()["idle"])

    def _do(self, what: str, **facts: object) -> None:
        answer = self._ask("POST", "_control", {"do": what, **facts})
        if answer.is_error:
            raise UnavailableError(f"Mạng xã hội mô phỏng không nhận dữ liệu mẫu: {answer.text}")

    def _ask(self, method: str, path: str, content: object = None) -> httpx2.Response:
        """Ask until it answers: it starts beside the other programs."""
        for left in reversed(range(self._tries)):
            try:
                return httpx2.request(
                    method,
                    f"{self.address}/{path}",
                    json=content,
                    timeout=_TIMEOUT_SECONDS,
                    trust_env=False,  # it is on this machine; no proxy is,
                    verify=False,  # and no certificate: loading all costs 35 ms of a core
                )
            except httpx2.HTTPError as error:
                if not left:
                    raise UnavailableError("Mạng xã hội mô phỏng chưa trả lời.") from error
                time.sleep(_PAUSE_SECONDS)
        raise AssertionError


def _event(told: Told) -> dict[str, object]:
    event = told.event
    comment: dict[str, object] = {"id": event.external_id, "text": event.text}
    if event.verb is CommentVerb.CREATED:
        comment |= {
            "post_id": event.post.external_id if event.post else "",
            "author_id": event.author_external_id,
            "author_name": event.author_name,
            "created_at": told.at.timestamp(),
            "parent_id": event.parent_external_id,
        }
    return {"verb": _VERBS[event.verb], "comment": comment}
