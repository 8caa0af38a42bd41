"""Zalo Official Accounts: messages, errors inside HTTP 200, refresh tokens that work once."""

from __future__ import annotations

import hashlib
import json
import secrets
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.emulators.world import Comment, Page, World

NAME = "zalo"
BATCHES = False
_WINDOW = 48 * 3600
_ERRORS = {
    "no_token": (-216, "Access token is invalid"),
    "token_expired": (-216, "Access token has expired"),
    "rate_limited": (-32, "Your application reached limit call api"),
    "parameter": (-201, "Params is invalid"),
    "window": (-230, "User has not interacted with the OA in the past 48 hours"),
}


def refusal(kind: str, page: Page | None = None) -> Response:
    """The answer that refuses: a success to HTTP."""
    if kind == "server_error":
        return JSONResponse({"error": -1, "message": "Internal error"}, 500)
    code, message = _ERRORS.get(kind, _ERRORS["rate_limited"])
    return JSONResponse({"error": code, "message": message})


def routes(world: World) -> list[Route]:
    """`/zalo/…` for openapi.zalo.me, `/zalo-oauth/…` for oauth.zaloapp.com."""

    async def send(request: Request) -> Response:
        page = world.of_token(NAME, request.headers.get("access_token", ""))
        if page is None or page.expired:
            return refusal("no_token")
        return _send(world, page, await request.body())

    async def refresh(request: Request) -> Response:
        form = await request.form()
        secret = request.headers.get("secret_key")
        for page in world.pages.values():
            if page.network == NAME and page.secret == secret and page.app_id == form.get("app_id"):
                return _refresh(page, str(form.get("refresh_token")))
        return JSONResponse({"error": -14004, "error_description": "Invalid app"})

    return [
        Route("/zalo/v3.0/oa/message/cs", send, methods=["POST"]),
        Route("/zalo-oauth/v4/oa/access_token", refresh, methods=["POST"]),
    ]


def change(page: Page, comment: Comment, verb: str) -> dict[str, object] | None:
    """A message of a citizen, or the echo of the account's own. Nothing is edited or removed."""
    if verb != "add":
        return None
    is_own = comment.author_id == page.id
    sender, recipient = (page.id, comment.post_id) if is_own else (comment.author_id, page.id)
    message: dict[str, object] = {"msg_id": comment.id}
    if comment.text is not None:
        message["text"] = comment.text
    if comment.parent_id is not None:
        message["quote_msg_id"] = comment.parent_id
    kind = "text" if comment.text is not None else "sticker"
    return {
        "app_id": page.app_id,
        "user_id_by_app": f"55{sender[-6:]}",
        "event_name": f"{'oa' if is_own else 'user'}_send_{kind}",
        "timestamp": str(int(comment.created_at * 1000)),
        "sender": {"id": sender},
        "recipient": {"id": recipient},
        "message": message,
    }


def delivery(page: Page, changes: list[dict[str, object]]) -> tuple[bytes, dict[str, str]]:
    """One event in one body; the signature's dress and the time's place are options."""
    (event,) = changes
    stamp = str(event["timestamp"])
    if page.options.get("header_timestamp"):
        event = {name: value for name, value in event.items() if name != "timestamp"}
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    signed = page.app_id.encode() + body + stamp.encode() + page.secret.encode()
    mac = hashlib.sha256(signed).hexdigest()
    return body, {
        "content-type": "application/json",
        "x-zevent-signature": mac if page.options.get("bare_mac") else f"mac={mac}",
        "x-zevent-timestamp": stamp,
    }


def _send(world: World, page: Page, body: bytes) -> Response:
    try:
        data = json.loads(body)
        user_id, message = data["recipient"]["user_id"], data["message"]
        text, quoted = message["text"], message.get("quote_message_id")
    except (ValueError, KeyError, TypeError):
        return refusal("parameter")
    if not isinstance(text, str) or not 0 < len(text) <= 2000:
        return refusal("parameter")
    written = [c.created_at for c in page.under(user_id) if c.author_id == user_id]
    if not written or time.time() - max(written) > _WINDOW:
        return refusal("window")
    made = f"96d3cdf3{world.number()}"
    world.own(page, text, comment_id=made, post_id=user_id, parent=quoted)
    return JSONResponse(
        {"error": 0, "message": "Success", "data": {"message_id": made, "user_id": user_id}}
    )


def _refresh(page: Page, refresh_token: str) -> Response:
    if not page.refresh_token or refresh_token != page.refresh_token:
        return JSONResponse({"error": -14014, "error_description": "Invalid refresh token"})
    page.token, page.refresh_token = secrets.token_hex(16), secrets.token_hex(16)
    page.expired = False
    return JSONResponse(
        {
            "access_token": page.token,
            "refresh_token": page.refresh_token,
            "expires_in": "90000",
        }
    )
