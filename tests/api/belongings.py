"""Something of every kind that an address of the console or the API can name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifiers.rules.compiling import compile_rule
from moderation import setup
from moderation.casework import agency_rules, bulk, cases, evidence, views
from moderation.casework.agency_rules import AgencyRuleChange
from moderation.duties import incidents, referrals, registry, suspects
from moderation.duties.incidents import IncidentChange
from moderation.duties.registry import Finding
from moderation.duties.suspects import SuspectChange
from moderation.intake import endpoints, imports
from moderation.models import (
    Authority,
    Base,
    Case,
    Delivery,
    DutyShift,
    Hiding,
    Letter,
    LinkedIdentity,
    Passkey,
    PublishIntent,
    PushDevice,
    ReviewRequest,
    SecondLook,
)
from moderation.people import programs
from moderation.privacy import requests
from moderation.privacy.requests import Details
from moderation.replies import approvals, drafts, templates
from moderation.replies.templates import TemplateChange
from moderation.reporting import official
from moderation.vocabulary import (
    BulkKind,
    HideReason,
    IncidentKind,
    Label,
    NoticeChannel,
    OfficerRole,
    Platform,
    PublishKind,
    ReportKind,
    RequestKind,
    Role,
    SuspectLevel,
    VerificationState,
)
from tests.api.seats import fill
from tests.factories import KEYS, NOW, House
from tests.moderation.test_notes import PNG

__all__ = ["Belongings", "Places", "belongings"]

Places = dict[str, int]
FAKE = "https://www.mang.test/hoamai.official/"


@dataclass(frozen=True, slots=True)
class Belongings:
    """Numbers that exist, by the name in an address; a file is another thing below each root."""

    everywhere: Places
    below: dict[str, Places]

    def of(self, path: str) -> Places:
        """What the names mean in this route."""
        own = next((names for root, names in self.below.items() if path.startswith(root)), {})
        return {**self.everywhere, **own}


def belongings(house: House) -> Belongings:
    """Make an agency in the middle of its work."""
    asked, other, looked_at = fill(house, 3)
    below = {
        "/incidents/": _incident(house),
        "/suspects/": _suspect(house),
        "/cases/": _in_a_case(house, asked, looked_at),
    }
    everywhere = (
        {"case_id": asked}
        | _at_the_desk(house, asked, other)
        | _of_pages(house)
        | _of_people(house)
        | _settings(house)
    )
    for names in below.values():
        everywhere |= {name: at for name, at in names.items() if name != "file_id"}
    return Belongings(everywhere, below)


def _incident(house: House) -> Places:
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        told = IncidentChange(house.page_id, IncidentKind.LOST, "Mật khẩu bị đổi", NOW)
        made = incidents.open_incident(session, who, told)
        file = incidents.attach(session, who, made.id, "a.png", PNG)
        return {"incident_id": made.id, "file_id": file.id}


def _suspect(house: House) -> Places:
    who, level = house.who(Role.TRIAGE), SuspectLevel.HIGH
    with house.database.transaction(house.agency_id) as session:
        told = SuspectChange("Phường Hoa Mai 24h", FAKE, house.page_id, level, "Xin tiền")
        made = suspects.add_suspect(session, who, told)
        file = suspects.attach(session, who, made.id, "a.png", PNG)
        return {"suspect_id": made.id, "file_id": file.id}


def _in_a_case(house: House, case_id: int, looked_at: int) -> Places:
    """Evidence, a referral, a decision to look at twice, a hiding whose author asks why."""
    triage, manager = house.who(Role.TRIAGE), house.who(Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        file = evidence.attach(session, triage, case_id, "a.png", PNG)
        letter = referrals.Letter("Công an tỉnh", "12/UBND", referrals.today())
        sent = referrals.refer(session, manager, case_id, letter)
        corrected = cases.relabel(session, triage, looked_at, Label.FEEDBACK)
        agency_id, page_id, person = house.agency_id, house.page_id, triage.actor_id
        case = session.get_one(Case, (agency_id, case_id))
        look = SecondLook(
            agency_id=agency_id, comment_id=case.lead_comment_id, page_id=page_id,
            event_id=corrected.id, first_label=Label.SPAM, first_by=person,
        )  # fmt: skip
        intent = PublishIntent(
            agency_id=agency_id, case_id=case_id, comment_id=case.lead_comment_id, text="",
            page_id=page_id, kind=PublishKind.HIDE, content_sha256=b"", not_before=NOW,
        )  # fmt: skip
        hiding = Hiding(
            agency_id=agency_id, case_id=case_id, comment_id=case.lead_comment_id, text_version=1,
            page_id=page_id, intent_id=_kept(session, intent), reason=HideReason.INSULT,
            hidden_by=person,
        )  # fmt: skip
        review = ReviewRequest(
            agency_id=agency_id, hiding_id=_kept(session, hiding), code="X", said="Vì sao",
            hidden_by=person,
        )  # fmt: skip
        return {
            "event_id": corrected.id,
            "file_id": file.id,
            "look_id": _kept(session, look),
            "referral_id": sent.id,
            "review_id": _kept(session, review),
        }


def _at_the_desk(house: House, asked: int, other: int) -> Places:
    """A reply that waits for approval, an act on many, a kept list, a report, an import."""
    triage, drafter, manager = (
        house.who(role) for role in (Role.TRIAGE, Role.DRAFTER, Role.MANAGER)
    )
    with house.database.transaction(house.agency_id) as session:
        drafts.save_draft(session, drafter, asked, "Dạ, phường làm cả thứ bảy.", version=0)
        session.flush()
        waits = approvals.submit(session, drafter, asked, draft_version=1)
        many = bulk.begin(session, triage, BulkKind.RELABEL, "spam", [(other, 1)])
        view = views.save_view(
            session, triage, "Của tôi", queue_key="all", filters="", is_shared=True
        )
        month = datetime.now(UTC).date() - timedelta(days=62)
        report = official.ask_for(session, manager, ReportKind.MONTHLY, month)
        report.content, report.made_at = b"%PDF-1.7", NOW
        file = imports.start(session, triage, house.page_id, "a.csv", b"text\nabc")
        delivery = Delivery(
            agency_id=house.agency_id, page_id=house.page_id, source="tep", external_id="1",
            body=b"{}", state="dead",
        )  # fmt: skip
        return {
            "approval_id": waits.id,
            "bulk_id": many.id,
            "delivery_id": _kept(session, delivery),
            "import_id": file.id,
            "report_id": report.id,
            "view_id": view.id,
        }


def _of_pages(house: House) -> Places:
    """A page of a network, since that is what can be connected."""
    admin, today = house.who(Role.ADMINISTRATOR), NOW.date()
    with house.database.transaction(house.agency_id) as session:
        page = setup.add_page(session, admin, Platform.FACEBOOK, "10158", "Phường Hoa Mai mới")
        officer = setup.add_officer(
            session, admin, page.id, OfficerRole.SPOKESPERSON, "Vũ Minh", "Phó Chủ tịch"
        )
        found = Finding(VerificationState.APPLIED, today, file=("a.png", PNG))
        proof = registry.record_verification(session, admin, page.id, found, today=today)
        endpoint, _ = endpoints.add_endpoint(session, admin, page.id, KEYS)
        return {
            "endpoint_id": endpoint.id,
            "officer_id": officer.id,
            "page_id": page.id,
            "verification_id": proof.id,
        }


def _of_people(house: House) -> Places:
    admin, triage = house.who(Role.ADMINISTRATOR), house.who(Role.TRIAGE)
    mine = {"agency_id": house.agency_id, "user_id": triage.actor_id}
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with house.database.transaction(house.agency_id) as session:
        key, _ = programs.new_api_key(session, admin, "Cổng dữ liệu", Role.VIEWER)
        about = Details(name="Trần Văn Thử", contact="hộp thư 12")
        asked = requests.receive(
            session, admin, RequestKind.ERASE, house.page_id, about, received_at=NOW
        )
        duty = DutyShift(
            **mine, page_id=house.page_id, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=2)
        )
        device = PushDevice(
            **mine, name="Máy", endpoint_sha256=bytes(32), sealed_subscription="kín"
        )
        letter = Letter(**mine, channel=NoticeChannel.MAIL, counts={}, path="/", state="dead")
        passkey = Passkey(
            **mine, name="Khóa", credential_id=f"k{house.agency_id}".encode(), public_key=b"k"
        )
        linked = LinkedIdentity(**mine, issuer="https://id.test", subject="1")
        return {
            "authority_id": session.scalars(select(Authority.id)).one(),
            "device_id": _kept(session, device),
            "duty_id": _kept(session, duty),
            "identity_id": _kept(session, linked),
            "key_id": key.id,
            "letter_id": _kept(session, letter),
            "passkey_id": _kept(session, passkey),
            "request_id": asked.id,
            "user_id": triage.actor_id or 0,
        }


def _settings(house: House) -> Places:
    """The agency's own template and its own rule."""
    manager = house.who(Role.MANAGER)
    pool = {"title": "Hồ bơi phường", "labels": ["policy_question"], "body": "Dạ, mở cả hè."}
    flood = AgencyRuleChange("Lũ lụt", {"phrases": ["vỡ đê"]}, label=Label.FEEDBACK)
    with house.database.transaction(house.agency_id) as session:
        own = templates.save(session, manager, None, TemplateChange(pool), seen=0)
        templates.publish(session, manager, own.id, seen=1, check=lambda _: [])
        rule = agency_rules.save(session, manager, None, flood, seen=0, check=compile_rule)
        return {"rule_id": rule.id, "template_id": own.id}


def _kept(session: Session, row: Base) -> int:
    """The number of a row that is written now."""
    session.add(row)
    session.flush()
    return int(row.id)  # type: ignore[attr-defined]
