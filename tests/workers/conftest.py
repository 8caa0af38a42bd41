"""A connected page on the emulated network, and the worker's own hands to act on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select, text

from commands.embedded import EmbeddedPostgres
from moderation import setup
from moderation.intake.deliveries import take_events
from moderation.models import Case, Connection, Page, PublishIntent
from moderation.queries import cases as case_queries
from moderation.queries import drafts as drafts_queries
from moderation.queries.connections import connection_of_page
from moderation.queries.doors import due_acts
from moderation.replies import approvals, connections, drafts
from moderation.replies.connections import Credentials
from moderation.vocabulary import CaseStatus, IntentState, Label, Platform, PublishKind, Role
from platforms import CommentEvent
from tests.as_worker import as_worker
from tests.emulators import Emulator
from tests.factories import House, event
from workers.publish import publish_intents

_Done = TypeVar("_Done")
REPLY = "Dạ, mời anh/chị đến bộ phận một cửa sáng thứ bảy."
NAME = "10158"


@dataclass(frozen=True, slots=True)
class Desk:
    """A connected Facebook page on the emulator, and short ways to work on it."""

    house: House
    emulator: Emulator
    page: Page
    post: str

    def ask(
        self,
        words: str = "Thứ bảy có làm căn cước không ạ",
        *,
        below: str = "",
        label: Label = Label.POLICY_QUESTION,
    ) -> str:
        """A citizen writes; the comment's name at the network."""
        where = {"network": "facebook", "page_id": NAME, "post_id": self.post}
        more = {"parent_id": below} if below else {}
        made: str = self.emulator.do("add_comment", text=words, **where, **more)["id"]
        asked = event(
            made,
            words,
            at=datetime.now(UTC) - timedelta(minutes=5),
            post=self.post,
            parent=below or None,
        )
        with self.house.database.transaction(self.house.agency_id) as session:
            page = session.merge(self.page, load=False)
            take_events(self.house.agency_id, session, page, [asked], received_at=datetime.now(UTC))
        self.house.triage(lambda _: label)
        return made

    def hear(self, *events: CommentEvent) -> None:
        """The network tells of something, now."""
        now = datetime.now(UTC)
        told = [replace(each, occurred_at=now) for each in events]
        with self.house.database.transaction(self.house.agency_id) as session:
            page = session.merge(self.page, load=False)
            take_events(self.house.agency_id, session, page, told, received_at=now)

    def approve(self, reply: str = REPLY, *, kind: PublishKind = PublishKind.REPLY) -> None:
        """Draft and approve a reply for every open case that has none."""
        house = self.house
        drafter, chief = house.who(Role.DRAFTER), house.who(Role.SPOKESPERSON)
        with house.database.transaction(house.agency_id) as session:
            found = case_queries.list_cases(house.agency_id, session, case_queries.CaseFilter())
            for one in found:
                if one.case.status is not CaseStatus.OPEN:
                    continue
                kept = drafts_queries.draft_of(house.agency_id, session, one.case.id)
                version = kept.version if kept else 0
                draft = drafts.save_draft(session, drafter, one.case.id, reply, version=version)
                sent = approvals.submit(
                    session, drafter, one.case.id, draft_version=draft.version, kind=kind
                )
                shown = sent.content_sha256
                approvals.approve(session, chief, sent.id, shown_sha256=shown)

    def pass_time(self, span: str) -> None:
        """As if so much time had passed for what waits."""
        house = self.house
        with house.database.transaction(house.agency_id) as session:
            for column in ("not_before", "lease_until", "unknown_at"):
                session.execute(
                    text(f"UPDATE publish_intents SET {column} = {column} - interval '{span}'")
                )
            session.execute(
                text(f"UPDATE connections SET paused_until = paused_until - interval '{span}'")
            )

    def work(self, *, after: str = "1 minute") -> None:
        """Time passes, the sweeper rings, the worker answers."""
        house = self.house
        self.pass_time(after)
        with house.database.doorway() as door:
            due = [one for one in due_acts(door, limit=99) if one.agency_id == house.agency_id]
        for one in due:
            publish_intents(house.agency_id, list(one.ids))

    def acts(self) -> list[PublishIntent]:
        """What was asked of the network."""
        with self.house.database.transaction(self.house.agency_id) as session:
            return session.query(PublishIntent).order_by(PublishIntent.id).all()

    def states(self) -> list[IntentState]:
        """Where the acts stand."""
        return [act.state for act in self.acts()]

    def accepted(self) -> list[str]:
        """The comments under which the network took a reply, as often as it took one."""
        ledger = self.emulator.ledger()
        return [str(one["comment_id"]) for one in ledger if one["act"] == "reply"]

    def case_id(self) -> int:
        """The case that came first, open or closed."""
        with self.house.database.transaction(self.house.agency_id) as session:
            return min(session.scalars(select(Case.id)))

    def as_role(self, role: Role, act: Callable[..., _Done], **facts: object) -> _Done:
        """Somebody acts on that case."""
        case_id = self.case_id()
        with self.house.database.transaction(self.house.agency_id) as session:
            return act(session, self.house.who(role), case_id, **facts)

    def seen(self, comment: str) -> dict[str, object]:
        """A comment as the network holds it now."""
        return self.emulator.do(
            "read_comment", network="facebook", page_id=NAME, comment_id=comment
        )

    def connection(self) -> Connection:
        """How the page is connected."""
        with self.house.database.transaction(self.house.agency_id) as session:
            found = connection_of_page(self.house.agency_id, session, self.page.id)
            assert found is not None
            return found

    def act_as(self, role: Role, act: Callable[..., object]) -> None:
        """Turn a switch of the page's connection."""
        with self.house.database.transaction(self.house.agency_id) as session:
            act(session, self.house.who(role), self.page.id)


@pytest.fixture
def classify(postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[None]:
    """This process as a worker, which reads comments."""
    with as_worker(postgres, tmp_path):
        yield


@pytest.fixture
def desk(house: House, postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[Desk]:
    """The worker's own process would hold this: database, keys, and a way to the network."""
    with as_worker(postgres, tmp_path) as keys, Emulator(tmp_path / "ledger.jsonl") as emulator:
        given = emulator.do("add_page", network="facebook", id=NAME)
        post = emulator.do("add_post", network="facebook", page_id=NAME, text="Lịch")["id"]
        admin = house.who(Role.ADMINISTRATOR)
        with house.database.transaction(house.agency_id) as session:
            page = setup.add_page(session, admin, Platform.FACEBOOK, NAME, "Trang phường")
            connections.connect(
                session,
                admin,
                page.id,
                keys,
                Credentials(given["token"], given["secret"]),
                can_reply=True,
                pace_seconds=0,
                base_url=f"{emulator.url}/facebook",
            )
        yield Desk(house, emulator, page, post)
