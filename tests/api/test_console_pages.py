"""Every page stands, in both languages, whatever people write into the system."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from moderation.models import Endpoint, Grant, Page, RoutingRule
from moderation.queries import agencies
from moderation.vocabulary import Label, Role
from tests.api.seats import Seat, fill, listed
from tests.factories import NOW, House, event

TakeSeat = Callable[..., Seat]

PAGES = (
    "/queues/all", "/queues/mine", "/queues/soon", "/queues/late", "/queues/escalated",
    "/queues/recent", "/queues/unsure", "/queues/policy_question?due=late&q=phuong", "/dashboard",
    "/templates", "/templates?label=feedback&q=rac", "/routing", "/pages", "/pages/new",
    "/imports", "/imports/new",
)  # fmt: skip
HOSTILE = {
    "markup": '<script>alert(1)</script><img src=x onerror=alert(1)>"\'><b hx-get="/x">',
    "direction": "Phường \u202eđã thu\u2066 tiền\u2069 rồi\u200b nhé",
    "zalgo": "p" + "\u0336\u0489\u0353" * 400 + "hường",
    "long": "dài " * 25_000,
    "template": "{{ 7*7 }} {% raw %} ${7*7} %(n)s %s",
    "empty": "   ",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈 ok",
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_stands_in_both_languages(house: House, seat: TakeSeat, language: str) -> None:
    """With work in the queues and with none."""
    house.take(event("q1"), event("own", "Dạ có ạ", author="trang-1", parent="q1", at=NOW))
    fill(house, 3)
    for role in (Role.TRIAGE, Role.ADMINISTRATOR):
        desk = seat(house, role)
        for path in PAGES:
            answer = desk.get(path, cookie=f"phanhoi={desk.token}; language={language}")
            assert answer.status_code in {200, 403}, (path, answer.status_code)
            assert f'<html lang="{language}">' in answer.text or answer.status_code == 403


@pytest.mark.parametrize("name", HOSTILE)
def test_what_citizens_write_never_becomes_markup(house: House, seat: TakeSeat, name: str) -> None:
    """In the list, on the card, as the author's name, the post, the parent and a near copy."""
    text = HOSTILE[name]
    house.take(
        event("h1", text, author="dan-x", post="bai-x"),
        event("h2", text, author="dan-y", post="bai-x"),
        event("h3", f"{text[:500]} trả lời", parent="h1", post="bai-x"),
    )
    house.triage(lambda _: Label.FEEDBACK)
    desk = seat(house)
    for found in listed(house):
        for path in ("/queues/all", f"/cases/{found.case.id}", f"/queues/all?case={found.case.id}"):
            answer = desk.get(path)
            assert answer.status_code == 200
            assert "<script>alert" not in answer.text
            assert "<img src=x" not in answer.text
            assert "<b hx-get" not in answer.text
            assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", answer.text)
            assert len(answer.text) < 400_000


@pytest.mark.parametrize("q", [*HOSTILE.values(), "\x00", "%", "_", "\\", "9" * 30, "'; DROP"])
def test_no_search_breaks_the_list(house: House, seat: TakeSeat, q: str) -> None:
    """What is looked for is told back as it was typed, and nothing else happens."""
    fill(house, 1)
    answer = seat(house).client.get(
        "/search", params={"q": q[:2000]}, headers={"cookie": f"phanhoi={seat(house).token}"}
    )
    assert answer.status_code == 303
    shown = seat(house).get(answer.headers["location"])
    assert shown.status_code == 200
    assert "<script>alert" not in shown.text


def test_a_number_in_the_search_is_a_case(house: House, seat: TakeSeat) -> None:
    """People read numbers to each other over the telephone."""
    [case_id] = fill(house, 1)

    assert seat(house).get(f"/search?q={case_id}").headers["location"] == f"/cases/{case_id}"


