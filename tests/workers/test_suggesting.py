"""Templates of an agency beside the shipped ones, ranked for the comments that come in."""

from __future__ import annotations

import gc

import pytest

from moderation.casework import cases, undoing
from moderation.database import PARKED_JOBS
from moderation.models import AgencyTemplate
from moderation.queries.cases import CaseFilter, list_cases
from moderation.queries.drafts import suggestions_of
from moderation.replies import approvals, drafts, templates
from moderation.replies.templates import TemplateChange
from moderation.vocabulary import Job, Label, Role, Trait
from response_templates import Suggested, Wanted, load_catalogue, load_suggester, own_id
from tests.factories import House, event
from workers import runtime, suggesting
from workers.classify import suggest_templates_again
from workers.suggesting import read_shelf, suggester_of, with_procedures

ASKED = "Cho em hỏi lịch bơi miễn phí cho các cháu ở hồ bơi phường"


def write(house: House, body: str, **about: object) -> AgencyTemplate:
    """A template of the house, in use."""
    content = {"title": "Hồ bơi phường", "labels": ["policy_question"], "body": body}
    who = house.who(Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        change = TemplateChange(content, **about)  # type: ignore[arg-type]
        row = templates.save(session, who, None, change, seen=0)
        return templates.publish(session, who, row.id, seen=row.version, check=lambda _: [])


def suggest(house: House, wanted: Wanted) -> list[Suggested]:
    """What the worker would suggest now."""
    with house.database.transaction(house.agency_id) as session:
        shelf = read_shelf(house.agency_id, session)
    return suggester_of(shelf).suggest([wanted], changed=shelf.changed)[0]


def suggested(house: House, page_id: int | None = None) -> list[str]:
    """The ids suggested for a question about the pool."""
    wanted = Wanted(ASKED, "", Label.POLICY_QUESTION, page_id or house.page_id)
    return [one.template_id for one in suggest(house, wanted)]


def test_a_new_template_is_ranked_from_the_next_batch_on(house: House, neighbour: House) -> None:
    """In its own agency alone; archived, it is gone as quickly."""
    assert all(not each.startswith("co-quan-") for each in suggested(house))
    row = write(house, "Hồ bơi phường mở miễn phí cho các cháu theo lịch.")
    assert suggested(house)[0] == own_id(row.id)
    assert own_id(row.id) not in suggested(neighbour)
    with house.database.transaction(house.agency_id) as session:
        templates.archive(session, house.who(Role.MANAGER), row.id, seen=row.version)
    assert own_id(row.id) not in suggested(house)


def test_a_template_of_one_page_is_suggested_there(house: House) -> None:
    """The agency's other pages are not offered it."""
    row = write(house, "Hồ bơi phường mở miễn phí.", page_id=house.page_id)
    assert own_id(row.id) in suggested(house)
    assert own_id(row.id) not in suggested(house, page_id=house.page_id + 1_000_000)


def test_what_was_approved_is_learned(house: House) -> None:
    """The reason says how often; a template whose words the comment lacks is found by its past."""
    row = write(house, "Nội quy: đi đúng giờ, mang đồ gọn gàng.")
    house.take(event("a", ASKED))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        lan, minh = house.who(Role.TRIAGE), house.who(Role.SPOKESPERSON)
        [found] = list_cases(house.agency_id, session, CaseFilter())
        case_id = found.case.id
        drafts.pick_template(session, lan, case_id, own_id(row.id), "Đi đúng giờ nhé.")
        sent = approvals.submit(session, lan, case_id, draft_version=1)
        approvals.approve(session, minh, sent.id, shown_sha256=sent.content_sha256)
    suggesting._kept.clear()
    asked = Wanted(ASKED, "", Label.POLICY_QUESTION, house.page_id)
    [mine] = [one for one in suggest(house, asked) if one.template_id == own_id(row.id)]
    assert "cơ quan đã duyệt 1 lần" in mine.reason


def test_a_relabelled_case_is_given_templates_of_its_new_label(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is rung for it; undone, those of the old label come back."""
    monkeypatch.setattr(runtime, "database", lambda: house.database)
    house.take(event("b", "Đèn đường ngõ 12 hỏng cả tháng nay rồi"))
    house.triage(lambda _: Label.SPAM)
    lan = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        [found] = list_cases(house.agency_id, session, CaseFilter())
        told = cases.relabel(session, lan, found.case.id, Label.FEEDBACK)
        parked = [job for job, *_ in session.info[PARKED_JOBS]]
    feedback = again(house, found.case.id)
    with house.database.transaction(house.agency_id) as session:
        undoing.undo(session, lan, told.id)
        parked += [job for job, *_ in session.info[PARKED_JOBS]]
    spam = again(house, found.case.id)

    assert parked == [Job.SUGGEST_AGAIN] * 2
    assert feedback == {Label.FEEDBACK}
    assert spam <= {Label.SPAM}


def again(house: House, case_id: int) -> set[Label]:
    """What the worker suggests anew; the labels that all of it is for."""
    suggest_templates_again(house.agency_id, [case_id])
    with house.database.transaction(house.agency_id) as session:
        ids = [one.template_id for one in suggestions_of(house.agency_id, session, case_id)]
    labels = [set(load_catalogue().find(template_id).labels) for template_id in ids]
    return set.intersection(*labels) if labels else set()


def test_what_the_law_has_a_way_for_is_suggested_first() -> None:
    """How to file a complaint comes before what the words alone suggest, each once."""
    suggester = load_suggester()
    wanted = Wanted(text="tôi khiếu nại quyết định phạt", post="", label=Label.FEEDBACK)
    [best] = suggester.suggest([wanted])

    found = with_procedures(best, [Trait.CHILD, Trait.COMPLAINT], suggester, None)

    ids = [one.template_id for one in found]
    assert ids[:2] == ["tre-em-111", "khieu-nai-thu-tuc"]
    assert len(ids) == len(set(ids)) == 3


def test_what_is_made_anew_does_not_stay_for_life() -> None:
    """Only what a process made first is kept from being looked through for garbage."""
    suggesting._keep_for_life()
    frozen = gc.get_freeze_count()
    made_anew: list[object] = [[], []]
    suggesting._keep_for_life()
    assert gc.get_freeze_count() <= frozen
    assert made_anew
