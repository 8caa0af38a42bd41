"""The cards of what is told to the agency, of incidents, and of pages that pass for ours."""

from __future__ import annotations

from datetime import UTC, datetime

from api.console.suspect_views import scan_due
from api.console.words import say_in
from api.security import Desk
from api.view_models.duties import DutyCard, DutyCount
from moderation.duties.incidents import dues_of
from moderation.models import Incident
from moderation.policy import Permission
from moderation.queries import incidents, suspects, tips
from moderation.timing.clock import Clocks, agency_clocks

__all__ = ["incidents_card", "suspects_card", "tips_card"]


def tips_card(desk: Desk) -> DutyCard:
    """Everybody may tell; what waits is counted for who may read it."""
    say, agency_id, session = say_in(desk.locale), desk.who.agency_id, desk.session
    place = tips.find_tips_page(agency_id, session)
    counts: tuple[DutyCount, ...] = ()
    if place is not None and desk.who.can(Permission.READ_CASES, place.id):
        waiting, late = tips.open_cases(agency_id, session, place.id, now=datetime.now(UTC))
        counts = (
            DutyCount(waiting, say("vụ từ tin báo đang chờ")),
            DutyCount(late, say("vụ quá hạn"), bool(late)),
        )
    return DutyCard(
        say("Báo tin cho cơ quan"),
        "/tips",
        say("Cán bộ và người dân báo thông tin sai, vi phạm thấy trên mạng, và được biết kết quả."),
        "B02, B15, C4",
        counts,
    )


def incidents_card(desk: Desk) -> DutyCard | None:
    """Open ones, and those of which somebody has not heard in time."""
    if not desk.who.can(Permission.KEEP_DUTIES):
        return None
    say, agency_id, session = say_in(desk.locale), desk.who.agency_id, desk.session
    clocks, now = agency_clocks(agency_id, session), datetime.now(UTC)
    mine = desk.who.pages(Permission.KEEP_DUTIES)
    found = [
        one
        for one, _ in incidents.incidents(agency_id, session, page_ids=mine)
        if one.closed_at is None
    ]
    late = sum(_is_late(one, clocks, now) for one in found)
    return DutyCard(
        say("Sự cố của trang"),
        "/incidents",
        say("Trang bị chiếm, bị mạo danh, bị lợi dụng: dừng việc gửi ra, báo đúng nơi đúng hạn."),
        "A11, A12",
        (
            DutyCount(len(found), say("sự cố chưa kết thúc")),
            DutyCount(late, say("sự cố quá hạn báo"), bool(late)),
        ),
    )


def suspects_card(desk: Desk) -> DutyCard | None:
    """Those without outcome, and when somebody must look again."""
    if not desk.who.can(Permission.KEEP_DUTIES):
        return None
    say = say_in(desk.locale)
    waiting = suspects.count_open(desk.who.agency_id, desk.session)
    return DutyCard(
        say("Trang nghi mạo danh"),
        "/suspects",
        say("Sổ trang có tên giống trang của cơ quan, đã báo ai, kết quả; rà soát định kỳ."),
        "A13",
        (DutyCount(waiting, say("trang chưa có kết quả")),),
        scan_due(desk),
    )


def _is_late(one: Incident, clocks: Clocks, now: datetime) -> bool:
    dues = dues_of(one, clocks)
    provider = one.provider_notified_at is None and now > dues.provider
    return provider or (one.authority_notified_at is None and now > dues.authority)
