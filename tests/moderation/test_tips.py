"""Telling the agency of what somebody saw on the net, and hearing what came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moderation.casework import cases, evidence
from moderation.duties import tips
from moderation.duties.tips import Sighting
from moderation.errors import BadInputError, NotFoundError, UnavailableError
from moderation.models import Case, Comment, Page, Tip
from moderation.queries import escalation, history, notes
from moderation.queries import tips as queries
from moderation.vocabulary import (
    CaseNews,
    CaseStatus,
    DismissReason,
    EventKind,
    Label,
    Platform,
    Role,
    TipSource,
    WorkState,
)
from tests.factories import House
from tests.moderation.test_notes import PDF, PNG

SEEN = Sighting(
    kind=Label.CONTRARY_INFORMATION,
    note="Có nhóm nói từ tháng sau phường thu tiền đổ rác theo đầu người",
    link="mang-xa-hoi.test/nhom/bai-7",
    picture_name="man-hinh.png",
    picture=PNG,
)


def told(house: House, seen: Sighting = SEEN, role: Role = Role.VIEWER) -> Tip:
    """An officer tells the agency."""
    with house.database.transaction(house.agency_id) as session:
        return tips.tell(session, house.who(role), seen)


def told_by_citizen(house: House, seen: Sighting = SEEN) -> tuple[Tip, str]:
    """Somebody without an account tells an agency that takes such tellings."""
    with house.database.transaction(house.agency_id) as session:
        tips.open_to_public(session, house.who(Role.ADMINISTRATOR), is_open=True)
    with house.database.transaction(house.agency_id) as session:
        return tips.tell_as_citizen(house.agency_id, session, seen)


def kept_files(house: House, case_id: int) -> int:
    """How many files a case keeps."""
    with house.database.transaction(house.agency_id) as session:
        return notes.kept_size(house.agency_id, session, case_id)[0]


def test_what_an_officer_tells_is_a_case_on_its_clock_with_its_evidence(house: House) -> None:
    """No machine reads it again: a person has said what it is."""
    tip = told(house)
    with house.database.transaction(house.agency_id) as session:
        case = session.get_one(Case, (house.agency_id, tip.case_id))
        comment = session.get_one(Comment, (house.agency_id, tip.comment_id))
        page = session.get_one(Page, (house.agency_id, case.page_id))
        [(file, by)] = notes.evidence_of(house.agency_id, session, case.id)
        kinds = [one.kind for one, _ in history.case_events(house.agency_id, session, case.id)]

    assert (case.label, case.certainty, case.clock_key, case.queue_key) == (
        Label.CONTRARY_INFORMATION, 1.0, "contrary_information", "contrary_information"
    )  # fmt: skip
    assert case.due_at > case.opened_at
    assert (comment.text, comment.state) == (SEEN.note, WorkState.DONE)
    assert comment.permalink == "https://mang-xa-hoi.test/nhom/bai-7"
    assert page.platform is Platform.REPORT
    assert (file.name, by) == ("man-hinh.png", house.who(Role.VIEWER).name)
    assert kinds == [EventKind.TIP_RECEIVED, EventKind.CASE_OPENED, EventKind.EVIDENCE_ADDED]


def test_a_second_telling_of_one_address_joins_the_open_case(house: House) -> None:
    """And each who told is told what came of it, but for the one who closed it."""
    first, second = told(house), told(house, role=Role.TRIAGE)
    third, _ = told_by_citizen(house, replace(SEEN, link="https://mang-xa-hoi.test/nhom/bai-7"))
    lan = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        cases.dismiss(session, lan, first.case_id, DismissReason.OUT_OF_COMPETENCE)
        case = session.get_one(Case, (house.agency_id, first.case_id))
        assert case.comments_count == 3
        news = {
            role: [
                line.news
                for line, _ in escalation.notifications(
                    house.agency_id, session, house.who(role).actor_id or 0, limit=9
                )
            ]
            for role in (Role.VIEWER, Role.TRIAGE)
        }
    later = told(house)

    assert first.case_id == second.case_id == third.case_id != later.case_id
    assert news == {Role.VIEWER: [CaseNews.TIP_CLOSED], Role.TRIAGE: []}


def test_a_citizens_receipt_tells_what_came_of_it_and_nothing_else_does(
    house: House, neighbour: House
) -> None:
    """However it is typed; the code itself is kept nowhere, and no other agency knows it."""
    tip, receipt = told_by_citizen(house)
    with house.database.transaction(house.agency_id) as session:
        found = tips.status_of(house.agency_id, session, f" {receipt.lower().replace('-', ' ')} ")
        assert (found.status, found.is_held, found.tip.id) == (CaseStatus.OPEN, False, tip.id)
        cases.answer_recorded(session, house.who(Role.TRIAGE), tip.case_id)
        found = tips.status_of(house.agency_id, session, receipt)
        with pytest.raises(NotFoundError):
            tips.status_of(house.agency_id, session, "2222-2222-2222")
    with (
        neighbour.database.transaction(neighbour.agency_id) as session,
        pytest.raises(NotFoundError),
    ):
        tips.status_of(neighbour.agency_id, session, receipt)

    assert (found.status, tip.source, tip.reporter_id) == (
        CaseStatus.ANSWERED, TipSource.CITIZEN, None
    )  # fmt: skip
    assert receipt.replace("-", "").encode() not in (tip.receipt_sha256 or b"")


def test_nobody_without_an_account_tells_an_agency_that_did_not_open_its_form(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor more often in a day than an agency can read."""
    with house.database.transaction(house.agency_id) as session, pytest.raises(NotFoundError):
        tips.tell_as_citizen(house.agency_id, session, SEEN)
    told_by_citizen(house)
    monkeypatch.setattr(tips, "_MOST_A_DAY", 1)
    with pytest.raises(UnavailableError):
        told_by_citizen(house)


