"""The console's pages served to a browser without a server, under the real content policy."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.rendering import ASSETS_DIST
from tests.browser.samples import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from api.i18n import Locale
    from api.rendering import Pages

__all__ = ["ORIGIN", "POLICY", "Answer", "Stage"]

ORIGIN = "http://console.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page gets for a request; status 0 breaks the connection."""

    body: str = ""
    status: int = 200


@dataclass(slots=True)
class Stage:
    """`answers` maps "POST /cases/1/claim" to an answer; everything asked lands in `asked`."""

    page: Page
    pages: Pages
    locale: Locale = "vi"
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Answers the page from here on and listens for its errors."""
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console", lambda said: self.faults.append(said.text) if said.type == "error" else None
        )
        self.page.route(f"{ORIGIN}/**", lambda route: self._answer(route))  # noqa: PLW0108 (slots)

    def open(self, name: str) -> Page:
        """Shows a page of the samples, its fonts and scripts loaded."""
        self.page.goto(f"{ORIGIN}/preview/{name}")
        self.page.evaluate("document.fonts.ready.then(() => true)")
        # Decisions by key sleep for 300 ms after a card appears.
        self.page.evaluate(
            "new Promise(done => setTimeout(done, Math.max(0, 320 - performance.now())))"
        )
        return self.page

    def posted(self, path: str) -> str | None:
        """The body of the last POST to a path."""
        found = [body for asked, body in self.asked if asked == f"POST {path}"]
        return found[-1] if found else None

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        key = f"{route.request.method} {path.partition('?')[0]}"
        self.asked.append((key, route.request.post_data or ""))
        if path.startswith("/preview/"):
            body = self.pages.page(PAGES[path.removeprefix("/preview/")], locale=self.locale)
            headers = {"content-security-policy": POLICY}
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)
        elif path.startswith("/assets/"):
            self._asset(route, path.removeprefix("/assets/"))
        elif key in self.answers:
            self._told(route, self.answers[key])
        elif path.startswith("/live"):
            route.fulfill(body="event: alive\ndata:\n\n", content_type="text/event-stream")
        else:
            route.fulfill(status=204)

    def _told(self, route: Route, answer: Answer) -> None:
        if answer.status == 0:
            route.abort()
            return
        kind = "text/event-stream" if "event:" in answer.body[:6] else "text/html; charset=utf-8"
        route.fulfill(body=answer.body, status=answer.status, content_type=kind)

    def _asset(self, route: Route, name: str) -> None:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        route.fulfill(body=(ASSETS_DIST / name).read_bytes(), content_type=kind)