def test_a_list_is_walked_page_by_page_and_back(house: House, seat: TakeSeat) -> None:
    """By places in the order, so that what comes and goes shifts nothing."""
    ids = fill(house, 120)
    desk = seat(house)

    def page(path: str) -> tuple[list[int], dict[str, str]]:
        text = desk.get(path).text
        links = {
            rel: href.replace("&amp;", "&")
            for rel, href in re.findall(r'<a rel="(next|prev)" href="([^"]+)"', text)
        }
        return [int(n) for n in re.findall(r'id="row-(\d+)"', text)], links

    first, links = page("/queues/policy_question")
    second, onward = page(links["next"])
    third, last = page(onward["next"])
    back, _ = page(last["prev"])

    assert first + second + third == ids
    assert back == second
    assert "next" not in last
    assert "prev" not in links


def test_a_filter_hides_and_says_that_it_does(house: House, seat: TakeSeat) -> None:
    """An empty list because of a filter is not an empty queue."""
    fill(house, 2)
    desk = seat(house)

    assert "Không vụ nào khớp bộ lọc" in desk.get("/queues/policy_question?q=khongcogi").text
    assert "Đã xử lý hết" in desk.get("/queues/spam").text


def test_a_list_that_the_machine_still_fills_is_not_called_done(
    house: House, seat: TakeSeat
) -> None:
    """After a large import nobody is told to rest; what is mine is mine whatever comes."""
    house.take(event("cho-may", "Cho em hỏi phường có làm việc sáng thứ bảy không ạ"))
    desk = seat(house)

    assert "Máy đang đọc 1 bình luận" in desk.get("/queues/spam").text
    assert "Máy đang đọc" not in desk.get("/queues/mine").text


def test_an_agency_without_any_comment_is_told_how_to_begin(house: House, seat: TakeSeat) -> None:
    """Nothing connected is not the same as nothing to do."""
    assert "Chưa nối trang nào" in seat(house).get("/queues/all").text


def test_a_page_that_went_quiet_is_told_beside_the_empty_queue(
    house: House, seat: TakeSeat
) -> None:
    """The worst failure is an empty queue while intake is broken."""
    with house.database.transaction(house.agency_id) as session:
        page = session.get_one(Page, (house.agency_id, house.page_id))
        page.heard_at = NOW - timedelta(days=30)
        session.add(
            Endpoint(
                agency_id=house.agency_id,
                public_id=f"quiet-{house.agency_id}",
                page_id=house.page_id,
                sealed_secret="",
            )
        )

    shown = seat(house).get("/queues/all").text

    assert "Có thể còn bình luận chưa về" in shown
    assert "Có thể còn bình luận chưa về" in shown


def table(house: House) -> list[RoutingRule]:
    """The routing table."""
    with house.database.transaction(house.agency_id) as session:
        return agencies.routing_rules(house.agency_id, session)


