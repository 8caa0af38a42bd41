"""What a case is about, on its card, in lists, in figures; and children kept out of sight."""

from __future__ import annotations

import re
from collections.abc import Callable

from classifiers import traits as reading
from moderation.vocabulary import Label, Language, Role, Trait
from tests.api.seats import Seat, listed, one, version
from tests.factories import House, event

SeatOf = Callable[..., Seat]
TEXT = "Cháu Minh lớp 5A trường tiểu học Hoa Mai bị bạn đánh hội đồng, tôi kiến nghị xử lý"


def about_a_child(house: House) -> int:
    """A case that names a child, as the machine reads it."""
    house.take(event("c1", TEXT, author="me-chau"))
    house.triage(lambda _: Label.FEEDBACK, traits=reading.find([TEXT])[0].traits)
    return listed(house)[0].case.id


def test_the_card_says_what_a_case_is_about_and_hides_the_child(seat: SeatOf, house: House) -> None:
    """Name, school, class and writer are masked for those who otherwise see names, till asked."""
    case_id = about_a_child(house)
    desk = seat(house, Role.TRIAGE)

    before = desk.get(f"/cases/{case_id}").text
    desk.post(f"/cases/{case_id}/reveal", {"reason": "verify"})
    after = desk.get(f"/cases/{case_id}").text

    for secret in ("Minh", "Hoa Mai bị", "lớp 5A", "Người dân<"):
        assert secret not in before
    assert "Trẻ em cần bảo vệ" in before
    assert "Kiến nghị" in before
    assert "111" in before
    assert "Minh" in after


def test_a_list_is_narrowed_by_trait_and_the_figures_lead_there(seat: SeatOf, house: House) -> None:
    """The number on the page of duties is that of the list behind it."""
    case_id = about_a_child(house)
    house.take(event("c2", "Phường mở cửa thứ bảy không"))
    house.triage()
    desk = seat(house, Role.TRIAGE)

    narrowed = desk.get("/queues/all?trait=child").text
    figures = desk.get("/duties/traits").text

    assert f'id="row-{case_id}"' in narrowed
    assert narrowed.count('id="row-') == 1
    assert '<a href="/queues/all?trait=child">1</a>' in figures
    assert seat(house, Role.DRAFTER).get("/duties/traits").status_code == 403


def test_traits_are_corrected_on_the_card(seat: SeatOf, house: House) -> None:
    """By who decides on cases; the history says so."""
    case_id = about_a_child(house)
    desk = seat(house, Role.TRIAGE)

    card = desk.post(f"/cases/{case_id}/traits", {**version(house, case_id), "trait": ["poverty"]})

    assert one(house, case_id).case.traits == ["poverty"]
    assert card.status_code in {200, 303}
    assert "ghi dấu hiệu: Người nghèo, neo đơn" in desk.get(f"/cases/{case_id}").text
    denied = seat(house, Role.VIEWER).post(f"/cases/{case_id}/traits", {"trait": "child"})
    assert denied.status_code == 403


def test_readers_of_a_language_are_named_on_its_cases(seat: SeatOf, house: House) -> None:
    """Set by managers; until then the card says that nobody is known."""
    text = "តើថ្ងៃសៅរ៍មានធ្វើការទេ"
    house.take(event("c1", text))
    house.triage(lambda _: Label.SPAM, traits=(Trait.MINORITY_LANGUAGE,), language=Language.KHMER)
    case_id = listed(house)[0].case.id
    desk = seat(house, Role.MANAGER)
    reader = house.who(Role.DRAFTER)

    alone = desk.get(f"/cases/{case_id}").text
    kept = desk.post(f"/duties/traits/readers/{reader.actor_id}", {"language": ["khmer"]})

    assert "Chưa ghi ai đọc được tiếng này" in alone
    assert kept.status_code == 303
    assert f"Người đọc được: {reader.name}" in desk.get(f"/cases/{case_id}").text


def test_a_request_about_data_is_on_the_laws_clock_and_begun_from_the_comment(
    seat: SeatOf, house: House
) -> None:
    """Time left in words; the form knows page, hour and writer, the latter as far as its reader."""
    house.take(event("c1", "Xóa hết thông tin của tôi đi", author="dan-7"))
    house.triage(traits=(Trait.PERSONAL_DATA_REQUEST,))
    case_id = listed(house)[0].case.id
    boss = seat(house, Role.MANAGER)

    card = boss.get(f"/cases/{case_id}").text
    form = boss.get(f"/privacy/requests/new?case={case_id}").text
    unnamed = seat(house, Role.ADMINISTRATOR).get(f"/privacy/requests/new?case={case_id}").text

    assert re.search(r"Thời hạn theo luật:.*?>(còn|quá) [^<]*(ngày|giờ|phút)<", card)
    assert f'href="/privacy/requests/new?case={case_id}"' in card
    for known in ('value="Người dân"', 'value="dan-7"', "Xóa hết thông tin của tôi đi"):
        assert known in form
    assert f"vụ {case_id}" in unnamed
    assert "dan-7" not in unnamed
    assert seat(house, Role.TRIAGE).get(f"/privacy/requests/new?case={case_id}").status_code == 403
