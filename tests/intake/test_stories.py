"""Each network's story from the comment to the answer below it, and what happens to both after."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from moderation.vocabulary import CaseStatus, Label, Platform, WatchKind, WorkState
from tests.intake.test_health import desk
from tests.intake.town import REPLY, Account, Town

ASKED = "Thứ bảy này phường có làm căn cước không ạ"


@dataclass(frozen=True, slots=True)
class Network:
    """How a network is told: by deliveries or by looking, and what a citizen may do there."""

    platform: Platform
    name: str
    delivers: bool = True
    tells_changes: bool = True
    edits: bool = False
    removes: bool = True


NETWORKS = [
    Network(Platform.FACEBOOK, "10158", edits=True),
    Network(Platform.INSTAGRAM, "17841400000000001", tells_changes=False),
    Network(Platform.YOUTUBE, "UCphuong", delivers=False, tells_changes=False, edits=True),
    Network(Platform.TIKTOK, "biz-1"),
    Network(Platform.ZALO, "388613280878808645", removes=False),
]


def hear(town: Town, network: Network, *, change: bool = False) -> None:
    """What happened there reaches us, by the way that the network has."""
    if network.delivers and (network.tells_changes or not change):
        town.receive()
    else:
        town.let_pass("3 hours")
        town.look(WatchKind.RECENT, WatchKind.CHANGES)


def shown(account: Account) -> int:
    """How often the page shows the reply to a citizen who looks."""
    return account.town.emulator.look(account.network.value, account.name).count(REPLY)


def test_a_delivered_comment_is_read_again_once_its_posts_words_are_asked_for(town: Town) -> None:
    """Facebook's deliveries name the post and no more."""
    page = town.account(Platform.FACEBOOK, "10158")
    asked = page.write(ASKED, author_id="7001", age_seconds=120)
    town.receive()
    town.house.triage(lambda _: Label.OTHER)
    town.look(WatchKind.CHANGES)
    town.house.triage()

    [case] = town.cases()
    assert page.comments()[asked].state is WorkState.DONE
    assert case.label is Label.POLICY_QUESTION


@pytest.mark.parametrize("network", NETWORKS, ids=lambda one: one.platform.value)
def test_from_the_comment_to_the_answer_below_it_and_after(town: Town, network: Network) -> None:
    """Once, whatever is echoed; an edit and a removal at the source reach the case."""
    page = town.account(network.platform, network.name, is_delivered=network.delivers)
    asked = page.write(ASKED, author_id="7001", age_seconds=120)
    hear(town, network)
    [case] = town.cases()
    assert case.status is CaseStatus.OPEN

    town.approve()
    town.publish()
    hear(town, network)
    town.publish()

    replies = [one for one in town.emulator.ledger() if one["act"] == "reply"]
    assert [one["text"] for one in replies] == [REPLY]
    assert shown(page) == 1
    [case] = town.cases()
    assert case.status is CaseStatus.ANSWERED
    assert [one.text for one in page.comments().values() if not one.is_own] == [ASKED]

    if network.edits:
        page.do("edit_comment", comment_id=asked, text=ASKED + " Tôi ở tổ 5.")
        hear(town, network, change=True)
        held = page.comments()[asked]
        assert (held.text, held.text_version) == (ASKED + " Tôi ở tổ 5.", 2)
        assert held.case_id == case.id
    if network.removes:
        page.do("remove_comment", comment_id=asked)
        hear(town, network, change=True)
        assert page.comments()[asked].deleted_at is not None
        assert "đã xóa bình luận này ở nguồn" in desk(town).get(f"/cases/{case.id}").text


def test_words_changed_before_the_reply_left_hold_it_back(town: Town) -> None:
    """What was approved answered other words; nothing is posted."""
    page = town.account(Platform.FACEBOOK, "10158")
    asked = page.write(ASKED)
    town.receive()
    town.approve()
    page.do("edit_comment", comment_id=asked, text="Thôi khỏi, tôi biết rồi")
    town.receive()
    town.publish()

    assert town.emulator.ledger() == []
    assert town.cases()[0].status is CaseStatus.DRAFTING


def test_a_removal_told_before_the_comment_leaves_no_case(town: Town) -> None:
    """The network repeats and reorders; the tombstone wins."""
    page = town.account(Platform.FACEBOOK, "10158")
    town.emulator.do("hold")
    asked = page.write(ASKED, age_seconds=60)
    page.do("remove_comment", comment_id=asked)
    town.emulator.do("release", order="reversed", duplicates=1.0)
    town.receive()

    assert page.comments()[asked].deleted_at is not None
    assert town.cases() == []


def test_an_act_of_unknown_fate_is_closed_by_its_echo(town: Town) -> None:
    """The answer was lost; the page's own words come back as a delivery and are no case."""
    page = town.account(Platform.FACEBOOK, "10158")
    page.write(ASKED)
    town.receive()
    town.approve()
    town.emulator.do("set_faults", queue=["accept_then_drop"])
    town.publish()
    town.receive()

    assert town.cases()[0].status is CaseStatus.ANSWERED
    assert len(town.cases()) == 1
    assert shown(page) == 1


def test_zalos_own_clock_stands_on_the_case(town: Town) -> None:
    """48 hours from the citizen's last word; a later word begins them anew."""
    page = town.account(Platform.ZALO, "388613280878808645")
    page.write("Cho em hỏi lịch tiếp dân ạ", author_id="246", age_seconds=47 * 3600)
    town.receive()
    case = town.cases()[0]
    first = desk(town).get(f"/cases/{case.id}").text
    page.write("Alo ad ơi trả lời em với", author_id="246", age_seconds=3600)
    town.receive()
    later = desk(town).get(f"/cases/{case.id}").text

    assert "nhận câu trả lời" in first
    assert "còn 5" in first
    assert "còn 1 ngày 2" in later
