"""A page lost, impersonated or misused: what stops, who must hear by when, how it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.duties import incidents
from moderation.duties.incidents import IncidentChange
from moderation.duties.notices import Matter, to_authority, to_provider, to_provider_in_english
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.models import Incident
from moderation.queries import incidents as queries
from moderation.queries.connections import connection_of_page
from moderation.replies import connections
from moderation.replies.connections import Credentials
from moderation.timing.clock import agency_clocks
from moderation.vocabulary import ConnectionState, EventKind, IncidentKind, Role
from tests.factories import House
from tests.moderation.test_notes import PNG
from tests.moderation.test_publishing import AFTER_THE_WAIT, KEYS, approved, begin

SEEN = datetime.now(UTC) - timedelta(hours=1)


def opened(house: House, kind: IncidentKind = IncidentKind.LOST) -> Incident:
    """Somebody of the desk, who may stop nothing else, writes an incident down."""
    change = IncidentChange(house.page_id, kind, "Mật khẩu bị đổi, trang đăng bài lạ", SEEN)
    with house.database.transaction(house.agency_id) as session:
        return incidents.open_incident(session, house.who(Role.TRIAGE), change)


def steps(house: House, incident: Incident) -> list[str]:
    """What was written down about it."""
    with house.database.transaction(house.agency_id) as session:
        found = queries.duty_events(
            house.agency_id, session, EventKind.INCIDENT, "incident_id", incident.id
        )
        return [event.data["step"] for event, _ in found]


def test_nothing_leaves_for_a_page_that_is_lost_whatever_key_it_is_given(house: House) -> None:
    """Nor by resuming; once the incident is closed a person lets it go on, and what waited goes."""
    intents = approved(house)
    incident = opened(house)
    assert begin(house, intents, later=AFTER_THE_WAIT) == []
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(ConflictError):
            connections.resume(session, admin, house.page_id)
        key = Credentials("khoa-moi-cua-trang")
        connections.connect(session, admin, house.page_id, KEYS, key, can_reply=True)
        assert connections.is_held(house.agency_id, session, house.page_id)
    assert begin(house, intents, later=AFTER_THE_WAIT) == []

    with house.database.transaction(house.agency_id) as session:
        incidents.close(session, house.who(Role.TRIAGE), incident.id, "Đã lấy lại quyền quản trị")
    assert len(begin(house, intents, later=AFTER_THE_WAIT)) == 1
    assert steps(house, incident) == ["opened", "frozen", "closed"]


def test_a_frozen_page_stays_paused_after_the_incident_until_somebody_resumes_it(
    house: House,
) -> None:
    """What waited does not rush out by itself."""
    intents = approved(house)
    incident = opened(house)
    with house.database.transaction(house.agency_id) as session:
        incidents.close(session, house.who(Role.TRIAGE), incident.id, "Đã lấy lại quyền quản trị")
        found = connection_of_page(house.agency_id, session, house.page_id)
        assert found is not None
        assert found.state is ConnectionState.PAUSED
    assert begin(house, intents, later=AFTER_THE_WAIT) == []
    with house.database.transaction(house.agency_id) as session:
        connections.resume(session, house.who(Role.ADMINISTRATOR), house.page_id)
    assert len(begin(house, intents, later=AFTER_THE_WAIT)) == 1


def test_an_impersonated_page_goes_on_answering(house: House) -> None:
    """Another page has our name; ours is still in our hands."""
    intents = approved(house)
    opened(house, IncidentKind.IMPERSONATED)

    assert len(begin(house, intents, later=AFTER_THE_WAIT)) == 1


def test_both_must_hear_within_the_agencys_own_limits_and_each_telling_is_kept(
    house: House,
) -> None:
    """By the clock, nights and Sundays too; nothing was told before it was seen or in future."""
    incident, lan = opened(house, IncidentKind.MISUSED), house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        dues = incidents.dues_of(incident, agency_clocks(house.agency_id, session))
        for at in (SEEN - timedelta(hours=1), SEEN + timedelta(days=1)):
            with pytest.raises(BadInputError):
                incidents.note_provider(session, lan, incident.id, at=at)
        now = datetime.now(UTC)
        incidents.note_provider(session, lan, incident.id, at=now, reference=" MS  7781 ")
        incidents.note_authority(
            session, lan, incident.id, at=now, authority="Công an tỉnh", reference="12/CV"
        )
        incidents.attach(session, lan, incident.id, "màn hình.png", PNG)
        with pytest.raises(ConflictError):
            incidents.attach(session, lan, incident.id, "lại.png", PNG)
        told = incidents.find(session, lan, incident.id)
        assert (told.provider_reference, told.authority) == ("MS 7781", "Công an tỉnh")
        incidents.close(session, lan, incident.id, "Đã gỡ bài")
        with pytest.raises(ConflictError):
            incidents.note_provider(session, lan, incident.id, at=now)

    assert dues.provider - incident.detected_at == timedelta(hours=4)
    assert dues.authority - incident.detected_at == timedelta(hours=24)
    assert steps(house, incident) == [
        "opened", "provider_notified", "authority_notified", "file_added", "closed"
    ]  # fmt: skip


def test_incidents_are_for_who_keeps_duties_and_for_no_other_agency(
    house: House, neighbour: House
) -> None:
    """A viewer writes none down; a neighbour finds none."""
    incident = opened(house)
    change = IncidentChange(house.page_id, IncidentKind.LOST, "Trang bị chiếm", SEEN)
    with house.database.transaction(house.agency_id) as session, pytest.raises(ForbiddenError):
        incidents.open_incident(session, house.who(Role.VIEWER), change)
    with neighbour.database.transaction(neighbour.agency_id) as session:
        with pytest.raises(NotFoundError):
            incidents.find(session, neighbour.who(Role.TRIAGE), incident.id)
        with pytest.raises(NotFoundError):
            incidents.open_incident(session, neighbour.who(Role.TRIAGE), change)
        assert queries.count_open(neighbour.agency_id, session) == 0


@pytest.mark.parametrize("kind", list(IncidentKind))
def test_the_letters_say_what_stands_in_the_register_and_leave_dots_for_the_rest(
    kind: IncidentKind,
) -> None:
    """To the network in both languages, to the authority with what the network was told."""
    matter = Matter(
        agency="UBND phường Hoa Mai",
        page="Phường Hoa Mai",
        page_url="https://mang.test/hoamai",
        network="Mạng Thử",
        kind=kind,
        detected_at=datetime(2026, 11, 18, 2, 5, tzinfo=UTC),
        summary="Trang đăng bài bán hàng",
        provider_notified_at=datetime(2026, 11, 18, 3, 0, tzinfo=UTC),
        provider_reference="MS 7781",
        files=("man-hinh.png",),
    )
    letters = [to_provider(matter).text, to_provider_in_english(matter).text]
    letters.append(to_authority(matter, "").text)

    for letter in letters:
        assert "UBND phường Hoa Mai" in letter
        assert "https://mang.test/hoamai" in letter
        assert "09 giờ 05 phút ngày 18/11/2026" in letter or "09:05 on 18 Novem" in letter
        assert "…………" in letter
    assert "Mạng Thử" in letters[0]
    assert "mã tiếp nhận MS 7781" in letters[2]
