"""A batch is written by statements for the batch, not for each of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event, select

from moderation.models import Case, Comment, Event, Prediction
from moderation.queries.many import put_many
from moderation.vocabulary import Actor, EventKind, Label
from tests.factories import NOW, House
from tests.factories import event as told

STRANGE = "“Dấu nháy”, 'đơn', \\x41 \\n, %(tên)s, :tên, {}, 🇻🇳, \t\n, NULL"
AT = datetime(2026, 11, 22, 20, 15, 7, 123457, tzinfo=UTC)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def questions(label: str, count: int) -> list[str]:
    """Texts of which no two are copies."""
    return [f"Cho hỏi thủ tục {label} số {number} làm ở đâu" for number in range(count)]


def comes_in(house: House, label: str, texts: list[str], *, late: timedelta) -> list[str]:
    """Take a delivery in and triage it; the statements it took."""
    with statements(house.database.engine) as sent:
        house.take(
            *(told(f"{label}-{n}", text, at=NOW - late) for n, text in enumerate(texts)),
        )
        house.triage()
    return sent


def test_rows_are_kept_as_they_were_given(house: House) -> None:
    """Every kind of column: digest, moment, word, number, nothing, text and what JSON holds."""
    row = {
        "agency_id": house.agency_id,
        "id": 2**40 + house.agency_id,
        "at": AT,
        "kind": EventKind.RELABELLED,
        "actor": Actor.MACHINE,
        "actor_id": None,
        "data": {"note": STRANGE, "deep": [{"a": 0.1}, None, True]},
        "entry_sha256": bytes(range(32)),
    }
    with house.database.transaction(house.agency_id) as session:
        put_many(session, Event, [row])
        kept = session.scalars(select(Event).where(Event.id == row["id"])).one()
        assert {name: getattr(kept, name) for name in row} == row


def test_what_stands_already_stays(house: House) -> None:
    """Where the caller says so, a row that is known is left as it is."""
    house.take(told("c1"))
    with house.database.transaction(house.agency_id) as session:
        [comment_id] = session.scalars(select(Event.comment_id).where(Event.comment_id > 0))
        row = {
            "agency_id": house.agency_id, "comment_id": comment_id, "text_version": 1,
            "model_version": "một", "label": Label.SPAM, "probabilities": {"spam": 0.9},
            "reasons": ["a", STRANGE], "spans": [[0, 2, "spam"]], "needs_human": False,
        }  # fmt: skip
        for model in ("một", "hai"):
            put_many(session, Prediction, [{**row, "model_version": model}], keep_known=True)
        kept = session.scalars(select(Prediction)).one()
        assert (kept.model_version, kept.reasons) == ("một", ["a", STRANGE])


@pytest.mark.parametrize("what", ["opened", "joined"])
def test_more_comments_cost_no_more_statements(house: House, what: str) -> None:
    """Three or thirty in a delivery: as many answers to wait for, opening cases or joining them."""
    few, many = questions("hộ tịch", 3), questions("đất đai", 30)
    before = [*few, *many] if what == "joined" else questions("khai sinh", 1)
    comes_in(house, "trước", before, late=timedelta(hours=1))
    counts = [
        len(comes_in(house, label, texts, late=timedelta(minutes=5)))
        for label, texts in (("ít", few), ("nhiều", many))
    ]
    assert counts[0] == counts[1]


def test_a_case_that_grew_is_a_new_state_with_its_numbers(house: House) -> None:
    """An older copy takes the clock back; whoever saw the case before is told that it changed."""
    texts = questions("căn cước", 4)
    comes_in(house, "a", texts, late=timedelta(minutes=5))
    comes_in(house, "b", [*texts, texts[0]], late=timedelta(minutes=50))
    with house.database.transaction(house.agency_id) as session:
        cases = session.scalars(select(Case).order_by(Case.id)).all()
        assert [case.comments_count for case in cases] == [3, 2, 2, 2]
        assert [case.version for case in cases] == [2, 2, 2, 2]
        assert {case.opened_at for case in cases} == {NOW - timedelta(minutes=50)}
        assert {case.due_at - case.opened_at for case in cases} == {timedelta(days=1)}


def test_new_objects_get_their_ids_in_order_and_are_kept_whole(house: House) -> None:
    """Citizens' words go through JSON as they are, and lists and moments with them."""
    at = NOW - timedelta(hours=2, microseconds=7)
    house.take(told("c1", STRANGE, at=at), told("c2"))
    house.triage(reasons=("insult",))

    with house.database.transaction(house.agency_id) as session:
        first, second = session.scalars(select(Comment).order_by(Comment.id))
        opened = session.scalars(select(Case).order_by(Case.id)).all()
    assert (first.external_id, first.text, first.posted_at) == ("c1", STRANGE, at)
    assert (second.external_id, second.attempts) == ("c2", 1)
    assert [case.lead_comment_id for case in opened] == [first.id, second.id]
    assert {(case.version, *case.reasons) for case in opened} == {(1, "insult")}