def test_a_tip_is_taken_without_its_picture_where_the_case_has_no_room(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words are what counts; the picture is left out, and no one is told of staff's limits."""
    monkeypatch.setattr(evidence, "MOST_FILES", 2)
    tipped = [told(house, replace(SEEN, picture=PNG + bytes([n]))) for n in range(3)]

    assert kept_files(house, tipped[0].case_id) == 2
    assert {one.case_id for one in tipped} == {tipped[0].case_id}


def test_pictures_of_citizens_leave_half_of_the_room_of_a_case_to_staff(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends many about one address can not keep officers from adding theirs."""
    monkeypatch.setattr(evidence, "MOST_FILES", 4)
    tipped = [told_by_citizen(house, replace(SEEN, picture=PNG + bytes([n])))[0] for n in range(4)]
    case_id = tipped[0].case_id

    assert {one.case_id for one in tipped} == {case_id}
    assert kept_files(house, case_id) == 2
    told(house, replace(SEEN, picture=PNG + b"mine"))
    assert kept_files(house, case_id) == 3


@pytest.mark.parametrize(
    ("seen", "field"),
    [
        (replace(SEEN, note="  \n"), "note"),
        (replace(SEEN, note="x" * 2_001), "note"),
        (replace(SEEN, link="javascript:alert(1)"), "link"),
        (replace(SEEN, link="http://[::1"), "link"),
        (replace(SEEN, kind=Label.FEEDBACK), "kind"),
        (replace(SEEN, picture=PDF), "picture"),
    ],
    ids=["no words", "too many", "a script", "no address", "criticism", "no picture"],
)
def test_what_can_not_be_used_is_refused_by_its_field(
    house: House, seen: Sighting, field: str
) -> None:
    """Nothing is kept of it."""
    with pytest.raises(BadInputError) as refused:
        told(house, seen)
    with house.database.transaction(house.agency_id) as session:
        assert queries.tips_of(house.agency_id, session, house.who(Role.VIEWER).actor_id or 0) == []
    assert refused.value.facts["field"] == field
