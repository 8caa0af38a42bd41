"""An agency's own templates at the console: written, tried, put to use, flagged, archived."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.models import AgencyTemplate, Page
from moderation.policy import Permission, RoleGrant, Who
from moderation.queries import templates as queries
from moderation.queries.triage import put_suggestions
from moderation.replies import templates
from moderation.replies.templates import TemplateChange
from moderation.vocabulary import Actor, Platform, Role, TemplateState
from response_templates import own_id
from tests.api.seats import Seat, fill, version
from tests.factories import House

Seated = Callable[..., Seat]

FORM = {
    "title": "Lịch tiếp dân thứ bảy",
    "labels": ["policy_question"],
    "body": "Chào [xưng hô], [cơ quan] tiếp dân tại [Nơi tiếp].[[ Nghỉ: [Ngày nghỉ].]]",
    "hints": "Nơi tiếp: nhà văn hóa khu phố 3",
    "sources": "Thông báo tiếp dân | 12/TB-UBND | 01/01/2026 | 31/12/2099",
    "keywords": "tiếp dân thứ bảy",
    "tone": "hướng dẫn",
    "owner": "Văn phòng",
    "review_by": "2099-06-30",
    "topic": "Một cửa",
    "page": "",
    "version": "0",
}


def write(desk: Seat, act: str, **changed: object) -> int:
    """Send the form; the id of the template that it made."""
    answer = desk.post("/templates", {**FORM, **changed, "act": act})
    assert answer.status_code == 303, answer.text
    return int(urlsplit(answer.headers["location"]).path.rsplit("/", 1)[-1]) if act == "save" else 0


def kept(house: House) -> list[AgencyTemplate]:
    """The agency's templates."""
    with house.database.transaction(house.agency_id) as session:
        return [each.template for each in queries.templates(house.agency_id, session)]


def test_a_preview_shows_the_reply_with_examples_and_keeps_nothing(
    house: House, seat: Seated
) -> None:
    """Both with its options and without."""
    answer = seat(house).post("/templates", {**FORM, "act": "preview"})
    assert "tiếp dân tại nhà văn hóa khu phố 3. Nghỉ: (ngày nghỉ)." in answer.text
    assert "tiếp dân tại nhà văn hóa khu phố 3.<" in answer.text
    assert kept(house) == []


def test_a_template_is_put_to_use_and_begins_a_draft(house: House, seat: Seated) -> None:
    """Its blanks are filled in place; what stays optional and open is not submitted."""
    desk = seat(house)
    write(desk, "publish")
    [row] = kept(house)
    assert row.state is TemplateState.LIVE
    [case_id] = fill(house, 1)
    form = version(house, case_id)
    desk.post(f"/cases/{case_id}/template", {**form, "template_id": own_id(row.id)})
    page = desk.get(f"/cases/{case_id}/draft").text
    assert "Nơi tiếp" in page
    assert "Ngày nghỉ" in page
    with house.database.transaction(house.agency_id) as session:
        opened = session.execute(text("SELECT text FROM drafts")).scalar_one()
    typed = {**form, "draft_version": "1", "text": opened, "field_noi_tiep": "trụ sở"}
    assert desk.post(f"/cases/{case_id}/submit", typed).status_code == 303
    with house.database.transaction(house.agency_id) as session:
        submitted = session.execute(text("SELECT text FROM approvals")).scalar_one()
    assert submitted.endswith("tiếp dân tại trụ sở.")


def test_a_template_of_one_page_is_offered_for_its_own_cases_alone(
    house: House, seat: Seated
) -> None:
    """Suggestions leave it out and picking refuses it; the catalogue of all still holds it."""
    desk = seat(house)
    with house.database.transaction(house.agency_id) as session:
        other = Page(
            agency_id=house.agency_id, platform=Platform.FACEBOOK, external_id="khac",
            name="Trạm y tế",
        )  # fmt: skip
        session.add(other)
        session.flush()
        other_id = other.id
    write(desk, "publish", page=str(other_id))
    write(desk, "publish", title="Lịch tiếp dân của trang này", page=str(house.page_id))
    [case_id] = fill(house, 1)

    offered = desk.get(f"/templates?case={case_id}&q=tiep+dan").text

    assert "Lịch tiếp dân của trang này" in offered
    assert "Lịch tiếp dân thứ bảy" not in offered
    assert "Lịch tiếp dân thứ bảy" in desk.get("/templates?kind=own").text
    [elsewhere] = [row for row in kept(house) if row.page_id == other_id]
    picked = {**version(house, case_id), "template_id": own_id(elsewhere.id)}
    assert desk.post(f"/cases/{case_id}/template", picked).status_code == 404


def test_a_template_with_faults_stays_a_draft_and_says_why(house: House, seat: Seated) -> None:
    """Nothing typed is lost."""
    answer = seat(house).post("/templates", {**FORM, "review_by": "", "tone": "", "act": "publish"})
    assert answer.status_code == 422
    assert "Thiếu ngày xem lại." in answer.text
    assert "Thiếu giọng văn." in answer.text
    assert "Lịch tiếp dân thứ bảy" in answer.text
    assert kept(house) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"body": "Nộp tại [Nơi"}, "không đóng đủ"),
        ({"sources": "chỉ có tên"}, "Tên nguồn | số hiệu"),
        ({"review_by": "hôm qua"}, "hãy chọn lại trong lịch"),
        ({"title": ""}, "Đặt tên cho mẫu."),
    ],
)
def test_a_form_that_cannot_be_read_comes_back_with_the_place(
    house: House, seat: Seated, changed: dict[str, str], told: str
) -> None:
    """Each fault beside its field."""
    answer = seat(house).post("/templates", {**FORM, **changed, "act": "save"})
    assert answer.status_code == 422
    assert told in answer.text


