"""What belongs to the whole agency is changed by those alone who hold the role on every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from moderation import setup
from moderation.casework import traits
from moderation.database import Session
from moderation.duties import openings, rulebook, tips
from moderation.errors import ForbiddenError
from moderation.intake import endpoints
from moderation.models import Case, EscalationRule, Page
from moderation.policy import Permission, RoleGrant, Who
from moderation.quality import looks
from moderation.queries import agencies
from moderation.replies import authorities, connections, signing
from moderation.reporting import official
from moderation.reporting.official import ReportChange
from moderation.telling import hooks, letters
from moderation.timing import escalation, office
from moderation.timing.office import ClockChange, ShiftRow
from moderation.vocabulary import (
    ClockConfidence,
    ClockUnit,
    Language,
    NoticeChannel,
    Platform,
    ReplySignature,
    Role,
    RuleStrength,
)
from tests.factories import KEYS, House, event

Act = Callable[[Session, Who], object]
DAY = date(2026, 11, 19)
REPORTS = ReportChange("", "BC", "", "", "", "", monthly=False, quarterly=False, is_public=True)
LIMIT = ClockChange(
    "Hỏi chính sách", 60, ClockUnit.OFFICE_MINUTES, "Quyết định 1", ClockConfidence.OWN
)


def of_one_page(house: House, role: Role) -> Who:
    """The same person, with their role on the house's first page alone."""
    return replace(house.who(role), grants=(RoleGrant(role, house.page_id),))


def network_endpoint(session: Session, who: Who) -> int:
    """The address of a network, opened by somebody who may."""
    everywhere = replace(who, grants=(RoleGrant(Role.ADMINISTRATOR),))
    made = agencies.network_endpoint(who.agency_id, session, Platform.FACEBOOK)
    made = made or endpoints.add_network_endpoint(
        session, everywhere, Platform.FACEBOOK, KEYS, "bi-mat"
    )
    return made.id


def set_hook(session: Session, who: Who) -> None:
    """Have the agency's program told."""
    hooks.set_hook(session, who, "https://cong.vn/nhan", hosts=["cong.vn"], keyring=KEYS)


def remove_hook(session: Session, who: Who) -> None:
    """Where there is one."""
    set_hook(session, replace(who, grants=(RoleGrant(Role.ADMINISTRATOR),)))
    hooks.remove_hook(session, who)


def try_hook(session: Session, who: Who) -> None:
    """Where there is one."""
    set_hook(session, replace(who, grants=(RoleGrant(Role.ADMINISTRATOR),)))
    letters.send_trial(session, who, NoticeChannel.HOOK)


def remove_day(session: Session, who: Who) -> None:
    """Where there is one."""
    everywhere = replace(who, grants=(RoleGrant(Role.MANAGER),))
    office.set_day(session, everywhere, DAY, works=False, name="Bão", source="Công điện 1")
    office.remove_day(session, who, DAY)


def change_step(session: Session, who: Who) -> None:
    """The first step by which people are told."""
    rule = session.scalars(select(EscalationRule).order_by(EscalationRule.id)).first()
    assert rule is not None
    escalation.change_rule(session, who, rule.id, amount=50, user_id=None, active=False)


ACTS: dict[str, tuple[Role, Act]] = {
    "a network's address is opened": (
        Role.ADMINISTRATOR,
        lambda s, w: endpoints.add_network_endpoint(s, w, Platform.FACEBOOK, KEYS, "bi-mat"),
    ),
    "a network's address gets another key": (
        Role.ADMINISTRATOR,
        lambda s, w: endpoints.rotate_endpoint_secret(
            s, w, network_endpoint(s, w), KEYS, app_secret="khac"
        ),
    ),
    "a network's address is closed": (
        Role.ADMINISTRATOR,
        lambda s, w: endpoints.close_endpoint(s, w, network_endpoint(s, w)),
    ),
    "the signature is set": (
        Role.ADMINISTRATOR,
        lambda s, w: signing.change(s, w, ReplySignature.PERSON, []),
    ),
    "a page is added": (
        Role.ADMINISTRATOR,
        lambda s, w: setup.add_page(s, w, Platform.STANDARD, "trang-9", "Trạm y tế"),
    ),
    "a source counts as official": (
        Role.MANAGER,
        lambda s, w: authorities.add_host(s, w, "hoamai.gov.vn"),
    ),
    "the languages that people read are said": (
        Role.MANAGER,
        lambda s, w: traits.set_readers(s, w, w.actor_id or 0, [Language.CHAM]),
    ),
    "the hook is set": (Role.ADMINISTRATOR, set_hook),
    "the hook is removed": (Role.ADMINISTRATOR, remove_hook),
    "the hook is tried": (Role.ADMINISTRATOR, try_hook),
    "all that was stopped goes on": (Role.SPOKESPERSON, connections.resume_all),
    "citizens may tell": (
        Role.ADMINISTRATOR,
        lambda s, w: tips.open_to_public(s, w, is_open=True),
    ),
    "reports are headed": (Role.MANAGER, lambda s, w: official.change_settings(s, w, REPORTS)),
    "second looks are set": (
        Role.MANAGER,
        lambda s, w: looks.set_rule(s, w, sample=3, golden=10),
    ),
    "a rule is made stricter": (
        Role.MANAGER,
        lambda s, w: rulebook.make_stricter(s, w, "A09", RuleStrength.MUST, "Nội quy 12"),
    ),
    "a rule is kept as issued": (Role.MANAGER, lambda s, w: rulebook.keep_as_issued(s, w, "A09")),
    "the rules are published": (Role.MANAGER, lambda s, w: rulebook.publish(s, w, "Bản đầu")),
    "the rules are opened": (
        Role.MANAGER,
        lambda s, w: openings.set_open(s, w, openings.Opening.RULES_PUBLIC, is_open=True),
    ),
    "a day is made a holiday": (
        Role.MANAGER,
        lambda s, w: office.set_day(s, w, DAY, works=False, name="Bão", source="Công điện 1"),
    ),
    "a holiday is removed": (Role.MANAGER, remove_day),
    "the hours are set": (
        Role.MANAGER,
        lambda s, w: office.set_shifts(s, w, [ShiftRow((0, 1), time(8), time(17))]),
    ),
    "a time limit is changed": (
        Role.MANAGER,
        lambda s, w: office.change_clock(s, w, "policy_question", LIMIT),
    ),
    "a step is changed": (Role.MANAGER, change_step),
}


