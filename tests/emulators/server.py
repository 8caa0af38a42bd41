"""The emulator as a running server, in a thread of the test that wants it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import httpx2
import uvicorn
from starlette.types import ASGIApp

from tests.emulators.app import make_app

_PATIENCE_SECONDS = 20


class Served:
    """Any ASGI app on a free port of this machine."""

    def __init__(self, app: ASGIApp, *, port: int = 0) -> None:
        config = uvicorn.Config(
            app, host="127.0.0.1", port=port, log_level="critical", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self.url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        wait_until(lambda: self._server.started)
        (listening,) = self._server.servers[0].sockets
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join(_PATIENCE_SECONDS)


class Emulator(Served):
    """The networks. `do` makes things happen, `ledger` is what they accepted."""

    def __init__(self, ledger_path: Path, *, port: int = 0) -> None:
        super().__init__(make_app(ledger_path), port=port)
        self._client = httpx2.Client(timeout=_PATIENCE_SECONDS, trust_env=False, verify=False)

    def do(self, what: str, **facts: object) -> dict[str, Any]:
        """`POST /_control`; what it answers. Raises HTTPStatusError where it can't be done."""
        answer = self._client.post(f"{self.url}/_control", json={"do": what, **facts})
        answer.raise_for_status()
        return cast("dict[str, Any]", answer.json())

    def ledger(self) -> list[dict[str, Any]]:
        """Every act that was accepted, in order."""
        return cast("list[dict[str, Any]]", self._get("_ledger")["entries"])

    def deliveries(self) -> dict[str, Any]:
        """What became of the webhooks."""
        return self._get("_deliveries")

    def wait_until_delivered(self) -> None:
        """Until nothing is on its way."""
        wait_until(lambda: bool(self.deliveries()["idle"]))

    def look(self, network: str, page_id: str) -> str:
        """The page's HTML as a citizen gets it."""
        return self._client.get(f"{self.url}/pages/{network}/{page_id}").text

    def _get(self, path: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._client.get(f"{self.url}/{path}").json())


def wait_until(holds: Callable[[], bool], *, seconds: float = _PATIENCE_SECONDS) -> None:
    """Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)
