"""What Facebook and Instagram share: tokens, errors, usage headers, cursors, signed deliveries."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.emulators.world import Call, Page, World

_T = TypeVar("_T")
Params = dict[str, str]
Answering = Callable[[Call], dict[str, object]]
_ERRORS = {
    "gone": (400, 100, 33, "Unsupported request. Object does not exist or cannot be loaded"),
    "parameter": (400, 100, 0, "Invalid parameter"),
    "no_token": (400, 190, 467, "Invalid OAuth access token"),
    "token_expired": (400, 190, 463, "Error validating access token: Session has expired"),
    "permission": (403, 200, 0, "Permissions error"),
    "blocked": (400, 368, 0, "The action attempted has been deemed abusive"),
    "page_limited": (400, 80001, 0, "There have been too many calls to this Page account"),
    "rate_limited": (429, 4, 0, "Application request limit reached"),
    "server_error": (500, 2, 0, "An unexpected error has occurred. Please retry later"),
    "replied": (400, 10900, 0, "Activity already replied to"),
    "window": (400, 10, 2018278, "This message is sent outside of allowed window"),
}
_REST_MINUTES = {"page_limited": 5, "rate_limited": 1}


class GraphError(Exception):
    """Ends a request with an error of the Graph API."""


def refusal(kind: str, page: Page | None = None) -> Response:
    """The answer that refuses."""
    status, code, subcode, message = _ERRORS[kind]
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "EmuLat0r"}
    if subcode:
        error["error_subcode"] = subcode
    headers = usage(100 if kind in _REST_MINUTES else 1, _REST_MINUTES.get(kind, 0), page)
    return JSONResponse({"error": error}, status, headers=headers)


def usage(percent: int, minutes: int, page: Page | None) -> dict[str, str]:
    """The headers that tell how much of the limits is used."""
    counts = {"call_count": percent, "total_time": 1, "total_cputime": 1}
    business = {"type": "pages", **counts, "estimated_time_to_regain_access": minutes}
    return {
        "x-app-usage": json.dumps(counts),
        "x-business-use-case-usage": json.dumps({page.id if page else "0": [business]}),
    }


def guarded(
    world: World, network: str, answer: Answering
) -> Callable[[Request], Awaitable[Response]]:
    """A route that wants a token and answers in the Graph API's way."""

    async def route(request: Request) -> Response:
        content = await request.body()
        is_json = request.headers.get("content-type") == "application/json"
        body = json.loads(content) if is_json else {}
        form = {} if is_json else dict(parse_qsl(content.decode()))
        params = {**request.query_params, **form}
        page: Page | None = None
        try:
            page = _page(world, network, request, params)
            given = answer(Call(world, page, request.path_params["id"], params, body))
        except GraphError as error:
            return refusal(str(error), page)
        return JSONResponse(given, headers=usage(world.usage_percent, 0, page))

    return route


def window(
    items: list[_T], params: Params, render: Callable[[_T], dict[str, object]]
) -> dict[str, object]:
    """One page of a listing, with cursors, and `next` where there is more."""
    limit = min(int(params.get("limit") or 25), 100)
    start = _opened(params.get("after"))
    shown = items[start : start + limit]
    if not shown:
        return {"data": []}
    paging: dict[str, object] = {
        "cursors": {"before": _closed(start), "after": _closed(start + len(shown))}
    }
    if start + len(shown) < len(items):
        paging["next"] = "https://graph.facebook.com/next-page-of-the-emulator"
    return {"data": [render(each) for each in shown], "paging": paging}


def graph_time(seconds: float) -> str:
    """As the Graph API writes it."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def signed(page: Page, envelope: dict[str, object]) -> tuple[bytes, dict[str, str]]:
    """ASCII JSON with escaped slashes, as Meta signs and sends it."""
    text = json.dumps(envelope, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/")
    body, key = text.encode(), page.secret.encode()
    return body, {
        "content-type": "application/json",
        "user-agent": "facebookexternalua",
        "x-hub-signature": "sha1=" + hmac.new(key, body, hashlib.sha1).hexdigest(),
        "x-hub-signature-256": "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest(),
    }


def _page(world: World, network: str, request: Request, params: Params) -> Page:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    page = world.of_token(network, token or params.get("access_token", ""))
    if page is None:
        raise GraphError("no_token")
    if page.expired:
        raise GraphError("token_expired")
    proof = hmac.new(page.secret.encode(), page.token.encode(), hashlib.sha256).hexdigest()
    if page.options.get("wants_proof") and params.get("appsecret_proof") != proof:
        raise GraphError("parameter")
    return page


def _closed(position: int) -> str:
    return base64.urlsafe_b64encode(f"at:{position}".encode()).decode().rstrip("=")


def _opened(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()[3:])
    except ValueError:
        raise GraphError("parameter") from None
