"""What a test or a demo makes happen: `POST /_control` with `{"do": …}`."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.emulators.delivering import Deliveries
from tests.emulators.faults import Faults, Faulty
from tests.emulators.world import Comment, Page, Post, World

_CHALLENGE = "1158201444"
_BATCH = 25


class Control:
    """Each public method is something to `do`; its answer is JSON."""

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self._world = world
        self._deliveries = deliveries
        self.faulty: Faulty | None = None

    def routes(self) -> list[Route]:
        """The control and the two books."""
        return [
            Route("/_control", self._do, methods=["POST"]),
            Route("/_ledger", self._ledger, methods=["GET"]),
            Route("/_deliveries", self._delivered, methods=["GET"]),
        ]

    def add_page(self, *, network: str, id: str, **more: Any) -> dict[str, object]:  # noqa: A002, ANN401
        """A page; its token and secret are made of its id where none are given."""
        given = {"name": id, "token": f"token-{id}", "secret": f"secret-{id}", **more}
        self._world.pages[network, id] = Page(network, id, **given)
        return {"token": given["token"], "secret": given["secret"]}

    def open_page(
        self,
        *,
        network: str,
        id: str,  # noqa: A002
        **facts: Any,  # noqa: ANN401
    ) -> dict[str, object]:
        """A page as it should be from now on; what stands on it stays."""
        if (network, id) not in self._world.pages:
            self.add_page(network=network, id=id, **facts)
        return self.set_page(network=network, page_id=id, **facts)

    def set_page(self, *, network: str, page_id: str, **facts: Any) -> dict[str, object]:  # noqa: ANN401
        """Change any field of the page: `callback`, `expired`, `options`, `quota_used`."""
        page = self._world.page(network, page_id)
        for name, value in facts.items():
            if not hasattr(page, name):
                raise ValueError(name)
            setattr(page, name, value)
        return {}

    def happen(
        self, *, network: str, page_id: str, events: list[dict[str, Any]], told: bool = True
    ) -> dict[str, object]:
        """Many things at once, each `{"verb": …, "comment": {…}}`; where not `told`, silently.

        A comment that is known already is not written again.
        """
        page = self._world.page(network, page_id)
        callback, page.callback = page.callback, page.callback if told else None
        self._deliveries.held = True
        for event in events:
            self._happened(page, event["verb"], event["comment"])
        page.callback, self._deliveries.held = callback, False
        return {"sent": self._deliveries.release(batch=_BATCH)}

    def _happened(self, page: Page, verb: str, facts: dict[str, Any]) -> None:
        known = page.comments.get(facts["id"])
        if verb == "add":
            if known is None:
                self._world.add(page, Comment(**facts))
        elif known is None:
            return
        elif verb == "edited":
            self._world.edit(page, known, facts["text"], verb=verb)
        elif verb == "remove":
            self._world.remove(page, known, verb=verb)
        else:
            self._world.set_hidden(page, known, hidden=verb == "hide")

    def add_post(
        self, *, network: str, page_id: str, text: str, age_seconds: float = 0, **more: str
    ) -> dict[str, object]:
        """A post of the page."""
        page = self._world.page(network, page_id)
        usual = f"{page_id}_{self._world.number()}" if network == "facebook" else ""
        post_id = more.get("id") or usual or f"p{self._world.number()}"
        page.posts[post_id] = Post(post_id, text, time.time() - age_seconds)
        return {"id": post_id}

    def add_comment(
        self,
        *,
        network: str,
        page_id: str,
        text: str | None,
        post_id: str = "",
        author_id: str = "7001",
        author_name: str = "Nguyễn Văn A",
        parent_id: str | None = None,
        age_seconds: float = 0,
        omitted: list[str] | None = None,
        id: str = "",  # noqa: A002
    ) -> dict[str, object]:
        """A citizen writes."""
        page = self._world.page(network, page_id)
        made = id or _comment_id(network, post_id, parent_id, self._world.number())
        comment = Comment(
            made,
            author_id if network == "zalo" else post_id,
            text,
            author_id,
            author_name,
            time.time() - age_seconds,
            parent_id,
            omitted=frozenset(omitted or []),
        )
        self._world.add(page, comment)
        return {"id": made}

    def edit_comment(
        self, *, network: str, page_id: str, comment_id: str, text: str, verb: str = "edited"
    ) -> dict[str, object]:
        """A citizen changes the text; `verb` in either spelling."""
        page = self._world.page(network, page_id)
        self._world.edit(page, page.comments[comment_id], text, verb=verb)
        return {}

    def remove_comment(
        self, *, network: str, page_id: str, comment_id: str, verb: str = "remove"
    ) -> dict[str, object]:
        """A citizen takes it back."""
        page = self._world.page(network, page_id)
        self._world.remove(page, page.comments[comment_id], verb=verb)
        return {}

    def read_comment(self, *, network: str, page_id: str, comment_id: str) -> dict[str, object]:
        """What the network itself knows of a comment."""
        comment = self._world.page(network, page_id).comments[comment_id]
        return {**asdict(comment), "omitted": sorted(comment.omitted)}

    def set_faults(self, **faults: Any) -> dict[str, object]:  # noqa: ANN401
        """What goes wrong from now on; nothing, where nothing is given."""
        assert self.faulty is not None
        self.faulty.faults = Faults(**faults)
        return {}

    def set_usage(self, *, percent: int) -> dict[str, object]:
        """What the usage headers tell."""
        self._world.usage_percent = percent
        return {}

    def hold(self) -> dict[str, object]:
        """Pile webhooks up."""
        self._deliveries.held = True
        return {}

    def release(self, **how: Any) -> dict[str, object]:  # noqa: ANN401
        """Let them go, in an order, with duplicates, in batches."""
        self._deliveries.held = False
        return {"sent": self._deliveries.release(**how)}

    async def subscribe(self, *, network: str, page_id: str, callback: str) -> dict[str, object]:
        """The network's own look at an address before it delivers there."""
        page = self._world.page(network, page_id)
        async with httpx2.AsyncClient(timeout=20, trust_env=False) as client:
            if network == "zalo":
                accepted = (await client.post(callback, content=b"")).status_code == 200
            else:
                query = {
                    "hub.mode": "subscribe",
                    "hub.challenge": _CHALLENGE,
                    "hub.verify_token": page.verify_token,
                }
                answer = await client.get(callback, params=query)
                accepted = answer.status_code == 200 and answer.text == _CHALLENGE
        page.callback = callback if accepted else None
        return {"accepted": accepted}

    async def _do(self, request: Request) -> Response:
        asked = await request.json()
        name = asked.pop("do", "")
        act: Callable[..., Any] | None = getattr(self, name, None)
        if act is None or name.startswith("_") or name in {"routes", "faulty"}:
            return JSONResponse({"error": f"no such thing to do: {name}"}, 400)
        try:
            given = act(**asked)
            return JSONResponse(await given if isinstance(given, Awaitable) else given)
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"error": repr(error)}, 400)

    async def _ledger(self, request: Request) -> Response:
        since = int(request.query_params.get("since", 0))
        return JSONResponse({"entries": self._world.ledger.entries[since:]})

    async def _delivered(self, _: Request) -> Response:
        sent = self._deliveries
        return JSONResponse(
            {
                "idle": sent.is_idle,
                "held": len(sent.pile),
                "taken": sent.taken,
                "lost": sent.lost,
                "attempts": list(sent.attempts),
            }
        )


def _comment_id(network: str, post_id: str, parent_id: str | None, number: int) -> str:
    match network:
        case "facebook":
            return f"{post_id.rpartition('_')[2]}_{number}"
        case "instagram":
            return f"1791{number:013}"
        case "youtube":
            return f"{parent_id}.{number}" if parent_id else f"Ugx{number}"
        case "tiktok":
            return f"7590{number}"
    return f"96d3cdf3{number}"