def form_of(html: str) -> dict[str, str]:
    """What the routing form would send as it stands."""
    fields = dict(re.findall(r'name="(version)" value="(\d+)"', html))
    for name, options in re.findall(
        r'<select id="[^"]+" name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    return fields


def test_the_routing_table_is_saved_moved_added_to_and_kept_whole(
    house: House, seat: TakeSeat
) -> None:
    """What would leave a label without a queue is refused; a hand goes on where it was."""
    desk = seat(house, Role.MANAGER)
    form = form_of(desk.get("/routing").text)
    first = table(house)[0]

    saved = desk.post("/routing", {**form, f"rule-{first.id}-priority": "low", "act": "save"})
    assert saved.status_code == 303
    assert table(house)[0].priority == "low"

    form = form_of(desk.get("/routing").text)
    moved = desk.post("/routing", {**form, "act": f"down-{first.id}"})
    assert table(house)[1].id == first.id
    shown = desk.get(moved.headers["location"]).text
    assert "Đã lưu." in shown
    assert "saved=1" not in shown
    assert f'value="down-{first.id}" data-focus' in shown

    form = form_of(desk.get("/routing").text)
    refused = desk.post("/routing", {**form, "act": f"delete-{first.id}"})
    assert refused.status_code == 422
    assert "ít nhất một dòng chung" in refused.text

    added = desk.post("/routing", {**form, "act": "add"})
    assert len(table(house)) == 7
    shown = desk.get(added.headers["location"]).text
    assert re.search(rf'name="rule-{table(house)[0].id}-label"[^>]* data-focus', shown)
    stale = desk.post("/routing", {**form, "act": "save"})
    assert stale.status_code == 409


def test_a_page_gets_an_officer_and_an_address_whose_key_is_shown_once(
    house: House, seat: TakeSeat
) -> None:
    """And a key is changed with a day's overlap."""
    desk = seat(house, Role.ADMINISTRATOR)
    place = f"/pages/{house.page_id}"
    refused = desk.post(f"{place}/officers", {"role": "spokesperson", "name": "Vũ Minh"})
    assert refused.status_code == 422
    assert 'value="Vũ Minh"' in refused.text
    named = {"role": "spokesperson", "name": "Vũ Minh", "title": "Phó Chủ tịch"}
    assert desk.post(f"{place}/officers", named).status_code == 303

    made = desk.post(f"{place}/endpoint")
    assert "whsec_" in made.text
    assert "whsec_" not in desk.get("/pages").text
    assert "Vũ Minh" in desk.get("/pages").text
    rotate = re.search(r'action="(/endpoints/\d+/rotate)"', made.text)
    assert rotate is not None
    changed = desk.post(rotate.group(1))
    assert "khóa cũ còn nhận đến" in changed.text


def test_the_same_page_is_not_connected_twice(house: House, seat: TakeSeat) -> None:
    """The form says so and keeps what was typed."""
    desk = seat(house, Role.ADMINISTRATOR)
    form = {"platform": "facebook", "name": "Trang hai", "external_id": "fb-2"}

    assert desk.post("/pages", form).status_code == 303
    again = desk.post("/pages", form)
    assert again.status_code == 422
    assert "đã được nối trước đó" in again.text
    assert 'value="fb-2"' in again.text


def test_news_of_a_list_counts_what_came_after_it_was_shown(house: House, seat: TakeSeat) -> None:
    """For its own queue and for all; other lists are not fed by new comments."""
    fill(house, 2)
    desk = seat(house)
    shown = desk.get("/queues/policy_question").text
    since = re.search(r"since=(\d+)", shown)
    assert since is not None
    house.take(event("new-1", "Cho hỏi thêm một câu nữa ạ"))
    house.triage()

    def news(queue: str) -> int:
        answer = desk.get(f"/live/poll?queue={queue}&since={since.group(1)}")
        return int(answer.json()["new"])

    assert (news("policy_question"), news("all"), news("spam"), news("mine")) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("role", "offers"),
    [
        (Role.ADMINISTRATOR, {
            "/pages": 'action="/outgoing/resume"',
            "/publishing": 'value="person"',
            "/tips": 'action="/tips/public"',
        }),
        (Role.MANAGER, {
            "/calendar": 'action="/calendar/days"',
            "/clocks": 'href="/clocks/policy_question"',
            "/reports": 'action="/reports/settings"',
            "/corrections": 'action="/second-looks/rule"',
            "/duties/rules": 'action="/duties/rules/publish"',
        }),
    ],
)  # fmt: skip
def test_what_is_the_whole_agency_s_is_offered_to_who_works_for_all_pages(
    house: House, seat: TakeSeat, role: Role, offers: dict[str, str]
) -> None:
    """Who works for one page is not offered what would be refused; duties of a page stay theirs."""
    desk = seat(house, role)
    with house.database.transaction(house.agency_id) as session:
        agencies.find_agency(house.agency_id, session).outgoing_paused_at = NOW
    for path, offer in offers.items():
        assert offer in desk.get(path).text, path
    with house.database.transaction(house.agency_id) as session:
        whose = Grant.user_id == house.who(role).actor_id
        session.execute(update(Grant).where(whose).values(page_id=house.page_id))
    for path, offer in offers.items():
        answer = desk.get(path)
        assert (answer.status_code, offer in answer.text) == (200, False), path
    if role is Role.MANAGER:
        assert 'action="/calendar/duties"' in desk.get("/calendar").text
