"""C2: whatever happens to comments, in whatever order, what was promised of them holds.

Hypothesis plays sources, staff, workers and a network that lies; after each step the tables are
asked. The network keeps its own book of what it accepted, and that book is the referee.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from moderation.casework import cases, claims, undoing
from moderation.database import Database, Session
from moderation.errors import PhanHoiError
from moderation.policy import Who
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.queries import drafts as draft_queries
from moderation.queries import history
from moderation.replies import approvals, connections, drafts, publishing
from moderation.replies.connections import Credentials
from moderation.replies.publishing import Order, Told
from moderation.sealing import Keyring
from moderation.vocabulary import (
    CommentVerb,
    DismissReason,
    Label,
    PublishOutcome,
    Role,
)
from tests.factories import House, event, make_house

KEYS = Keyring({"one": bytes(32)})
STAFF = st.sampled_from([Role.TRIAGE, Role.DRAFTER, Role.SPOKESPERSON, Role.MANAGER])
WORDS = st.sampled_from(
    ["Nộp hồ sơ ở đâu ạ", "Sao lâu vậy phường ơi", "Tin này có đúng không", "Cảm ơn cán bộ"]
)
LATER = timedelta(hours=1)
Act = Callable[[Session, Who, int], object]


class LifeOfAComment(RuleBasedStateMachine):
    """One agency with one connected page, its staff, and a network with a book of its own."""

    database: Database
    told = Bundle("told")

    def __init__(self) -> None:
        super().__init__()
        self.house: House = make_house(self.database, 1)
        self.accepted: Counter[tuple[str, str]] = Counter()
        self.orders: list[Order] = []
        self.clock = datetime.now(UTC) - timedelta(minutes=30)
        self.number = 0

    @initialize()
    def begin_a_day(self) -> None:
        """The page may be answered on, and the first comments are in their cases."""
        admin, key = self.house.who(Role.ADMINISTRATOR), Credentials("khoa-cua-trang")
        with self.house.database.transaction(self.house.agency_id) as session:
            connections.connect(session, admin, self.house.page_id, KEYS, key, can_reply=True)
        for words in ("Xin hỏi lịch tiêm", "Đường ngập quá", "Điện cúp hoài"):
            self.somebody_writes(words)
        self.the_machine_reads()

    @rule(target=told, words=WORDS)
    def somebody_writes(self, words: str) -> str:
        """A comment comes in."""
        self.number += 1
        name = f"c{self.number}"
        self.house.take(event(name, words, at=self._tick()), received_at=self.clock)
        return name

    @rule(name=told)
    def it_comes_again(self, name: str) -> None:
        """The source says an old thing twice; it changes nothing."""
        before = self._asked("SELECT count(*), max(text_version) FROM comments")
        old = self.clock - timedelta(hours=9)
        self.house.take(event(name, "lời cũ", at=old), received_at=self.clock)
        assert self._asked("SELECT count(*), max(text_version) FROM comments") == before

    @rule(name=told, words=WORDS)
    def the_citizen_edits(self, name: str, words: str) -> None:
        """Other words under the same name."""
        edited = event(name, words, verb=CommentVerb.EDITED, at=self._tick())
        self.house.take(edited, received_at=self.clock)

    @rule(name=told)
    def the_citizen_deletes(self, name: str) -> None:
        """The comment is gone at its source."""
        gone = event(name, None, verb=CommentVerb.DELETED, at=self._tick())
        self.house.take(gone, received_at=self.clock)

    @rule()
    def the_machine_reads(self) -> None:
        """Whatever waits is read and routed."""
        self.house.triage()

    @rule(role=STAFF, pick=st.integers(0, 9), act=st.sampled_from(["claim", "take", "release"]))
    def somebody_takes_hold(self, role: Role, pick: int, act: str) -> None:
        """Claims come and go."""
        ways: dict[str, Act] = {
            "claim": claims.claim,
            "take": claims.take_over,
            "release": claims.release,
        }
        self._try(role, pick, ways[act])

    @rule(role=STAFF, pick=st.integers(0, 9), label=st.sampled_from(list(Label)))
    def somebody_corrects(self, role: Role, pick: int, label: Label) -> None:
        """Another label."""
        self._try(role, pick, lambda s, who, case_id: cases.relabel(s, who, case_id, label))

    @rule(role=STAFF, pick=st.integers(0, 9))
    def somebody_dismisses(self, role: Role, pick: int) -> None:
        """No reply is needed."""
        reason = DismissReason.NO_ANSWER_NEEDED
        self._try(role, pick, lambda s, who, case_id: cases.dismiss(s, who, case_id, reason))

    @rule(role=STAFF)
    def somebody_undoes(self, role: Role) -> None:
        """The last act of a person, taken back."""
        who = self.house.who(role)
        with suppress(PhanHoiError), self.house.database.transaction(who.agency_id) as session:
            assert who.actor_id is not None
            mine = history.recent_person_events(
                who.agency_id, session, who.actor_id, kinds=undoing.UNDOABLE
            )
            if mine:
                undoing.undo(session, who, mine[0].id)

    @rule(role=STAFF, pick=st.integers(0, 9), words=WORDS)
    def somebody_writes_a_reply(self, role: Role, pick: int, words: str) -> None:
        """Save a draft over whatever stands."""

        def save(session: Session, who: Who, case_id: int) -> None:
            version = draft_queries.latest_draft_version(who.agency_id, session, case_id)
            answer = f"Dạ, phường xin trả lời: {words.lower()}."
            drafts.save_draft(session, who, case_id, answer, version=version)

        self._try(role, pick, save)

    @rule(role=STAFF, pick=st.integers(0, 9))
    def somebody_submits(self, role: Role, pick: int) -> None:
        """The draft as it stands goes to a second person."""

        def submit(session: Session, who: Who, case_id: int) -> None:
            version = draft_queries.latest_draft_version(who.agency_id, session, case_id)
            approvals.submit(session, who, case_id, draft_version=version)

        self._try(role, pick, submit)

    @rule(role=STAFF, yes=st.booleans())
    def somebody_decides(self, role: Role, yes: bool) -> None:  # noqa: FBT001 - Hypothesis' way
        """Whatever waits is approved or sent back, by whoever tries."""
        who = self.house.who(role)
        with suppress(PhanHoiError), self.house.database.transaction(who.agency_id) as session:
            waiting = approval_queries.waiting_approvals(who.agency_id, session, page_ids=None)
            if not waiting:
                return
            one, _ = waiting[0]
            if yes:
                approvals.approve(session, who, one.id, shown_sha256=one.content_sha256)
            else:
                approvals.return_to_author(session, who, one.id, "Viết rõ hơn")

    @rule(pick=st.integers(0, 9), words=WORDS)
    def two_people_answer(self, pick: int, words: str) -> None:
        """The whole way in one step, so that acts at the network are reached often."""
        self.somebody_writes_a_reply(Role.DRAFTER, pick, words)
        self.somebody_submits(Role.DRAFTER, pick)
        self.somebody_decides(Role.SPOKESPERSON, yes=True)

    @rule()
    def a_worker_begins(self) -> None:
        """The call is written down; what becomes of it is another step, or none."""
        self.orders += self._begin()

    @rule(outcome=st.sampled_from(["answers", "drops", "refuses"]))
    def the_network_is_called(self, outcome: str) -> None:
        """It takes the reply and says so, takes it and says nothing, or refuses."""
        self.orders += self._begin()
        if not self.orders:
            return
        order = self.orders.pop()
        remote = f"r-{order.intent_id}-{len(self.accepted)}"
        if outcome != "refuses":
            self.accepted[(order.target_external_id, order.kind.value)] += 1
        said = {
            "answers": Told(PublishOutcome.PUBLISHED, remote_id=remote),
            "drops": Told(PublishOutcome.UNKNOWN, code="timeout"),
            "refuses": Told(PublishOutcome.REFUSED, code="busy", may_retry=True),
        }[outcome]
        with self.house.database.transaction(self.house.agency_id) as session:
            publishing.finish(self.house.agency_id, session, order, said, now=self._future())

    @rule()
    def the_worker_dies_after_the_call(self) -> None:
        """The network has it; nobody wrote that down."""
        self.orders += self._begin()
        if self.orders:
            order = self.orders.pop()
            self.accepted[(order.target_external_id, order.kind.value)] += 1

    @invariant()
    def no_reply_twice(self) -> None:
        """The network's own book."""
        assert all(times == 1 for times in self.accepted.values()), self.accepted

    @invariant()
    def two_persons_for_every_approval(self) -> None:
        """The author never approves."""
        wrong = "state IN ('approved', 'done') AND decided_by IN (author_id, submitted_by)"
        assert self._asked(f"SELECT count(*) FROM approvals WHERE {wrong}") == [(0,)]

    @invariant()
    def what_leaves_is_what_was_approved(self) -> None:
        """Text and hash of every act are those of its approval."""
        assert self._asked(
            "SELECT count(*) FROM publish_intents i JOIN approvals a ON a.agency_id = i.agency_id"
            " AND a.id = i.approval_id WHERE i.text <> a.text"
            " OR i.content_sha256 <> a.content_sha256"
        ) == [(0,)]

    @invariant()
    def every_read_comment_has_one_case(self) -> None:
        """None is lost, none is in two."""
        assert self._asked(
            "SELECT count(*) FROM comments WHERE state = 'done' AND text IS NOT NULL"
            " AND NOT is_own AND deleted_at IS NULL AND case_id IS NULL"
        ) == [(0,)]
        assert self._asked(
            "SELECT count(*) FROM cases k WHERE k.comments_count <>"
            " (SELECT count(*) FROM comments m WHERE m.agency_id = k.agency_id"
            " AND m.case_id = k.id)"
        ) == [(0,)]

    def _tick(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    def _future(self) -> datetime:
        return datetime.now(UTC) + LATER

    def _begin(self) -> list[Order]:
        agency = self.house.agency_id
        with self.house.database.transaction(agency) as session:
            waiting = session.scalars(text("SELECT id FROM publish_intents"))
            return publishing.begin(agency, session, list(waiting), now=self._future())

    def _try(self, role: Role, pick: int, act: Act) -> None:
        """Somebody tries something with a case that they see; a refusal is an answer too."""
        who = self.house.who(role)
        with suppress(PhanHoiError), self.house.database.transaction(who.agency_id) as session:
            shown = case_queries.list_cases(who.agency_id, session, case_queries.CaseFilter())
            if shown:
                act(session, who, shown[pick % len(shown)].case.id)

    def _asked(self, statement: str) -> list[tuple[object, ...]]:
        with self.house.database.transaction(self.house.agency_id) as session:
            return [tuple(row) for row in session.execute(text(statement))]


@pytest.mark.parametrize(
    ("examples", "steps"), [(12, 30), pytest.param(500, 60, marks=pytest.mark.long)]
)
@pytest.mark.timeout(3600)
def test_the_promises_hold_whatever_happens(
    database: Database, say: Callable[[str], None], examples: int, steps: int
) -> None:
    """C2, short in every run and long in `make prove`."""
    LifeOfAComment.database = database
    wanted = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=steps < 60,  # the short form says the same each time
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(LifeOfAComment, settings=wanted)
    say(f"C2 {examples:,} lives of {steps} steps at most: doubled 0, every promise held after each")