@pytest.mark.parametrize("name", ACTS)
def test_who_holds_the_role_on_one_page_does_not_decide_for_the_agency(
    house: House, name: str
) -> None:
    """Who holds it on every page does."""
    role, act = ACTS[name]
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(ForbiddenError, match="của cả cơ quan"):
            act(session, of_one_page(house, role))
        act(session, house.who(role))


def test_who_may_do_it_nowhere_is_told_so_and_not_of_pages(house: House) -> None:
    """The sentence about the whole agency is for those who may do it somewhere."""
    with pytest.raises(ForbiddenError, match="không có quyền làm việc này"):
        house.who(Role.VIEWER).require_everywhere(Permission.EDIT_PAGES)


def test_a_page_s_own_address_is_changed_by_who_edits_that_page(house: House) -> None:
    """And not by who edits another."""
    who = of_one_page(house, Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        other = add_page(session, house)
        made, _ = endpoints.add_endpoint(session, who, house.page_id, KEYS)
        endpoints.rotate_endpoint_secret(session, who, made.id, KEYS)
        endpoints.close_endpoint(session, who, made.id)
        theirs, _ = endpoints.add_endpoint(session, house.who(Role.ADMINISTRATOR), other.id, KEYS)
        with pytest.raises(ForbiddenError):
            endpoints.close_endpoint(session, who, theirs.id)


def test_how_replies_leave_is_changed_on_one_s_own_pages_alone(house: House) -> None:
    """Pages of others keep log, contact and manner, whether the form names them or not."""
    everywhere, who = house.who(Role.ADMINISTRATOR), of_one_page(house, Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        other = add_page(session, house)
        own = agencies.find_page(house.agency_id, session, house.page_id)
        assert own is not None
        signing.change(session, everywhere, ReplySignature.UNIT, [other.id], [], {other.id: "0900"})
        sent = {own.id: "0911", other.id: "0922"}
        signing.change(session, who, ReplySignature.UNIT, [own.id], [own.id, other.id], sent)
        assert (own.public_log, own.answers_once, own.contact) == (True, True, "0911")
        assert (other.public_log, other.answers_once, other.contact) == (True, False, "0900")


def test_anybody_who_may_stop_one_page_may_stop_all(house: House) -> None:
    """A brake is for whoever sees the danger first."""
    with house.database.transaction(house.agency_id) as session:
        connections.pause_all(session, of_one_page(house, Role.SPOKESPERSON))
        assert agencies.find_agency(house.agency_id, session).outgoing_paused_at is not None


def test_a_golden_item_is_kept_by_who_routes_its_page(house: House) -> None:
    """Another page's case is not theirs to agree upon."""
    house.take(event("c1"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        case = session.scalars(select(Case)).one()
        elsewhere = (RoleGrant(Role.MANAGER, add_page(session, house).id),)
        with pytest.raises(ForbiddenError):
            looks.make_golden(session, replace(house.who(Role.MANAGER), grants=elsewhere), case)
        looks.make_golden(session, of_one_page(house, Role.MANAGER), case)


def add_page(session: Session, house: House) -> Page:
    """A second page of the agency."""
    who = house.who(Role.ADMINISTRATOR)
    return setup.add_page(session, who, Platform.STANDARD, "trang-2", "Công an phường")
