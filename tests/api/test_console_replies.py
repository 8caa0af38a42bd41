"""Writing a reply at the console."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from moderation.models import Draft
from moderation.queries import drafts as drafts_queries
from moderation.vocabulary import CaseStatus, Label, Role
from tests.api.seats import Seat, fill, listed, one, shown_case, version
from tests.factories import House, event

TakeSeat = Callable[..., Seat]
TEMPLATE = "can-cuoc-noi-lam"


def kept(house: House, case_id: int) -> Draft | None:
    """The draft as it stands."""
    with house.database.transaction(house.agency_id) as session:
        return drafts_queries.draft_of(house.agency_id, session, case_id)


def test_opening_a_reply_writes_nothing(house: House, seat: TakeSeat) -> None:
    """A look is only a look."""
    [case_id] = fill(house, 1)

    answer = seat(house).get(f"/cases/{case_id}/draft?queue=policy_question", htmx="case")

    assert 'id="draft-form"' in answer.text
    assert kept(house, case_id) is None


def test_a_template_becomes_the_draft_with_its_blanks_in_brackets(
    house: House, seat: TakeSeat
) -> None:
    """What the agency is called and how it addresses people is filled in; the rest has a field."""
    [case_id] = fill(house, 1)

    answer = seat(house, Role.SPOKESPERSON).post(
        f"/cases/{case_id}/template", {"template_id": TEMPLATE, **version(house, case_id)},
        htmx="case",
    )  # fmt: skip

    assert answer.status_code == 200, answer.text
    assert 'name="field_lien_he"' in answer.text
    draft = kept(house, case_id)
    assert draft is not None
    assert "ông/bà" in draft.text
    assert "[Số điện thoại, hòm thư của cơ quan]" in draft.text
    assert "Cần sửa:" in answer.text
    assert "Đã chọn mẫu" in answer.text


def test_the_contact_of_a_page_fills_its_blank_and_is_nobodys_private_number(
    house: House, seat: TakeSeat
) -> None:
    """Written once under /publishing; another number is told of, once however often it stands."""
    [case_id] = fill(house, 1)
    page_id = one(house, case_id).page.id
    seat(house, Role.ADMINISTRATOR).post(
        "/publishing", {"signature": "none", f"contact_{page_id}": " số 024\t000 0000 "}
    )
    desk = seat(house)
    opened = desk.post(f"/cases/{case_id}/template", {"template_id": TEMPLATE}, htmx="case")
    draft = kept(house, case_id)
    assert draft is not None

    other = "024 000 9999"
    told = desk.post(
        f"/cases/{case_id}/draft",
        {"text": f"{draft.text} {other}, {other}", "draft_version": "1"},
        htmx="draft-live",
    )

    assert "số 024 000 0000" in draft.text
    assert 'name="field_lien_he"' not in opened.text
    assert "Có số điện thoại" not in opened.text
    assert told.text.count("Có số điện thoại") == 1


def test_any_template_in_use_is_found_by_its_words_and_taken_for_the_case(
    house: House, seat: TakeSeat
) -> None:
    """The three suggestions are not all; the list says afterwards where the reply stands."""
    [case_id] = fill(house, 1)
    desk = seat(house)

    card = desk.get(f"/cases/{case_id}").text
    found = desk.get(f"/templates?case={case_id}&queue=policy_question&q=noi+lam+can+cuoc").text
    taken = desk.post(
        f"/cases/{case_id}/template",
        {"template_id": TEMPLATE, **version(house, case_id), "filters": "label=feedback&q=thủ tục"},
    )

    assert f'href="/templates?case={case_id}' in card
    assert f'name="template_id" value="{TEMPLATE}"' in found
    assert 'value="rac-thai"' not in found
    address = urlsplit(taken.headers["location"])
    assert address.path == f"/cases/{case_id}/draft"
    assert parse_qs(parse_qs(address.query)["filters"][0])["q"] == ["thủ tục"]
    assert "có dự thảo" in desk.get("/queues/all").text


def test_a_contact_that_is_too_long_gives_the_form_back_as_it_was_sent(
    house: House, seat: TakeSeat
) -> None:
    """With the fault beside its field, and nothing of the form kept."""
    desk = seat(house, Role.ADMINISTRATOR)
    sent = {"signature": "unit", "public": house.page_id, f"contact_{house.page_id}": "số 1 " * 50}

    refused = desk.post("/publishing", sent)

    assert refused.status_code == 422
    assert f'id="contact_{house.page_id}-error"' in refused.text
    assert "số 1 số 1" in refused.text
    assert re.search(r'value="unit"[^>]* checked', refused.text)
    assert re.search(r'name="public"[^>]* checked', refused.text)
    kept_page = desk.get("/publishing").text
    assert re.search(r'value="none"[^>]* checked', kept_page)
    assert not re.search(r'name="public"[^>]* checked', kept_page)


def test_a_citizens_contact_within_the_contact_of_the_page_stays_private(
    house: House, seat: TakeSeat
) -> None:
    """Only a contact that the page gives as a whole is the page's own."""
    ours, theirs = "lan@hoamai.gov.vn", "an@hoamai.gov.vn"
    house.take(event("thu", f"Em gửi từ {theirs}, sao chưa thấy trả lời?"))
    house.triage(lambda _: Label.POLICY_QUESTION)
    [asked] = listed(house)
    seat(house, Role.ADMINISTRATOR).post(
        "/publishing", {"signature": "none", f"contact_{asked.page.id}": f"hòm thư {ours}"}
    )

    told = seat(house).post(
        f"/cases/{asked.case.id}/draft",
        {"text": f"Xin gửi tới {ours}, {theirs}.", "draft_version": "0"},
        htmx="draft-live",
    ).text  # fmt: skip

    assert f"lộ thông tin cá nhân của người dân: “{theirs}”" in told
    assert f"“{ours}”" not in told


