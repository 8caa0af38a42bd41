"""An agency in the middle of its work: something of every kind that a page can be about."""

from __future__ import annotations

import re

from classifiers.rules.compiling import compile_rule
from moderation import setup
from moderation.casework import agency_rules
from moderation.casework.agency_rules import AgencyRuleChange
from moderation.duties import incidents, suspects, tips
from moderation.duties.incidents import IncidentChange
from moderation.duties.suspects import SuspectChange
from moderation.intake import endpoints, imports
from moderation.models import Grant
from moderation.privacy import requests
from moderation.privacy.requests import Details
from moderation.queries import cases as queries
from moderation.queries.cases import CaseFilter
from moderation.replies import approvals, drafts, templates
from moderation.replies.templates import TemplateChange
from moderation.vocabulary import (
    IncidentKind,
    Label,
    Platform,
    RequestKind,
    Role,
    SuspectLevel,
)
from tests.architecture.test_routes import ROUTES
from tests.browser.living import suggest, ward
from tests.factories import KEYS, NOW, House

__all__ = ["furnish", "pages"]

REPLY = "Dạ, phường làm căn cước cả sáng thứ bảy, mời anh/chị mang theo giấy khai sinh."
OTHERWISE = {"/clocks/": {"key": "contrary_information"}, "/duties/rules/": {"rule_id": "A09"}}
"""Names that mean something else below these addresses."""

NOT_PAGES = re.compile(
    r"\.(csv|xlsx|pdf|zip)$|/export$|\{file_id\}|\{verification_id\}|bad-rows|/problems"
    r"|^/(bulk|live|me|figures|sign-in|service-worker|api)\b|/(acts|reply)$|^/cases$|^/minh-bach"
)
"""Files, streams, parts of a page, and the doors, which their own tests look at."""


def furnish(house: House) -> dict[str, str]:
    """What stands for each name in an address; the administrator then holds every role."""
    ward(house)
    suggest(house, "can-cuoc-noi-lam")
    admin, triage = house.who(Role.ADMINISTRATOR), house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        for role in Role:
            if role is not Role.ADMINISTRATOR:
                session.add(Grant(agency_id=house.agency_id, user_id=admin.actor_id, role=role))
        found = queries.list_cases(house.agency_id, session, CaseFilter())
        asked = next(one.case for one in found if one.case.label is Label.POLICY_QUESTION)
        other = next(one.case for one in found if one.case.label is Label.FEEDBACK)
        drafts.save_draft(session, house.who(Role.DRAFTER), asked.id, REPLY, version=0)
        session.flush()
        waits = approvals.submit(session, house.who(Role.DRAFTER), asked.id, draft_version=1)
        lost = IncidentChange(house.page_id, IncidentKind.LOST, "Mật khẩu bị đổi", NOW)
        incident = incidents.open_incident(session, triage, lost)
        fake = SuspectChange(
            "UBND P. Hoa Mai official",
            "https://www.mang.test/hoamai.official/",
            house.page_id,
            SuspectLevel.HIGH,
            "Xin tiền ủng hộ",
        )
        suspect = suspects.add_suspect(session, triage, fake)
        flood = AgencyRuleChange("Lũ lụt", {"phrases": ["vỡ đê"]}, label=Label.FEEDBACK)
        rule = agency_rules.save(
            session, house.who(Role.MANAGER), None, flood, seen=0, check=compile_rule
        )
        about = Details(name="Trần Văn Thử", contact="hộp thư 12")
        erasing = requests.receive(
            session, admin, RequestKind.ERASE, house.page_id, about, received_at=NOW
        )
        file = imports.start(session, admin, house.page_id, "tuần-47.csv", b"text\nabc")
        endpoint, _ = endpoints.add_endpoint(session, admin, house.page_id, KEYS)
        pool = {"title": "Hồ bơi phường", "labels": ["policy_question"], "body": "Dạ, mở cả hè."}
        own = templates.save(session, house.who(Role.MANAGER), None, TemplateChange(pool), seen=0)
        there = setup.add_page(session, admin, Platform.FACEBOOK, "10158", "Phường Hoa Mai mới")
        tips.open_to_public(session, admin, is_open=True)
        session.flush()
        return {
            "approval_id": str(waits.id),
            "case_id": str(other.id),
            "endpoint_id": str(endpoint.id),
            "import_id": str(file.id),
            "incident_id": str(incident.id),
            "key": "feedback",
            "page_id": str(there.id),
            "request_id": str(erasing.id),
            "rule_id": str(rule.id),
            "slug": f"phuong-{house.agency_id}",
            "suspect_id": str(suspect.id),
            "template_id": str(own.id),
            "user_id": str(house.who(Role.SPOKESPERSON).actor_id),
        }


def pages(places: dict[str, str]) -> list[str]:
    """The address of every page of the route table. KeyError for one that nothing was put in."""
    found = []
    for method, route in ROUTES:
        if method == "GET" and not NOT_PAGES.search(route.path):
            begun, *_ = route.path.partition("{")
            stands = {**places, **OTHERWISE.get(begun, {})}
            found.append(re.sub(r"\{(\w+)\}", lambda name, by=stands: by[name[1]], route.path))
    since = "since=2026-01-01T00:00:00%2B07:00&until=2027-01-01T00:00:00%2B07:00"
    lists = ("/dashboard/cases", "/dashboard/comments")
    asked = {path: f"{path}?what=opened&{since}" for path in lists}
    return sorted({*(asked.get(path, path) for path in found), f"/bao-tin/{places['slug']}"})
