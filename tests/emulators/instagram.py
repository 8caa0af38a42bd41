"""Instagram: the Graph API's other half, and a webhook that tells of new comments only."""

from __future__ import annotations

import time

from starlette.routing import Route

from tests.emulators import graph
from tests.emulators.fields import Field, parse, pick
from tests.emulators.graph import Answering, GraphError, Params, graph_time, guarded
from tests.emulators.world import Call, Comment, Page, Post, World

NAME = "instagram"
BATCHES = True

refusal = graph.refusal


def routes(world: World) -> list[Route]:
    """`/instagram/v26.0/…`, where `/v26.0/…` would be at the network itself."""
    found: list[tuple[str, str, Answering]] = [
        ("{id}/media", "GET", _medias),
        ("{id}/replies", "GET", _replies),
        ("{id}/replies", "POST", _reply),
        ("{id}", "GET", _read),
        ("{id}", "POST", _change),
        ("{id}", "DELETE", _delete),
    ]
    return [
        Route(f"/instagram/{{version}}/{path}", guarded(world, NAME, answer), methods=[method])
        for path, method, answer in found
    ]


def change(page: Page, comment: Comment, verb: str) -> dict[str, object] | None:
    """A new comment; edits and removals are never told, nor when it was written."""
    if verb != "add":
        return None
    author = {"id": comment.author_id, "username": comment.author_name}
    if comment.author_id == page.id:
        author = {"id": "2105" + page.id[-6:], "username": page.name, "self_ig_scoped_id": page.id}
    value: dict[str, object] = {
        "id": comment.id,
        "text": comment.text,
        "from": author,
        "media": {"id": comment.post_id, "media_product_type": "FEED"},
    }
    if comment.parent_id is not None:
        value["parent_id"] = comment.parent_id
    value = {k: v for k, v in value.items() if v is not None and k not in comment.omitted}
    return {"field": "comments", "value": value}


def delivery(page: Page, changes: list[dict[str, object]]) -> tuple[bytes, dict[str, str]]:
    """Many changes in one body, or each directly in an entry of its own (`flat`)."""
    head = {"id": page.id, "time": int(time.time())}
    entries = [{**head, "changes": changes}]
    if page.options.get("flat"):
        entries = [{**head, **each} for each in changes]
    return graph.signed(page, {"object": "instagram", "entry": entries})


def _medias(call: Call) -> dict[str, object]:
    fields = parse(call.fields)
    found = sorted(call.page.posts.values(), key=lambda post: -post.created_at)
    return graph.window(found, call.params, lambda post: pick(_media(post), fields))


def _replies(call: Call) -> dict[str, object]:
    found = call.page.below(_live(call.page, call.id).id)
    return _listed(call.page, found, call.params, parse(call.fields))


def _read(call: Call) -> dict[str, object]:
    wanted, fields = call.id, parse(call.fields)
    if wanted == call.page.id:
        return pick({"id": call.page.id, "username": call.page.name}, fields)
    if (post := call.page.posts.get(wanted)) is not None:
        record = _media(post)
        edge = next((each for each in fields if each.name == "comments"), None)
        if edge is not None:
            top = [c for c in call.page.under(wanted) if c.parent_id is None][::-1]
            record["comments"] = _listed(call.page, top, edge.modifiers, edge.inside)
            edge.inside = []
        return pick(record, fields)
    return _rendered(call.page, _live(call.page, call.id), fields)


def _reply(call: Call) -> dict[str, object]:
    above = _live(call.page, call.id)
    text = call.params.get("message", "")
    if not text.strip() or len(text) > 300:
        raise GraphError("parameter")
    made = f"1791{call.world.number():013}"
    root = above.parent_id or above.id
    call.world.own(call.page, text, comment_id=made, post_id=above.post_id, parent=root)
    return {"id": made}


def _change(call: Call) -> dict[str, object]:
    comment = _live(call.page, call.id)
    if "hide" not in call.params or comment.author_id == call.page.id:
        raise GraphError("parameter")
    hidden = call.params["hide"] == "true"
    act = "hide" if hidden else "unhide"
    call.world.set_hidden(call.page, comment, hidden=hidden, act=act)
    return {"success": True}


def _delete(call: Call) -> dict[str, object]:
    call.world.remove(call.page, _live(call.page, call.id), verb="remove", act="delete")
    return {"success": True}


def _listed(
    page: Page, found: list[Comment], params: Params, fields: list[Field]
) -> dict[str, object]:
    return graph.window(found, params, lambda each: _rendered(page, each, fields))


def _rendered(page: Page, comment: Comment, fields: list[Field]) -> dict[str, object]:
    record: dict[str, object] = {
        "id": comment.id,
        "text": comment.text,
        "timestamp": graph_time(comment.created_at),
        "username": comment.author_name,
        "from": {"id": comment.author_id, "username": comment.author_name},
        "hidden": comment.hidden,
        "parent_id": comment.parent_id,
        "media": _media(page.posts[comment.post_id]),
    }
    edge = next((each for each in fields if each.name == "replies"), None)
    below = page.below(comment.id)
    if edge is not None and below:
        record["replies"] = _listed(page, below, edge.modifiers, edge.inside)
        edge = Field("replies")
    plain = [edge if each.name == "replies" and edge else each for each in fields]
    return pick(record, plain)


def _live(page: Page, comment_id: str) -> Comment:
    comment = page.live(comment_id)
    if comment is None:
        raise GraphError("gone")
    return comment


def _media(post: Post) -> dict[str, object]:
    return {
        "id": post.id,
        "caption": post.text,
        "permalink": f"https://www.instagram.com/p/{post.id}/",
        "timestamp": graph_time(post.created_at),
    }