def test_every_save_is_a_version_that_can_be_read_again(house: House, seat: Seated) -> None:
    """And two who write at once do not overwrite each other."""
    desk = seat(house)
    template_id = write(desk, "save")
    again = {**FORM, "title": "Tên mới", "version": "1", "act": "save"}
    assert desk.post(f"/templates/{template_id}", again).status_code == 303
    refused = desk.post(f"/templates/{template_id}", {**again, "title": "Tên khác"})
    assert refused.status_code == 409
    assert "Tên khác" in refused.text
    assert "Tên mới" in desk.get(f"/templates/{template_id}").text
    assert "Lịch tiếp dân thứ bảy" in desk.get(f"/templates/{template_id}?version=1").text
    assert desk.get(f"/templates/{template_id}?version=9").status_code == 404


def test_a_changed_source_takes_its_templates_out_of_suggestions(
    house: House, seat: Seated
) -> None:
    """The case no longer offers it, the catalogue says why, and a look puts it back."""
    desk = seat(house)
    write(desk, "publish")
    [row] = kept(house)
    [case_id] = fill(house, 1)
    with house.database.transaction(house.agency_id) as session:
        rows: list[dict[str, object]] = [
            {"case_id": case_id, "rank": 1, "template_id": own_id(row.id), "score": 1.0,
             "reason": "Cùng nói về “tiếp dân”"}
        ]  # fmt: skip
        put_suggestions(house.agency_id, session, rows)
    assert "Lịch tiếp dân thứ bảy" in desk.get(f"/cases/{case_id}").text
    desk.post("/templates/sources/changed", {"reference": "12/TB-UBND", "note": "có bản mới"})
    desk.post("/templates/sources/changed", {"reference": "12/TB-UBND"})
    assert "Lịch tiếp dân thứ bảy" not in desk.get(f"/cases/{case_id}").text
    needy = desk.get("/templates?kind=needy").text
    assert "được báo là đã thay đổi" in needy
    assert "Tạm không được gợi ý." in needy
    desk.post("/templates/sources/settled", {"reference": "12/TB-UBND"})
    assert "Lịch tiếp dân thứ bảy" in desk.get(f"/cases/{case_id}").text


def test_an_archived_template_is_out_of_use_and_kept(house: House, seat: Seated) -> None:
    """It can't begin a draft any more."""
    desk = seat(house)
    write(desk, "publish")
    [row] = kept(house)
    desk.post(f"/templates/{row.id}", {"act": "archive", "version": str(row.version)})
    assert "Lịch tiếp dân thứ bảy" not in desk.get("/templates?kind=own").text
    assert "Lịch tiếp dân thứ bảy" in desk.get("/templates?kind=archived").text
    [case_id] = fill(house, 1)
    picked = {**version(house, case_id), "template_id": own_id(row.id)}
    assert desk.post(f"/cases/{case_id}/template", picked).status_code == 404


def test_a_copy_of_a_shipped_template_stands_in_its_stead(house: House, seat: Seated) -> None:
    """The catalogue shows one of the two."""
    desk = seat(house)
    assert "Trợ cấp thất nghiệp" in desk.get("/templates/new?copy=bao-hiem-that-nghiep").text
    write(desk, "publish", replaces="bao-hiem-that-nghiep")
    assert "Trợ cấp thất nghiệp" not in desk.get("/templates").text


def test_the_writer_chooses_the_form_of_address(house: House, seat: Seated) -> None:
    """Throughout the reply, and only among the forms of the list."""
    desk = seat(house)
    [case_id] = fill(house, 1)
    form = {**version(house, case_id), "draft_version": "0"}
    words = "Chào ông/bà. Ông/bà nộp hồ sơ tại phường; quản lý bà con."
    desk.post(f"/cases/{case_id}/address", {**form, "text": words, "readdress_to": "anh/chị"})
    with house.database.transaction(house.agency_id) as session:
        saved = session.execute(text("SELECT text FROM drafts")).scalar_one()
    assert saved == "Chào anh/chị. Anh/chị nộp hồ sơ tại phường; quản lý bà con."
    wrong = {**form, "draft_version": "1", "text": words, "readdress_to": "mày"}
    assert desk.post(f"/cases/{case_id}/address", wrong).status_code == 422


def test_whoever_works_for_one_page_writes_for_that_page(house: House, neighbour: House) -> None:
    """And nobody for another agency's."""
    content = {"title": "A", "labels": [], "body": "B"}
    of_page = Who(house.agency_id, Actor.PERSON, house.who(Role.TRIAGE).actor_id, "Chị",
                  (RoleGrant(Role.TRIAGE, house.page_id),))  # fmt: skip
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(ForbiddenError, match="hãy chọn trang"):
            templates.save(session, of_page, None, TemplateChange(content), seen=0)
        made = templates.save(
            session, of_page, None, TemplateChange(content, page_id=house.page_id), seen=0
        )
        with pytest.raises(ConflictError):
            templates.archive(session, of_page, made.id, seen=5)
        with pytest.raises(BadInputError, match="Chưa đưa vào dùng được"):
            templates.publish(session, of_page, made.id, seen=1, check=lambda _: ["Thiếu đơn vị."])
        admin = house.who(Role.ADMINISTRATOR)
        with pytest.raises(BadInputError, match="Trang đã chọn không còn"):
            templates.save(
                session, admin, None, TemplateChange(content, page_id=neighbour.page_id), seen=0
            )
    assert not house.who(Role.VIEWER).can(Permission.EDIT_TEMPLATES)
