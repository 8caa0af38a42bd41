"""What a route answers with: a page, a part of one for htmx, or a way on."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.security import Desk
from api.view_models.parts import Page

__all__ = ["is_htmx", "local_path", "page", "part", "saved", "see_other", "target"]

_LONGEST = 1_000


def page(desk: Desk, view: Page, status: int = 200) -> HTMLResponse:
    """A whole page in the reader's language."""
    return HTMLResponse(desk.state.pages.page(view, locale=desk.locale), status)


def part(desk: Desk, view: Page, *blocks: str, status: int = 200, url: str = "") -> HTMLResponse:
    """Blocks of a page one after the other; `url` is what the browser's address becomes."""
    html = "".join(desk.state.pages.part(view, block, locale=desk.locale) for block in blocks)
    return HTMLResponse(html, status, headers={"hx-push-url": url} if url else {})


def see_other(path: str) -> RedirectResponse:
    """Go on by GET, so that reloading repeats nothing."""
    return RedirectResponse(path, 303)


def saved(path: str) -> RedirectResponse:
    """Go on as `see_other` does; the page there says that it was kept (`shell_of`).

    Its script takes the word out of the address again, or a reload would say it once more.
    """
    place, hash_sign, fragment = path.partition("#")
    return see_other(f"{place}{'&' if '?' in place else '?'}saved=1{hash_sign}{fragment}")


def is_htmx(request: Request) -> bool:
    """Whether a script of ours asks for a part, and not the browser for a page."""
    return request.headers.get("hx-request") == "true"


def target(request: Request) -> str:
    """The id of the element that the answer will replace; empty for a whole page."""
    return request.headers.get("hx-target", "") if is_htmx(request) else ""


def local_path(given: str, otherwise: str = "/") -> str:
    """A path of this site alone: what a browser would read as another host leads home."""
    plain = given.isprintable() and len(given) <= _LONGEST
    local = given.startswith("/") and given[1:2] not in {"/", "\\"}
    return given if plain and local else otherwise
