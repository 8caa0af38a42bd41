"""The YouTube Data API: a daily quota, 204 without a body, and a rejection that is for good."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.emulators.world import Call, Comment, Page, Post, World

NAME = "youtube"
_EMBEDDED = 5
_ERRORS = {
    "no_token": (401, "authError"),
    "token_expired": (401, "authError"),
    "permission": (403, "forbidden"),
    "rate_limited": (403, "rateLimitExceeded"),
    "quota": (403, "quotaExceeded"),
    "server_error": (503, "backendError"),
    "gone": (404, "commentNotFound"),
    "no_parent": (404, "parentCommentNotFound"),
    "failed": (400, "processingFailure"),
    "unsupported": (400, "operationNotSupported"),
    "too_long": (400, "commentTextTooLong"),
    "ban": (400, "banWithoutReject"),
}
_Answer = Callable[[Call], dict[str, object] | None]


class _RefusedError(Exception):
    """Ends a request with a reason."""


def refusal(kind: str, page: Page | None = None) -> Response:
    """The answer that refuses."""
    status, reason = _ERRORS.get(kind, _ERRORS["rate_limited"])
    errors = [{"message": reason, "domain": "youtube.comment", "reason": reason}]
    return JSONResponse({"error": {"code": status, "message": reason, "errors": errors}}, status)


def routes(world: World) -> list[Route]:
    """`/youtube/youtube/v3/…`, where `/youtube/v3/…` would be at the network itself."""
    found = [
        ("commentThreads", "GET", 1, _threads),
        ("comments", "GET", 1, _comments),
        ("comments", "POST", 50, _reply),
        ("comments", "PUT", 50, _edit),
        ("comments", "DELETE", 50, _delete),
        ("comments/setModerationStatus", "POST", 50, _moderate),
        ("videos", "GET", 1, _videos),
        ("playlistItems", "GET", 1, _uploads),
    ]
    prefix = "/youtube/youtube/{version}/"
    return [
        Route(prefix + path, _guarded(world, answer, cost), methods=[method])
        for path, method, cost, answer in found
    ]


def change(page: Page, comment: Comment, verb: str) -> None:
    """Nothing is ever delivered of comments."""


def _guarded(world: World, answer: _Answer, cost: int) -> Callable[[Request], Awaitable[Response]]:
    async def route(request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        page = world.of_token(NAME, token)
        if page is None or page.expired:
            return refusal("no_token")
        if page.quota_used + cost > page.quota_limit:
            return refusal("quota")
        page.quota_used += cost
        body = await request.json() if await request.body() else {}
        try:
            given = answer(Call(world, page, "", dict(request.query_params), body))
        except _RefusedError as error:
            return refusal(str(error))
        return Response(status_code=204) if given is None else JSONResponse(given)

    return route


def _threads(call: Call) -> dict[str, object]:
    """Those published, newest root first, each with a few replies."""
    video_id = call.params.get("videoId")
    if video_id is None and call.params.get("allThreadsRelatedToChannelId") != call.page.id:
        raise _RefusedError("permission")
    held = call.params.get("moderationStatus") == "heldForReview"
    roots = [c for c in call.page.under(video_id) if c.parent_id is None and c.hidden == held]
    roots = [c for c in roots if not c.rejected][::-1]
    return _window([_thread(call.page, root) for root in roots], call.params)


def _comments(call: Call) -> dict[str, object]:
    if "id" in call.params:
        asked = call.params["id"].split(",")[:50]
        live = [call.page.live(each) for each in asked]
        found = [_told(c) for c in live if c is not None and not c.rejected]
        return _window(found, {"maxResults": "50"})  # an `id` asks for all, without pages
    below = call.page.below(call.params.get("parentId", ""))
    return _window([_told(c) for c in below if not c.rejected and not c.hidden], call.params)


def _reply(call: Call) -> dict[str, object]:
    snippet = call.body["snippet"]
    above, text = call.page.live(str(snippet["parentId"])), str(snippet["textOriginal"])
    if above is None or above.parent_id is not None or above.rejected:
        raise _RefusedError("no_parent")
    if len(text) > 10_000:
        raise _RefusedError("too_long")
    made = f"{above.id}.9{call.world.number()}"
    call.world.own(call.page, text, comment_id=made, post_id=above.post_id, parent=above.id)
    return _told(call.page.comments[made])


def _edit(call: Call) -> dict[str, object]:
    comment, snippet = call.page.live(str(call.body["id"])), call.body["snippet"]
    if comment is None:
        raise _RefusedError("gone")
    if comment.author_id != call.page.id:
        raise _RefusedError("permission")
    call.world.edit(call.page, comment, str(snippet["textOriginal"]), verb="edit", act="edit")
    return _told(comment)


def _delete(call: Call) -> None:
    comment = call.page.live(call.params.get("id", ""))
    if comment is None:
        raise _RefusedError("gone")
    if comment.author_id != call.page.id:
        raise _RefusedError("permission")
    call.world.remove(call.page, comment, verb="remove", act="delete")


def _moderate(call: Call) -> None:
    """All or nothing. What was rejected stays so, and takes its replies with it."""
    asked, status = call.params.get("id", "").split(","), call.params.get("moderationStatus")
    if len(asked) > 50 or status not in {"heldForReview", "published", "rejected"}:
        raise _RefusedError("failed")
    if call.params.get("banAuthor") == "true" and status != "rejected":
        raise _RefusedError("ban")
    found = [call.page.live(each) for each in asked]
    for comment in found:
        if comment is None:
            raise _RefusedError("gone")
        if comment.rejected or comment.author_id == call.page.id:
            raise _RefusedError("failed")
    for comment in found:
        assert comment is not None
        hidden = status != "published"
        call.world.set_hidden(call.page, comment, hidden=hidden, act="hide" if hidden else "unhide")
        for each in [comment, *call.page.below(comment.id)] if status == "rejected" else []:
            each.rejected = True


def _videos(call: Call) -> dict[str, object]:
    asked = call.params.get("id", "").split(",")
    found = [call.page.posts[each] for each in asked if each in call.page.posts]
    return _window([{"id": p.id, "snippet": _snippet(p)} for p in found], call.params)


def _uploads(call: Call) -> dict[str, object]:
    if call.params.get("playlistId") != "UU" + call.page.id.removeprefix("UC"):
        raise _RefusedError("permission")
    found = sorted(call.page.posts.values(), key=lambda post: -post.created_at)
    items = [
        {"id": f"item-{p.id}", "snippet": {**_snippet(p), "resourceId": {"videoId": p.id}}}
        for p in found
    ]
    return _window(items, call.params)


def _window(items: Sequence[object], params: dict[str, str]) -> dict[str, object]:
    start, count = int(params.get("pageToken") or 0), min(int(params.get("maxResults") or 20), 100)
    end = start + count
    token = {"nextPageToken": str(end)} if end < len(items) else {}
    return {"kind": "youtube#listResponse", "items": items[start:end], **token}


def _thread(page: Page, root: Comment) -> dict[str, object]:
    replies = [c for c in page.below(root.id) if not c.hidden]
    snippet = {
        "channelId": page.id,
        "videoId": root.post_id,
        "topLevelComment": _told(root),
        "totalReplyCount": len(replies),
    }
    embedded = {"replies": {"comments": [_told(c) for c in replies[-_EMBEDDED:]]}}
    return {"id": root.id, "snippet": snippet, **(embedded if replies else {})}


def _told(comment: Comment) -> dict[str, object]:
    snippet: dict[str, object] = {
        "videoId": comment.post_id,
        "textDisplay": comment.text,
        "authorDisplayName": comment.author_name,
        "authorChannelId": {"value": comment.author_id},
        "publishedAt": _time(comment.created_at),
        "updatedAt": _time(comment.updated_at),
    }
    if comment.parent_id is not None:
        snippet["parentId"] = comment.parent_id
    if comment.hidden:
        snippet["moderationStatus"] = "heldForReview"
    return {"kind": "youtube#comment", "id": comment.id, "snippet": snippet}


def _snippet(post: Post) -> dict[str, object]:
    return {"title": post.text, "publishedAt": _time(post.created_at)}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
