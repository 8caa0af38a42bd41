"""What a citizen may ask about their data, how long data are kept, and what the law holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text

from moderation.casework import cases
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.models import Author, Comment, Delivery, Event
from moderation.policy import Permission
from moderation.privacy import holds, requests, retention
from moderation.privacy.requests import Details
from moderation.queries.authors import comment_names
from moderation.queries.cases import CaseFilter, list_cases
from moderation.vocabulary import (
    CommentVerb,
    DataClass,
    DismissReason,
    EventKind,
    RequestKind,
    RequestOutcome,
    Role,
)
from tests.factories import NOW, House, event

NAME, ID = "Trần Văn Thử", "dan-880011"
WORDS = "Nhà tôi ở cuối ngõ, nhờ phường xem giúp cái cống"
ABOUT = Details(name=NAME, contact="hộp thư 12", platform_id=ID, note="gọi buổi sáng")


def bring(house: House) -> None:
    """Two comments of one citizen, and one of somebody else."""
    mine = [replace(event(f"c{n}", f"{WORDS} lần {n}"), author_name=NAME) for n in (1, 2)]
    house.take(*(replace(one, author_external_id=ID) for one in mine), event("c3", "Cảm ơn ạ"))
    house.triage()


def asked(house: House, kind: RequestKind = RequestKind.ERASE) -> int:
    """A request of that citizen, their author chosen."""
    who = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        made = requests.receive(session, who, kind, house.page_id, ABOUT, received_at=NOW)
        [found] = requests.candidates(session, made)
        requests.choose(session, who, made.id, found.author.id)
        return made.id


def comments(house: House) -> dict[str, Comment]:
    """The comments by their external ids."""
    with house.database.transaction(house.agency_id) as session:
        return {one.external_id: one for one in session.scalars(select(Comment))}


def close_all(house: House, *, days_ago: int) -> None:
    """Every case was closed so long ago."""
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        for one in list_cases(house.agency_id, session, CaseFilter()):
            cases.dismiss(session, who, one.case.id, DismissReason.NO_ANSWER_NEEDED)
        for table, column in (("cases", "closed_at"), ("authors", "created_at")):
            session.execute(text(f"UPDATE {table} SET {column} = now() - interval '{days_ago} d'"))
        session.execute(text(f"UPDATE comments SET posted_at = now() - interval '{days_ago} d'"))


def test_a_request_runs_on_its_two_limits_and_is_sealed(house: House, as_superuser: Engine) -> None:
    """Two working days to say that it came, fifteen days to do it; nothing of it in the clear."""
    bring(house)
    request_id = asked(house)
    who = house.who(Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        found = requests.find(session, who, request_id)
        told = requests.details_of(session, found)
        assert found.received_at == NOW  # a Wednesday
        assert found.receipt_due_at.date() == NOW.date() + timedelta(days=2)
        assert found.due_at == NOW + timedelta(days=15)
    with as_superuser.connect() as connection:
        kept = str(connection.execute(text("SELECT t::text FROM subject_requests t")).all())

    assert told == ABOUT
    assert not any(secret in kept for secret in (NAME, ID, "hộp thư 12", "buổi sáng"))


def test_erasing_leaves_cases_and_figures_without_words_or_name(
    house: House, as_superuser: Engine
) -> None:
    """The key is destroyed; text, search words and raw bodies are gone; others' are not."""
    bring(house)
    with house.database.transaction(house.agency_id) as session:
        body = f'[{{"author": "{ID}", "text": "{WORDS}"}}]'.encode()
        session.add(
            Delivery(
                agency_id=house.agency_id,
                page_id=house.page_id,
                source="file",
                external_id="d",
                body=body,
                state="done",
            )
        )
    request_id = asked(house)
    with house.database.transaction(house.agency_id) as session:
        gone = requests.erase(session, house.who(Role.ADMINISTRATOR), request_id)
    now = comments(house)
    with house.database.transaction(house.agency_id) as session:
        names = comment_names(house.agency_id, session, now.values())
        open_cases = list_cases(house.agency_id, session, CaseFilter())
        steps = session.scalars(select(Event).where(Event.kind == EventKind.DATA_REQUEST)).all()
        author = session.scalars(select(Author).where(Author.erased_at.is_not(None))).one()
    with as_superuser.connect() as connection:
        tables = ("authors", "comments", "comment_search", "events", "suggestions", "deliveries")
        kept = "".join(
            str(
                connection.execute(
                    text(f"SELECT t::text FROM {table} t WHERE agency_id = {house.agency_id}")
                ).all()
            )
            for table in tables
        )

    assert gone == 2
    assert [now[each].text for each in ("c1", "c2", "c3")] == [None, None, "Cảm ơn ạ"]
    assert len(open_cases) == 3
    assert now["c1"].id not in names
    assert (author.wrapped_key, author.sealed_identity, author.name_index) == (None, None, None)
    assert [step.data["step"] for step in steps] == ["received", "author_chosen", "erased"]
    assert not any(secret in kept for secret in (NAME, ID, "cuối ngõ", "cuoi ngo", body.hex()))


