"""A served API, an emulated network and the workers' own hands, so that a story can be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2
from fastapi import FastAPI
from sqlalchemy import select, text

from moderation import setup
from moderation.intake import endpoints, watching
from moderation.models import Case, Comment, Delivery, Endpoint, Page, Watch
from moderation.queries import agencies
from moderation.queries import cases as case_queries
from moderation.queries import watches as queries
from moderation.queries.doors import due_acts
from moderation.replies import approvals, connections, drafts
from moderation.replies.connections import Credentials
from moderation.sealing import Keyring
from moderation.vocabulary import CaseStatus, Platform, Role, WatchKind, WorkState
from platforms import watched
from tests.emulators import Emulator
from tests.emulators.server import Served
from tests.factories import House
from workers.intake import read_deliveries
from workers.publish import publish_intents
from workers.watch import look

__all__ = ["APP_ID", "REPLY", "Account", "Town"]

APP_ID = "360846524940903967"
REPLY = "Dạ, mời anh/chị đến bộ phận một cửa sáng thứ bảy."
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Account:
    """A page on the emulated network, connected to the house's page."""

    town: Town
    network: Platform
    name: str
    page_id: int
    post: str

    def do(self, what: str, **facts: object) -> dict[str, object]:
        """Make something happen at the network."""
        return self.town.emulator.do(what, network=self.network.value, page_id=self.name, **facts)

    def write(self, words: str | None, **facts: object) -> str:
        """A citizen writes; the comment's name at the network."""
        made = self.do("add_comment", text=words, **{"post_id": self.post, **facts})
        return str(made["id"])

    def comments(self) -> dict[str, Comment]:
        """What we hold of the page, by its name at the network."""
        with self.town.house.database.transaction(self.town.house.agency_id) as session:
            rows = session.scalars(select(Comment).where(Comment.page_id == self.page_id))
            return {row.external_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Town:
    """One agency, its address on the web, and the networks."""

    house: House
    emulator: Emulator
    served: Served
    keys: Keyring
    app: FastAPI
    _names: list[str] = field(default_factory=list)

    def account(
        self,
        network: Platform,
        name: str,
        *,
        is_delivered: bool = True,
        is_connected: bool = True,
        **facts: object,
    ) -> Account:
        """A page there and here; the first of a network opens its address and is greeted."""
        given = self.emulator.do("add_page", network=network.value, id=name, **facts)
        post = ""
        if network is not Platform.ZALO:
            made = self.emulator.do(
                "add_post", network=network.value, page_id=name, text="Lịch cấp căn cước"
            )
            post = str(made["id"])
        who = self.house.who(Role.ADMINISTRATOR)
        with self.house.database.transaction(self.house.agency_id) as session:
            page = setup.add_page(session, who, network, name, f"Trang {name}")
            page_id = page.id
            if is_connected:
                keys = Credentials(
                    given["token"],
                    given["secret"],
                    app_id=APP_ID,
                    refresh_token=str(facts.get("refresh_token") or "") or None,
                )
                watching.start(
                    self.house.agency_id,
                    session,
                    page_id,
                    watched(network, renews=keys.refresh_token is not None),
                    now=datetime.now(UTC),
                )
                connections.connect(
                    session,
                    who,
                    page_id,
                    self.keys,
                    keys,
                    can_reply=True,
                    base_url=f"{self.emulator.url}/{network.value}",
                )
        account = Account(self, network, name, page_id, post)
        if is_delivered:
            self.listen(account, given["secret"])
        return account

    def listen(self, account: Account, secret: str) -> None:
        """Have the network deliver to us."""
        who, network = self.house.who(Role.ADMINISTRATOR), account.network
        with self.house.database.transaction(self.house.agency_id) as session:
            endpoint = agencies.network_endpoint(self.house.agency_id, session, network)
            if endpoint is None:
                endpoint = endpoints.add_network_endpoint(session, who, network, self.keys, secret)
            live = endpoints.endpoint_secrets(endpoint, self.keys, datetime.now(UTC))
            token = endpoints.verify_tokens(endpoint, live)[0]
            address = self.address(endpoint)
        account.do("set_page", verify_token=token, secret=secret)
        if network in {Platform.FACEBOOK, Platform.INSTAGRAM, Platform.ZALO}:
            assert account.do("subscribe", callback=address)["accepted"]
        else:
            account.do("set_page", callback=address)

    def address(self, endpoint: Endpoint) -> str:
        """Where a network delivers."""
        return f"{self.served.url}/webhooks/{endpoint.platform.value}/{endpoint.public_id}"

    def open_address(self, network: Platform, secret: str) -> str:
        """An address for a network, without a page behind it."""
        who = self.house.who(Role.ADMINISTRATOR)
        with self.house.database.transaction(self.house.agency_id) as session:
            made = endpoints.add_network_endpoint(session, who, network, self.keys, secret)
            return self.address(made)

    def post(self, url: str, body: bytes, **headers: str) -> httpx2.Response:
        """What somebody sends to an address."""
        return httpx2.post(
            url, content=body, headers=headers, trust_env=False, verify=False, timeout=30
        )

    def deliveries(self) -> list[Delivery]:
        """What was kept, in the order of its coming."""
        with self.house.database.transaction(self.house.agency_id) as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))

    def receive(self) -> None:
        """Everything that is on its way arrives, is read, and becomes cases."""
        self.emulator.wait_until_delivered()
        waiting = [one.id for one in self.deliveries() if one.state is WorkState.RECEIVED]
        read_deliveries(self.house.agency_id, waiting)
        while self.house.triage():
            pass

    def approve(self, reply: str = REPLY) -> None:
        """Two people write and approve a reply to every open case that has none."""
        agency_id, database = self.house.agency_id, self.house.database
        drafter, chief = self.house.who(Role.DRAFTER), self.house.who(Role.SPOKESPERSON)
        with database.transaction(agency_id) as session:
            for one in case_queries.list_cases(agency_id, session, case_queries.CaseFilter()):
                if one.case.status is not CaseStatus.OPEN:
                    continue
                drafts.save_draft(session, drafter, one.case.id, reply, version=0)
                sent = approvals.submit(session, drafter, one.case.id, draft_version=1)
                approvals.approve(session, chief, sent.id, shown_sha256=sent.content_sha256)

    def publish(self) -> None:
        """The minute for second thoughts is over, and the worker posts."""
        self.let_pass("2 minutes")
        with self.house.database.doorway() as door:
            due = list(due_acts(door, limit=99))
        for one in due:
            if one.agency_id == self.house.agency_id:
                publish_intents(one.agency_id, list(one.ids))

    def cases(self) -> list[Case]:
        """Every case, open or closed, oldest first."""
        with self.house.database.transaction(self.house.agency_id) as session:
            return list(session.scalars(select(Case).order_by(Case.id)))

    def look(self, *kinds: WatchKind) -> None:
        """The sweeper rings for every look that is due, or for these; new comments become cases."""
        with self.house.database.transaction(self.house.agency_id) as session:
            wanted = [
                one.id
                for one in queries.watches(self.house.agency_id, session)
                if not kinds or one.kind in kinds
            ]
        for _ in range(_ROUNDS):
            look(self.house.agency_id, wanted)
        while self.house.triage():
            pass

    def watch(self, account: Account, kind: WatchKind) -> Watch:
        """How far a look has come."""
        with self.house.database.transaction(self.house.agency_id) as session:
            found = queries.watch_of(self.house.agency_id, session, account.page_id, kind)
            assert found is not None
            return found

    def look_back(self, account: Account, kind: WatchKind, interval: str) -> None:
        """As if the last look that went well had been so long ago."""
        with self.house.database.transaction(self.house.agency_id) as session:
            watch = queries.watch_of(self.house.agency_id, session, account.page_id, kind)
            assert watch is not None
            session.execute(text(f"UPDATE watches SET looked_at = now() - interval '{interval}'"))

    def endpoints(self) -> list[Endpoint]:
        """Where deliveries arrive."""
        with self.house.database.transaction(self.house.agency_id) as session:
            return agencies.endpoints(self.house.agency_id, session)

    def let_pass(self, interval: str) -> None:
        """As if so much time had gone by for whatever waits for it."""
        with self.house.database.transaction(self.house.agency_id) as session:
            for table, column in (
                ("publish_intents", "not_before"),
                ("publish_intents", "unknown_at"),
                ("connections", "paused_until"),
                ("connections", "read_after"),
                ("watches", "due_at"),
                ("watches", "began_at"),
                ("watches", "since"),
                ("watches", "done_at"),
                ("watches", "lease_until"),
                ("comments", "checked_at"),
                ("comments", "version_at"),
                ("comments", "received_at"),
            ):
                session.execute(
                    text(f"UPDATE {table} SET {column} = {column} - interval '{interval}'")
                )

    def pages(self) -> list[Page]:
        """The pages of the house."""
        with self.house.database.transaction(self.house.agency_id) as session:
            return agencies.pages(self.house.agency_id, session)