def test_a_field_takes_the_place_of_its_blank_and_is_saved(house: House, seat: TakeSeat) -> None:
    """The answer shows what the public will read."""
    [case_id] = fill(house, 1)
    desk = seat(house)
    desk.post(f"/cases/{case_id}/template", {"template_id": TEMPLATE}, htmx="case")
    draft = kept(house, case_id)
    assert draft is not None

    answer = desk.post(
        f"/cases/{case_id}/draft",
        {"text": draft.text, "draft_version": "1", "field_lien_he": "số 024 000 0000"},
        htmx="draft-live",
    )

    preview = re.search(r'class="preview-text">(.*?)</p>', answer.text, re.DOTALL)
    assert preview is not None
    assert "số 024 000 0000" in preview.group(1)
    after = kept(house, case_id)
    assert after is not None
    assert after.version == 2
    assert "số 024 000 0000" in after.text


def test_saving_the_same_again_makes_no_new_version(house: House, seat: TakeSeat) -> None:
    """History tells of changes, not of key presses."""
    [case_id] = fill(house, 1)
    desk = seat(house)
    for read in ("0", "1"):
        desk.post(
            f"/cases/{case_id}/draft", {"text": "Phường xin trả lời.", "draft_version": read},
            htmx="draft-live",
        )  # fmt: skip

    draft = kept(house, case_id)

    assert draft is not None
    assert draft.version == 1


def test_a_draft_that_somebody_else_changed_is_not_written_over(
    house: House, seat: TakeSeat
) -> None:
    """The refusal goes to the notice, so that the typed text stays on the page."""
    [case_id] = fill(house, 1)
    desk = seat(house)
    desk.post(f"/cases/{case_id}/draft", {"text": "Bản một", "draft_version": "0"})

    answer = desk.post(
        f"/cases/{case_id}/draft", {"text": "Bản khác", "draft_version": "0"}, htmx="draft-live"
    )

    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#notice"
    draft = kept(house, case_id)
    assert draft is not None
    assert draft.text == "Bản một"


def test_a_reply_with_blanks_is_not_submitted_and_a_whole_one_is(
    house: House, seat: TakeSeat
) -> None:
    """The blanks are named; afterwards the next case comes, and submitting can be taken back."""
    ids = fill(house, 2)
    desk = seat(house)
    desk.post(f"/cases/{ids[0]}/template", {"template_id": TEMPLATE}, htmx="case")
    draft = kept(house, ids[0])
    assert draft is not None
    form = {"queue": "policy_question", "draft_version": "1", "text": draft.text}

    refused = desk.post(f"/cases/{ids[0]}/submit", form, htmx="case")
    assert refused.status_code == 422
    assert "còn ô trống" in refused.text

    whole = {**form, "text": "Phường xin trả lời ông/bà."}
    answer = desk.post(f"/cases/{ids[0]}/submit", whole, htmx="case")
    assert answer.status_code == 200
    assert shown_case(answer.text) == ids[1]
    assert one(house, ids[0]).case.status is CaseStatus.WAITING_APPROVAL

    event_id = re.search(r'name="event_id" value="(\d+)"', answer.text)
    assert event_id is not None
    desk.post("/undo", {"event_id": event_id.group(1)}, htmx="case")
    assert one(house, ids[0]).case.status is CaseStatus.DRAFTING
