"""What colleagues say and keep beside a case, and a case passed up and sent back."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from moderation.casework import cases, evidence, notes, passing, undoing
from moderation.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooLargeError,
    UnsupportedMediaError,
)
from moderation.models import Case
from moderation.policy import RoleGrant, Who
from moderation.queries import escalation, history
from moderation.queries import notes as queries
from moderation.vocabulary import Actor, CaseNews, EventKind, Label, Role
from tests.factories import House, event

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\n1 0 obj"


def opened(house: House) -> int:
    """One open case."""
    house.take(event("c1"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        return int(session.scalars(text("SELECT id FROM cases")).one())


def news(house: House, role: Role) -> list[tuple[CaseNews | None, str | None]]:
    """What a person was told by colleagues, and by whom."""
    with house.database.transaction(house.agency_id) as session:
        told = escalation.notifications(
            house.agency_id, session, house.who(role).actor_id or 0, limit=9
        )
        return [(line.news, by) for line, by in told]


def test_a_note_calls_those_it_names_and_blocks_no_undo(house: House) -> None:
    """Written beside a decision, it neither changes the case nor stands in the way of undo."""
    case_id = opened(house)
    lan, minh = house.who(Role.TRIAGE), house.who(Role.SPOKESPERSON)
    with house.database.transaction(house.agency_id) as session:
        decided = cases.relabel(session, lan, case_id, Label.FEEDBACK)
        version = session.get_one(Case, (house.agency_id, case_id)).version
        notes.add_note(session, minh, case_id, "  Chờ địa chính\r\n", mentions=[lan.actor_id or 0])
        assert session.get_one(Case, (house.agency_id, case_id)).version == version
        undoing.undo(session, lan, decided.id)
        [(note, author)] = queries.notes_of(house.agency_id, session, case_id)

    assert (note.text, author) == ("Chờ địa chính", minh.name)
    assert news(house, Role.TRIAGE) == [(CaseNews.MENTIONED, minh.name)]
    assert news(house, Role.SPOKESPERSON) == []


@pytest.mark.parametrize("said", ["", " \n ", "x" * 2_001])
def test_a_note_of_nothing_or_of_too_much_is_refused(house: House, said: str) -> None:
    """In words, before anything is written."""
    case_id = opened(house)
    with (
        pytest.raises(BadInputError),
        house.database.transaction(house.agency_id) as session,
    ):
        notes.add_note(session, house.who(Role.TRIAGE), case_id, said)


def test_nobody_is_called_to_a_case_that_they_can_not_open(house: House, neighbour: House) -> None:
    """Neither a person of another agency nor the operator, who sees no contents."""
    case_id = opened(house)
    for stranger in (neighbour.who(Role.TRIAGE), house.who(Role.OPERATOR)):
        with (
            pytest.raises(BadInputError),
            house.database.transaction(house.agency_id) as session,
        ):
            notes.add_note(
                session,
                house.who(Role.TRIAGE),
                case_id,
                "Xem giúp",
                mentions=[stranger.actor_id or 0],
            )


def test_a_reader_writes_nothing(house: House) -> None:
    """A viewer and an auditor read notes, no more."""
    case_id = opened(house)
    for role in (Role.VIEWER, Role.AUDITOR):
        with (
            pytest.raises(ForbiddenError),
            house.database.transaction(house.agency_id) as session,
        ):
            notes.add_note(session, house.who(role), case_id, "Thử")


def test_evidence_is_known_by_its_bytes_and_named_for_them(house: House) -> None:
    """A picture that calls itself a program is a picture; the same bytes are kept once."""
    case_id, lan = opened(house), house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        kept = evidence.attach(session, lan, case_id, "..\\ảnh <chụp>.exe", PNG)
        assert (kept.name, kept.media_type) == ("ảnh chụp.png", "image/png")
        assert evidence.open_file(session, lan, case_id, kept.id).content == PNG
        with pytest.raises(ConflictError):
            evidence.attach(session, lan, case_id, "lại.png", PNG)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", BadInputError),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", UnsupportedMediaError),
        (b"<html>%PDF-1.7", UnsupportedMediaError),
        (b"MZ\x90\x00", UnsupportedMediaError),
        (PNG + b"\x00" * (10 * 2**20), TooLargeError),
    ],
    ids=["empty", "svg", "html", "program", "large"],
)
def test_what_is_no_evidence_is_refused(
    house: House, content: bytes, refusal: type[Exception]
) -> None:
    """Whatever name it comes under."""
    case_id = opened(house)
    with pytest.raises(refusal), house.database.transaction(house.agency_id) as session:
        evidence.attach(session, house.who(Role.TRIAGE), case_id, "anh.png", content)


def test_a_case_takes_twenty_files(house: House) -> None:
    """The twenty-first is refused, and taken once one of them is withdrawn."""
    case_id, lan = opened(house), house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        for number in range(20):
            last = evidence.attach(session, lan, case_id, "a.pdf", PDF + bytes([number]))
        with pytest.raises(TooLargeError):
            evidence.attach(session, lan, case_id, "a.pdf", PDF)
        evidence.withdraw(session, lan, case_id, last.id)
        evidence.attach(session, lan, case_id, "a.pdf", PDF)


def test_a_withdrawn_file_leaves_its_name_and_digest(house: House) -> None:
    """By who put it there or a manager; the bytes are gone, the event says which they were."""
    case_id, lan = opened(house), house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        kept = evidence.attach(session, lan, case_id, "a.png", PNG)
        with pytest.raises(ForbiddenError):
            evidence.withdraw(session, house.who(Role.SPOKESPERSON), case_id, kept.id)
        evidence.withdraw(session, house.who(Role.MANAGER), case_id, kept.id)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(NotFoundError):
            evidence.open_file(session, lan, case_id, kept.id)
        [(row, _)] = queries.evidence_of(house.agency_id, session, case_id)
        last = history.case_events(house.agency_id, session, case_id)[-1][0]
    assert row.withdrawn_at is not None
    assert (last.kind, last.data["sha256"]) == (EventKind.EVIDENCE_WITHDRAWN, kept.sha256)


def test_a_case_passed_up_comes_back_with_a_reason(house: House) -> None:
    """The holders of the role are told, then whoever passed it up; the way back can be undone."""
    case_id, lan, hoa = opened(house), house.who(Role.TRIAGE), house.who(Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        passing.pass_up(session, lan, case_id, Role.MANAGER, note="Có nêu tên cán bộ")
    assert news(house, Role.MANAGER) == [(CaseNews.ESCALATED, lan.name)]

    with house.database.transaction(house.agency_id) as session:
        severity = session.get_one(Case, (house.agency_id, case_id)).severity
        done = passing.send_back(session, hoa, case_id, "Phường trả lời được, dùng mẫu 12")
    with house.database.transaction(house.agency_id) as session:
        case = session.get_one(Case, (house.agency_id, case_id))
        assert (case.escalated_to, case.severity > severity) == (None, True)
    assert news(house, Role.TRIAGE) == [(CaseNews.SENT_BACK, hoa.name)]

    with house.database.transaction(house.agency_id) as session:
        undoing.undo(session, hoa, done.id)
        assert session.get_one(Case, (house.agency_id, case_id)).escalated_to == Role.MANAGER


def test_only_those_it_was_passed_to_or_who_decide_send_it_back(house: House) -> None:
    """The spokesperson does not hold the manager's role; without a reason nobody does."""
    case_id = opened(house)
    with house.database.transaction(house.agency_id) as session:
        passing.pass_up(session, house.who(Role.TRIAGE), case_id, Role.MANAGER)
    for who, reason, refusal in (
        (house.who(Role.SPOKESPERSON), "Trả", ForbiddenError),
        (house.who(Role.MANAGER), "  ", BadInputError),
    ):
        with pytest.raises(refusal), house.database.transaction(house.agency_id) as session:
            passing.send_back(session, who, case_id, reason)


def test_a_role_on_another_page_holds_nothing_here(house: House) -> None:
    """A case of this page stays out of reach, whatever one is elsewhere."""
    case_id = opened(house)
    with house.database.transaction(house.agency_id) as session:
        passing.pass_up(session, house.who(Role.TRIAGE), case_id, Role.MANAGER)
    elsewhere = Who(
        house.agency_id,
        Actor.PERSON,
        house.who(Role.MANAGER).actor_id,
        "Chị Hoa",
        (RoleGrant(Role.MANAGER, house.page_id + 999),),
    )
    with (
        pytest.raises(NotFoundError),
        house.database.transaction(house.agency_id) as session,
    ):
        passing.send_back(session, elsewhere, case_id, "Trả")
