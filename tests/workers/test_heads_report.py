"""The head's report tells of the duties besides answering, as the tables stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from moderation.duties import contributions, incidents, rulebook
from moderation.duties.heads_report import DutyFigures, duty_figures
from moderation.duties.incidents import IncidentChange
from moderation.queries.asked_reviews import ReviewCounts
from moderation.queries.contributions import ContributionCounts
from moderation.vocabulary import ContributionOutcome, IncidentKind, Label, OfficerRole, Role
from tests.api.seats import fill
from tests.factories import NOW, House
from workers.duty_parts import duty_parts

QUIET = DutyFigures(
    contributions=ContributionCounts(0, 0, 0, 0),
    consultations=(),
    reviews=ReviewCounts(0, 0, 0, 0),
    incidents={},
    incidents_open=0,
    suspects_open=0,
    unverified=(),
    lacking=(),
    version=None,
    unread=0,
)


def test_the_figures_are_what_the_tables_say(house: House) -> None:
    """Contributions of the period, the page that lacks people, who has not read the rules."""
    first, _ = fill(house, 2, Label.FEEDBACK)
    manager, seen = house.who(Role.MANAGER), datetime.now(UTC) - timedelta(hours=1)
    today, lost = seen.date(), IncidentKind.LOST
    since = min(NOW, seen).date() - timedelta(days=2)
    until = max(NOW, seen).date() + timedelta(days=2)
    with house.database.transaction(house.agency_id) as session:
        contributions.decide(session, manager, first, ContributionOutcome.ADOPTED)
        contributions.open_consultation(
            session, manager, "Quy hoạch chợ", "GopYCho", since=since, until=None
        )
        rulebook.publish(session, manager, "")
        change = IncidentChange(house.page_id, lost, "Không vào được trang", seen)
        incidents.open_incident(session, manager, change)
        found = duty_figures(house.agency_id, session, since, until, today=today)

    assert (found.contributions.received, found.contributions.adopted) == (2, 1)
    assert [one.tag for one in found.consultations] == ["#GopYCho"]
    assert [len(roles) for _, roles in found.lacking] == [3]
    assert (found.incidents, found.incidents_open) == ({lost: 1}, 1)
    assert (found.version, found.unread > 5, len(found.unverified)) == (1, True, 1)


def test_what_has_nothing_to_say_is_left_out_and_the_rest_is_numbered_on() -> None:
    """No rules in force, no section on who has read them."""
    quiet = duty_parts(QUIET)
    told = duty_parts(
        DutyFigures(
            contributions=ContributionCounts(58, 51, 23, 19),
            consultations=(),
            reviews=ReviewCounts(2, 1, 3, 1),
            incidents={IncidentKind.IMPERSONATED: 1},
            incidents_open=1,
            suspects_open=2,
            unverified=("Phường Hoa Mai",),
            lacking=(("Phường Hoa Mai", (OfficerRole.SPOKESPERSON,)),),
            version=2,
            unread=4,
        )
    )

    assert [part.title[:2] for part in quiet] == ["7.", "8."]
    assert quiet[1].sentences == ["Trong kỳ không ghi nhận sự cố nào."]
    assert [part.title[:2] for part in told] == ["7.", "8.", "9."]
    assert "tiếp thu 23, chưa tiếp thu và nêu lý do 19" in told[0].sentences[0]
    assert "1 lần trang bị mạo danh" in told[1].sentences[0]
    assert told[1].rows == [["Phường Hoa Mai", "người phát ngôn"]]
    assert told[2].sentences == ["4 người chưa xác nhận đã đọc bản 2 đang có hiệu lực."]
