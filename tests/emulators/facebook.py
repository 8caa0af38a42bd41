"""Facebook Pages: the Graph API and the webhook of a page's feed."""

from __future__ import annotations

import time

from starlette.routing import Route

from tests.emulators import graph
from tests.emulators.fields import Field, parse, pick
from tests.emulators.graph import Answering, GraphError, Params, graph_time, guarded
from tests.emulators.world import Call, Comment, Page, Post, World

NAME = "facebook"
BATCHES = True
_WEEK = 7 * 24 * 3600

refusal = graph.refusal


def routes(world: World) -> list[Route]:
    """`/facebook/v26.0/…`, where `/v26.0/…` would be at the network itself."""
    found: list[tuple[str, str, Answering]] = [
        ("{id}/posts", "GET", _posts),
        ("{id}/feed", "GET", _posts),
        ("{id}/comments", "GET", _comments),
        ("{id}/comments", "POST", _reply),
        ("{id}/messages", "POST", _message),
        ("{id}/subscribed_apps", "POST", _subscribe),
        ("{id}/subscribed_apps", "GET", _subscriptions),
        ("{id}", "GET", _read),
        ("{id}", "POST", _change),
        ("{id}", "DELETE", _delete),
    ]
    return [
        Route(f"/facebook/{{version}}/{path}", guarded(world, NAME, answer), methods=[method])
        for path, method, answer in found
    ]


def change(page: Page, comment: Comment, verb: str) -> dict[str, object]:
    """What the feed tells of a comment; a removal says little."""
    value: dict[str, object] = {
        "item": "comment",
        "verb": verb,
        "comment_id": comment.id,
        "post_id": comment.post_id,
        "parent_id": comment.parent_id or comment.post_id,
        "created_time": int(comment.created_at),
    }
    if verb not in {"remove", "delete"}:
        value |= {
            "from": {"id": comment.author_id, "name": comment.author_name},
            "message": comment.text,
            "is_hidden": comment.hidden,
            "permalink_url": page.link(comment.id),
        }
    return {
        "field": "feed",
        "value": {k: v for k, v in value.items() if v is not None and k not in comment.omitted},
    }


def delivery(page: Page, changes: list[dict[str, object]]) -> tuple[bytes, dict[str, str]]:
    """Many changes in one body."""
    entry = {"id": page.id, "time": int(time.time()), "changes": changes}
    return graph.signed(page, {"object": "page", "entry": [entry]})


def _posts(call: Call) -> dict[str, object]:
    if call.id not in {call.page.id, "me"}:
        raise GraphError("gone")
    since, fields = float(call.params.get("since") or 0), parse(call.fields)
    found = sorted(call.page.posts.values(), key=lambda post: -post.created_at)
    young = [post for post in found if post.created_at >= since]
    return graph.window(young, call.params, lambda post: pick(_post(call.page, post), fields))


def _comments(call: Call) -> dict[str, object]:
    return _listed(call.page, call.id, call.params, parse(call.fields))


def _read(call: Call) -> dict[str, object]:
    wanted, fields = call.id, parse(call.fields)
    if wanted == call.page.id:
        return pick({"id": call.page.id, "name": call.page.name}, fields)
    if (post := call.page.posts.get(wanted)) is not None:
        record = _post(call.page, post)
        edge = next((each for each in fields if each.name == "comments"), None)
        if edge is not None:
            record["comments"] = _listed(call.page, post.id, edge.modifiers, edge.inside)
            edge.inside = []
        return pick(record, fields)
    return pick(_comment(call.page, _live(call.page, wanted)), fields)


def _reply(call: Call) -> dict[str, object]:
    above = _live(call.page, call.id)
    text = call.params.get("message", "")
    if not text.strip() or len(text) > 8000:
        raise GraphError("parameter")
    root = above.parent_id or above.id
    prefix = above.id.partition("_")[0]
    made = f"{prefix}_{call.world.number()}"
    call.world.own(call.page, text, comment_id=made, post_id=above.post_id, parent=root)
    return {"id": made}


def _change(call: Call) -> dict[str, object]:
    comment = _live(call.page, call.id)
    is_own = comment.author_id == call.page.id
    if "is_hidden" in call.params:
        if is_own:
            raise GraphError("parameter")
        hidden = call.params["is_hidden"] == "true"
        act = "hide" if hidden else "unhide"
        call.world.set_hidden(call.page, comment, hidden=hidden, act=act)
    elif call.params.get("message") and is_own:
        call.world.edit(call.page, comment, call.params["message"], verb="edited", act="edit")
    else:
        raise GraphError("permission" if "message" in call.params else "parameter")
    return {"success": True}


def _delete(call: Call) -> dict[str, object]:
    comment = _live(call.page, call.id)
    call.world.remove(call.page, comment, verb="remove", act="delete")
    return {"success": True}


def _message(call: Call) -> dict[str, object]:
    body = call.body
    comment = _live(call.page, body["recipient"]["comment_id"])
    if comment.answered_privately is not None:
        raise GraphError("replied")
    if time.time() - comment.created_at > _WEEK:
        raise GraphError("window")
    made = f"m_{call.world.number()}"
    call.world.private(call.page, comment, body["message"]["text"], made)
    return {"recipient_id": comment.author_id, "message_id": made}


def _subscribe(call: Call) -> dict[str, object]:
    if "feed" not in call.params.get("subscribed_fields", ""):
        raise GraphError("parameter")
    return {"success": True}


def _subscriptions(call: Call) -> dict[str, object]:
    return {"data": [{"category": "Utilities", "name": "Phản Hồi", "id": call.page.app_id}]}


def _listed(page: Page, above_id: str, params: Params, fields: list[Field]) -> dict[str, object]:
    if above_id in page.posts:
        flat = params.get("filter") == "stream"
        found = [c for c in page.under(above_id) if flat or c.parent_id is None]
    else:
        found = page.below(_live(page, above_id).id)
    if params.get("order") == "reverse_chronological":
        found.reverse()
    return graph.window(found, params, lambda each: pick(_comment(page, each), fields))


def _live(page: Page, comment_id: str) -> Comment:
    comment = page.live(comment_id)
    if comment is None:
        raise GraphError("gone")
    return comment


def _post(page: Page, post: Post) -> dict[str, object]:
    return {
        "id": post.id,
        "message": post.text,
        "created_time": graph_time(post.created_at),
        "permalink_url": page.link(post.id),
    }


def _comment(page: Page, comment: Comment) -> dict[str, object]:
    is_own = comment.author_id == page.id
    record: dict[str, object] = {
        "id": comment.id,
        "message": comment.text,
        "from": {"id": comment.author_id, "name": comment.author_name},
        "created_time": graph_time(comment.created_at),
        "is_hidden": comment.hidden,
        "can_hide": not is_own,
        "can_remove": True,
        "can_reply_privately": not is_own and comment.answered_privately is None,
        "permalink_url": page.link(comment.id),
    }
    if comment.parent_id is not None and page.live(comment.parent_id) is not None:
        record["parent"] = {"id": comment.parent_id}
    return {name: value for name, value in record.items() if name not in comment.omitted}
