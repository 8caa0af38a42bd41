"""What a list shows, as it stands in the address: filters, search, and the place in the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request

from api.console.forms import row_id
from moderation.vocabulary import Label, Trait

__all__ = ["ListQuery", "Place", "Seen", "here", "list_query"]

DUES = ("soon", "late")
_LONGEST_SEARCH = 200
_LONGEST_CURSOR = 200


@dataclass(frozen=True, slots=True)
class ListQuery:
    """`start` is how many lines come before this page of the list, as far as is known.

    A search looks among closed cases too unless `only_open`. `view` is the saved list that the
    address was opened from.
    """

    page_id: int | None = None
    label: Label | None = None
    trait: Trait | None = None
    due: str = ""
    only_open: bool = False
    view: int = 0
    search: str = ""
    after: str = ""
    before: str = ""
    start: int = 0

    @classmethod
    def read(cls, given: Mapping[str, str]) -> ListQuery:
        """What an address says; what makes no sense is as if it were not there."""
        page_id, due, start = given.get("page_id", ""), given.get("due", ""), given.get("n", "")
        label, trait = given.get("label", ""), given.get("trait", "")
        return cls(
            page_id=row_id(page_id) or None,
            label=Label(label) if label in set(Label) else None,
            trait=Trait(trait) if trait in set(Trait) else None,
            due=due if due in DUES else "",
            only_open=given.get("open") == "1",
            view=row_id(given.get("view", "")),
            search=given.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH],
            after=given.get("after", "")[:_LONGEST_CURSOR],
            before=given.get("before", "")[:_LONGEST_CURSOR],
            start=row_id(start),
        )

    @property
    def kept(self) -> str:
        """What of it a saved list keeps: the filters, not the place in the list."""
        return self.encoded(after="", before="", start=0, view=0)

    @property
    def is_filtered(self) -> bool:
        """Whether something is hidden."""
        return bool(self.page_id or self.label or self.trait or self.due or self.search)

    def encoded(self, **change: object) -> str:
        """The same as the query part of an address."""
        asked = replace(self, **change)  # type: ignore[arg-type]
        pairs = (
            ("page_id", asked.page_id),
            ("label", asked.label.value if asked.label else ""),
            ("trait", asked.trait.value if asked.trait else ""),
            ("due", asked.due),
            ("open", "1" if asked.only_open and asked.search else ""),
            ("view", asked.view),
            ("q", asked.search),
            ("after", asked.after),
            ("before", asked.before),
            ("n", asked.start),
        )
        return urlencode([(name, value) for name, value in pairs if value])

    def address(self, key: str, **change: object) -> str:
        """The address of a list."""
        query = self.encoded(**change)
        return f"/queues/{key}?{query}" if query else f"/queues/{key}"


@dataclass(frozen=True, slots=True)
class Place:
    """The list that a case was opened from."""

    queue: str = "all"
    asked: ListQuery = ListQuery()

    @property
    def back(self) -> str:
        """The list's address."""
        return self.asked.address(self.queue)

    def case_url(self, case_id: int) -> str:
        """A case's own address, which remembers the list."""
        return f"/cases/{case_id}?{self._encoded}"

    def draft_url(self, case_id: int) -> str:
        """The address of a case with its reply in work, which remembers the list too."""
        return f"/cases/{case_id}/draft?{self._encoded}"

    def beside_url(self, case_id: int) -> str:
        """The list's address with a case opened beside it."""
        query = self.asked.encoded()
        return (
            f"/queues/{self.queue}?{query}&case={case_id}"
            if query
            else (f"/queues/{self.queue}?case={case_id}")
        )

    @property
    def _encoded(self) -> str:
        pairs = [("queue", self.queue), ("filters", self.asked.encoded())]
        return urlencode([pair for pair in pairs if pair[1]])


@dataclass(frozen=True, slots=True)
class Seen:
    """What every act on a case carries: the version that was read, and where the person was."""

    place: Place
    version: int | None


def list_query(request: Request) -> ListQuery:
    """The list that an address asks for, as a dependency."""
    return ListQuery.read(request.query_params)


def _place_of(given: Mapping[str, str]) -> Place:
    queue = given.get("queue", "")
    known = queue.replace("_", "").replace("-", "").isalnum() and len(queue) <= 80
    filters = dict(parse_qsl(given.get("filters", "")[:1000], max_num_fields=20))
    return Place(queue if known and queue.isascii() else "all", ListQuery.read(filters))


def here(request: Request) -> Place:
    """The list that an address names beside a case, as a dependency."""
    return _place_of(request.query_params)


async def _seen(request: Request) -> Seen:
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return Seen(_place_of(form), row_id(form.get("version", "")) or None)


Asked = Annotated[ListQuery, Depends(list_query)]
Here = Annotated[Place, Depends(here)]
SeenForm = Annotated[Seen, Depends(_seen)]
