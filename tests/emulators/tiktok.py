"""TikTok's Business API: every answer is HTTP 200 with a code inside."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.emulators.world import Call, Comment, Page, World

NAME = "tiktok"
BATCHES = False
_CODES = {
    "no_token": (40105, "Access token is incorrect or has been revoked."),
    "token_expired": (40105, "Access token is incorrect or has been revoked."),
    "permission": (40001, "No permission to operate."),
    "parameter": (40002, "Invalid parameter."),
    "rate_limited": (40100, "You made requests too frequently."),
    "server_error": (50000, "System error."),
}
_ACTIONS = {
    "add": "insert", "remove": "delete", "delete": "delete",
    "hide": "set_to_hidden", "unhide": "set_to_public",
}  # fmt: skip
_Answer = Callable[[Call], dict[str, object]]


class _RefusedError(Exception):
    """Ends a request with a code."""


def refusal(kind: str, page: Page | None = None) -> Response:
    """The answer that refuses."""
    code, message = _CODES.get(kind, _CODES["rate_limited"])
    return JSONResponse({"code": code, "message": message, "request_id": "emu", "data": {}})


def routes(world: World) -> list[Route]:
    """`/tiktok/open_api/v1.3/business/…`."""
    found = {
        "video/list/": ("GET", _videos),
        "comment/list/": ("GET", _comments),
        "comment/reply/list/": ("GET", _replies),
        "comment/reply/create/": ("POST", _reply),
        "comment/hide/": ("POST", _hide),
        "comment/delete/": ("POST", _delete),
    }
    prefix = "/tiktok/open_api/{version}/business/"
    return [
        Route(prefix + path, _guarded(world, answer), methods=[method])
        for path, (method, answer) in found.items()
    ]


def change(page: Page, comment: Comment, verb: str) -> dict[str, object] | None:
    """TikTok's comments can't be edited."""
    if verb not in _ACTIONS:
        return None
    is_own = comment.author_id == page.id
    content = {
        "comment_id": comment.id,
        "video_id": comment.post_id,
        "text": comment.text,
        "comment_action": _ACTIONS[verb],
        "timestamp": int(comment.created_at) if verb == "add" else int(time.time()),
        "unique_identifier": page.id if is_own else comment.author_id,
    }
    if comment.parent_id is not None:
        content["parent_comment_id"] = comment.parent_id
    return {
        "client_key": page.app_id,
        "event": "comment.update",
        "create_time": int(time.time()),
        "user_openid": page.id,
        "content": json.dumps(content),
    }


def delivery(page: Page, changes: list[dict[str, object]]) -> tuple[bytes, dict[str, str]]:
    """One event in one body."""
    (event,) = changes
    body, stamp = json.dumps(event).encode(), str(int(time.time()))
    signed = hmac.new(page.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    return body, {
        "content-type": "application/json",
        "tiktok-signature": f"t={stamp},s={signed.hexdigest()}",
    }


def _guarded(world: World, answer: _Answer) -> Callable[[Request], Awaitable[Response]]:
    async def route(request: Request) -> Response:
        page = world.of_token(NAME, request.headers.get("access-token", ""))
        if page is None or page.expired:
            return refusal("no_token")
        given = await request.json() if request.method == "POST" else dict(request.query_params)
        if given.get("business_id") != page.id:
            return refusal("permission")
        try:
            data = answer(Call(world, page, "", {}, given))
        except _RefusedError:
            return refusal("parameter")
        return JSONResponse({"code": 0, "message": "OK", "request_id": "emu", "data": data})

    return route


def _videos(call: Call) -> dict[str, object]:
    found = sorted(call.page.posts.values(), key=lambda post: -post.created_at)
    videos = [
        {
            "item_id": post.id,
            "caption": post.text,
            "share_url": f"https://www.tiktok.com/@{call.page.id}/video/{post.id}",
            "create_time": str(int(post.created_at)),
        }
        for post in found
    ]
    return _window(videos, call.body, "videos")


def _comments(call: Call) -> dict[str, object]:
    if call.body.get("video_id") not in call.page.posts:
        raise _RefusedError
    found = call.page.under(str(call.body["video_id"]))[::-1]
    if "comment_ids" in call.body:
        asked = set(json.loads(str(call.body["comment_ids"])))
        return _window([_told(call.page, c) for c in found if c.id in asked], call.body, "comments")
    top = []
    for comment in found:
        if comment.parent_id is None:
            replies = [_told(call.page, each) for each in call.page.below(comment.id)]
            more = {"reply_list": replies} if call.body.get("include_replies") == "true" else {}
            top.append({**_told(call.page, comment), **more})
    return _window(top, call.body, "comments")


def _replies(call: Call) -> dict[str, object]:
    above = _live(call.page, call.body)
    return _window(
        [_told(call.page, each) for each in call.page.below(above.id)], call.body, "comments"
    )


def _reply(call: Call) -> dict[str, object]:
    above, text = _live(call.page, call.body), call.body.get("text")
    if not isinstance(text, str) or not 0 < len(text) <= 150:
        raise _RefusedError
    made = f"7590{call.world.number()}"
    root = above.parent_id or above.id
    call.world.own(call.page, text, comment_id=made, post_id=above.post_id, parent=root)
    return {"comment_id": made}


def _hide(call: Call) -> dict[str, object]:
    comment, hidden = _live(call.page, call.body), call.body.get("action") == "HIDE"
    call.world.set_hidden(call.page, comment, hidden=hidden, act="hide" if hidden else "unhide")
    return {}


def _delete(call: Call) -> dict[str, object]:
    call.world.remove(call.page, _live(call.page, call.body), verb="remove", act="delete")
    return {}


def _live(page: Page, given: dict[str, Any]) -> Comment:
    comment = page.live(str(given.get("comment_id")))
    if comment is None or given.get("video_id", comment.post_id) != comment.post_id:
        raise _RefusedError
    return comment


def _told(page: Page, comment: Comment) -> dict[str, object]:
    is_own = comment.author_id == page.id
    return {
        "comment_id": comment.id,
        "video_id": comment.post_id,
        "unique_identifier": comment.author_id,
        "display_name": comment.author_name,
        "text": comment.text,
        "create_time": str(int(comment.created_at)),
        "owner": is_own,
        "status": "HIDDEN" if comment.hidden else "PUBLIC",
        **({"parent_comment_id": comment.parent_id} if comment.parent_id else {}),
    }


def _window(items: Sequence[object], given: dict[str, Any], name: str) -> dict[str, object]:
    start, count = int(str(given.get("cursor", 0))), int(str(given.get("max_count", 20)))
    end = start + count
    return {name: items[start:end], "cursor": min(end, len(items)), "has_more": end < len(items)}