def test_what_was_erased_stays_so_whatever_the_source_says_later(house: House) -> None:
    """An edit, or the same comment listed again, brings nothing back."""
    bring(house)
    request_id = asked(house)
    with house.database.transaction(house.agency_id) as session:
        requests.erase(session, house.who(Role.ADMINISTRATOR), request_id)
    again = replace(event("c1", WORDS), author_external_id=ID, author_name=NAME)
    house.take(again, replace(again, verb=CommentVerb.EDITED, text=f"{WORDS} nhé"))

    assert comments(house)["c1"].text is None
    with house.database.transaction(house.agency_id) as session:
        assert session.scalars(select(Author).where(Author.erased_at.is_(None))).one()


def test_a_held_case_stops_erasing_until_the_hold_is_lifted(house: House) -> None:
    """Evidence outlives a request and the rules, and who held it is written down."""
    bring(house)
    request_id, who = asked(house), house.who(Role.ADMINISTRATOR)
    case_id = comments(house)["c1"].case_id or 0
    with house.database.transaction(house.agency_id) as session:
        holds.place(session, who, case_id, "Công văn 12/CAP")
    with (
        pytest.raises(ConflictError, match=str(case_id)),
        house.database.transaction(house.agency_id) as session,
    ):
        requests.erase(session, who, request_id)
    close_all(house, days_ago=4_000)
    with house.database.transaction(house.agency_id) as session:
        planned = {p.data_class: p for p in retention.plan(who.agency_id, session, now=_now())}
        assert (planned[DataClass.WORDS].count, planned[DataClass.WORDS].held) == (2, 1)
        retention.apply(session, who, list(DataClass), now=_now())
    assert [one for one, c in comments(house).items() if c.text] == ["c1"]
    with house.database.transaction(house.agency_id) as session:
        holds.lift(session, who, case_id)
        assert requests.erase(session, who, request_id) == 2


def test_a_dry_run_counts_what_applying_deletes_and_nothing_else(house: House) -> None:
    """Young and open data stay; what goes is counted in the log."""
    bring(house)
    who = house.who(Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        young = retention.plan(house.agency_id, session, now=_now())
    close_all(house, days_ago=400)
    with house.database.transaction(house.agency_id) as session:
        retention.set_rule(session, who, DataClass.WORDS, 300, "Quyết định 5/QĐ-UBND")
        planned = {
            one.data_class: one.count
            for one in retention.plan(house.agency_id, session, now=_now())
        }
        gone = retention.apply(session, who, [DataClass.WORDS, DataClass.AUTHORS], now=_now())
        left = retention.plan(house.agency_id, session, now=_now())

    assert {one.count for one in young} == {0}
    assert planned[DataClass.WORDS] == gone[DataClass.WORDS] == 3
    assert planned[DataClass.AUTHORS] == gone[DataClass.AUTHORS] == 2
    assert {one.count for one in left} == {0}


def test_a_restricted_authors_words_are_kept_and_marked(house: House) -> None:
    """The text stays for the law, and says that it is not to be used."""
    bring(house)
    request_id = asked(house, RequestKind.RESTRICT)
    with house.database.transaction(house.agency_id) as session:
        assert requests.restrict(session, house.who(Role.MANAGER), request_id) == 2

    now = comments(house)
    assert now["c1"].restricted_at is not None
    assert now["c1"].text is not None
    assert now["c3"].restricted_at is None


def test_a_copy_for_the_citizen_holds_their_words_alone(house: House) -> None:
    """And that it was made is written down."""
    bring(house)
    request_id = asked(house, RequestKind.ACCESS)
    with house.database.transaction(house.agency_id) as session:
        copied = requests.export(session, house.who(Role.MANAGER), request_id)

    assert [one.external_id for one in copied] == ["c1", "c2"]


def test_a_closed_request_is_closed_and_a_refusal_needs_its_reason(house: House) -> None:
    """Nothing more is done on it."""
    bring(house)
    request_id, who = asked(house), house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(BadInputError):
            requests.close(session, who, request_id, RequestOutcome.REFUSED, " ")
        requests.close(session, who, request_id, RequestOutcome.REFUSED, "Không đúng người")
        with pytest.raises(ConflictError):
            requests.erase(session, who, request_id)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRIAGE, Role.SPOKESPERSON, Role.AUDITOR])
def test_only_who_protects_data_touches_requests(
    house: House, neighbour: House, role: Role
) -> None:
    """Neither other roles, nor another agency's."""
    bring(house)
    request_id = asked(house)
    assert not house.who(role).can(Permission.PROTECT_DATA)
    with (
        house.database.transaction(house.agency_id) as session,
        pytest.raises((NotFoundError, ForbiddenError)),
    ):
        requests.acknowledge(session, house.who(role), request_id)
    with (
        neighbour.database.transaction(neighbour.agency_id) as session,
        pytest.raises(NotFoundError),
    ):
        requests.find(session, neighbour.who(Role.ADMINISTRATOR), request_id)


def _now() -> datetime:
    return datetime.now(UTC)
