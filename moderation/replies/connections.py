"""Ways to act at the networks: made, paused, resumed and given up by people, rested by errors."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.events import record
from moderation.jobs import enqueue
from moderation.models import Connection
from moderation.policy import Permission, Who
from moderation.queries import agencies
from moderation.queries import connections as queries
from moderation.queries import replies as reply_queries
from moderation.queries.incidents import is_frozen
from moderation.sealing import Keyring
from moderation.vocabulary import ConnectionState, EventKind, Job

__all__ = [
    "Credentials",
    "can_publish",
    "check",
    "connect",
    "credentials_of",
    "disconnect",
    "free_at",
    "freeze",
    "is_held",
    "is_usable",
    "note_check",
    "note_error",
    "pace_of",
    "pause",
    "pause_all",
    "renew",
    "rest",
    "resume",
    "resume_all",
]


@dataclass(frozen=True, slots=True)
class Credentials:
    """The keys that a network gave for a page.

    Where keys run out within days, `refresh_token` renews them, in the name of the application.
    """

    token: str = field(repr=False)
    app_secret: str | None = field(default=None, repr=False)
    app_id: str | None = None
    refresh_token: str | None = field(default=None, repr=False)


def connect(
    session: Session,
    who: Who,
    page_id: int,
    keyring: Keyring,
    credentials: Credentials,
    *,
    can_reply: bool,
    token_expires_at: datetime | None = None,
    base_url: str | None = None,
    pace_seconds: int = 1,
    quota_limit: int | None = None,
) -> Connection:
    """Connect a page, or give its connection another key; it is then tried out by a worker."""
    who.require(Permission.EDIT_PAGES, page_id)
    if agencies.find_page(who.agency_id, session, page_id) is None:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    if not credentials.token.strip() and not credentials.refresh_token:
        raise BadInputError("Hãy dán khóa truy cập mà mạng xã hội cấp cho trang.")
    made = queries.connection_for_update(who.agency_id, session, page_id)
    if made is None:
        made = Connection(agency_id=who.agency_id, page_id=page_id)
        session.add(made)
    made.sealed_credentials = _sealed(credentials, keyring, who.agency_id, page_id)
    made.state, made.paused_until, made.can_reply = ConnectionState.OK, None, can_reply
    made.token_expires_at, made.base_url = token_expires_at, base_url
    made.pace_seconds = pace_seconds
    made.quota_limit = quota_limit
    made.checked_at = made.last_error_code = made.last_error_at = made.read_after = None
    made.renewed_at = datetime.now(UTC)
    session.flush()
    _note(session, who, made, "connected")
    enqueue(who.agency_id, session, Job.CHECK_CONNECTIONS, [made.id])
    return made


def credentials_of(connection: Connection, keyring: Keyring) -> Credentials:
    """Open the keys; ForbiddenError for a connection that has given its own up."""
    if connection.sealed_credentials is None:
        raise ForbiddenError(
            "Trang này đã ngắt kết nối nên không gì được gửi. Hãy kết nối lại ở mục Trang.",
            code="closed",
        )
    where = place(connection.agency_id, connection.page_id)
    clear = json.loads(keyring.unseal(connection.sealed_credentials, where))
    return Credentials(
        clear["token"], clear["app_secret"], clear.get("app_id"), clear.get("refresh_token")
    )


def renew(
    agency_id: int,
    session: Session,
    page_id: int,
    keyring: Keyring,
    *,
    spent: Credentials,
    fresh: Credentials,
    expires_at: datetime,
    now: datetime,
) -> bool:
    """Keep both keys of a renewal at once, and go on where the old key had stopped the page.

    What a person stopped stays so. False where somebody else gave another key meanwhile: theirs is
    newer than what was renewed.
    """
    connection = queries.connection_for_update(agency_id, session, page_id)
    if connection is None or connection.state is ConnectionState.CLOSED:
        return False
    if credentials_of(connection, keyring) != spent:
        return False
    connection.sealed_credentials = _sealed(fresh, keyring, agency_id, page_id)
    connection.token_expires_at, connection.renewed_at = expires_at, now
    if _is_stopped_by_person(connection):
        connection.last_error_at = None
    elif connection.last_error_code == "token":
        connection.last_error_code = connection.last_error_at = None
        connection.state, connection.paused_until = ConnectionState.OK, None
    return True


def check(session: Session, who: Who, page_id: int) -> Connection:
    """Ask a worker to try the connection out; its answer is written down on it."""
    who.require(Permission.EDIT_PAGES, page_id)
    connection = _open(session, who, page_id)
    connection.checked_at = None
    enqueue(who.agency_id, session, Job.CHECK_CONNECTIONS, [connection.id])
    return connection


def note_check(connection: Connection, error_code: str | None, *, now: datetime) -> None:
    """What trying it out came to; a page that was stopped waits for a person all the same."""
    connection.checked_at = now
    note_error(connection, error_code, now=now)


def note_error(connection: Connection, code: str | None, *, now: datetime) -> None:
    """What the latest call came to, None where it went well.

    Beside a person's pause no code is kept, only when it was: a pause without a code is a
    person's, which no renewed key may lift.
    """
    connection.last_error_at = None if code is None else now
    if not _is_stopped_by_person(connection):
        connection.last_error_code = code


def pause(session: Session, who: Who, page_id: int) -> Connection:
    """Let nothing leave for this page until somebody resumes it."""
    who.require(Permission.STOP_OUTGOING, page_id)
    connection = _open(session, who, page_id)
    _stop(session, who, connection)
    return connection


def freeze(session: Session, who: Who, page_id: int) -> bool:
    """Let nothing leave for a page that may be in other hands; False where it is not connected.

    Whoever may write such an incident down may pull this brake; letting go of it is for those who
    may stop what leaves.
    """
    connection = queries.connection_for_update(who.agency_id, session, page_id)
    if connection is None or connection.state is ConnectionState.CLOSED:
        return False
    _stop(session, who, connection)
    return True


def resume(session: Session, who: Who, page_id: int) -> Connection:
    """Let acts leave again; what waited goes out in its order.

    Raises ConflictError while an incident is open in which the page was lost.
    """
    who.require(Permission.STOP_OUTGOING, page_id)
    connection = _open(session, who, page_id)
    if is_frozen(who.agency_id, session, page_id):
        raise ConflictError(
            "Trang này đang có sự cố bị chiếm chưa kết thúc nên chưa gửi lại được. "
            "Kết thúc sự cố trước, rồi bấm Gửi lại."
        )
    connection.state, connection.paused_until = ConnectionState.OK, None
    connection.last_error_code = connection.last_error_at = None
    _note(session, who, connection, "resumed")
    return connection


def disconnect(session: Session, who: Who, page_id: int) -> Connection:
    """Give the key up; what has not left yet is for people to post by hand."""
    who.require(Permission.EDIT_PAGES, page_id)
    connection = _open(session, who, page_id)
    connection.state, connection.sealed_credentials = ConnectionState.CLOSED, None
    connection.paused_until = None
    dropped = reply_queries.cancel_queued(who.agency_id, session, page_id, at=datetime.now(UTC))
    _note(session, who, connection, "disconnected", dropped=dropped)
    return connection


def pause_all(session: Session, who: Who) -> None:
    """Let nothing leave for any network, whatever is connected meanwhile."""
    who.require(Permission.STOP_OUTGOING)
    agency = agencies.find_agency(who.agency_id, session)
    agency.outgoing_paused_at = agency.outgoing_paused_at or datetime.now(UTC)
    record(session, who, EventKind.SETTING_CHANGED, setting="outgoing", change="paused")


def resume_all(session: Session, who: Who) -> None:
    """Undo `pause_all`; pages that are paused by themselves stay so.

    Whoever may stop one page may stop all, and only who may stop all lets all go on.
    """
    who.require_everywhere(Permission.STOP_OUTGOING)
    agencies.find_agency(who.agency_id, session).outgoing_paused_at = None
    record(session, who, EventKind.SETTING_CHANGED, setting="outgoing", change="resumed")


def rest(connection: Connection, code: str | None, *, until: datetime | None) -> None:
    """The network asks for patience, or, with no end given, for a person."""
    if connection.state is ConnectionState.CLOSED:
        return
    if connection.state is ConnectionState.PAUSED and connection.paused_until is None:
        return
    connection.state, connection.paused_until = ConnectionState.PAUSED, until
    connection.last_error_code = code


def is_usable(connection: Connection | None, *, now: datetime) -> bool:
    """Whether a call may be made now; a pause that is over ends here."""
    if connection is None or not connection.can_reply:
        return False
    over = connection.paused_until is not None and connection.paused_until <= now
    if connection.state is ConnectionState.PAUSED and over:
        connection.state, connection.paused_until = ConnectionState.OK, None
    return connection.state is ConnectionState.OK


def can_publish(agency_id: int, session: Session, page_id: int) -> bool:
    """Whether replies on this page leave by themselves, now or once a pause is over."""
    connection = queries.connection_of_page(agency_id, session, page_id)
    return (
        connection is not None
        and connection.can_reply
        and connection.state is not ConnectionState.CLOSED
    )


def pace_of(agency_id: int, session: Session, page_id: int) -> int:
    """The least number of seconds between two calls that change something on this page."""
    connection = queries.connection_of_page(agency_id, session, page_id)
    return connection.pace_seconds if connection is not None else 0


def free_at(connection: Connection, now: datetime) -> datetime:
    """When the next call may begin by the page's pace; `now` where it may at once."""
    if connection.last_used_at is None:
        return now
    return max(now, connection.last_used_at + timedelta(seconds=connection.pace_seconds))


def is_held(agency_id: int, session: Session, page_id: int) -> bool:
    """Whether what waits for this page is stopped, by a person or by the network."""
    connection = queries.connection_of_page(agency_id, session, page_id)
    stopped = agencies.find_agency(agency_id, session).outgoing_paused_at is not None
    stopped = stopped or is_frozen(agency_id, session, page_id)
    return stopped or connection is None or connection.state is not ConnectionState.OK


def _is_stopped_by_person(connection: Connection) -> bool:
    """Whether nothing leaves until a person says so, because a person said so."""
    is_for_good = connection.state is ConnectionState.PAUSED and connection.paused_until is None
    return is_for_good and connection.last_error_code is None


def _stop(session: Session, who: Who, connection: Connection) -> None:
    connection.state, connection.paused_until = ConnectionState.PAUSED, None
    # The absence of a code tells a person's pause from the network's.
    connection.last_error_code = connection.last_error_at = None
    _note(session, who, connection, "paused")


def _open(session: Session, who: Who, page_id: int) -> Connection:
    connection = queries.connection_for_update(who.agency_id, session, page_id)
    if connection is None or connection.state is ConnectionState.CLOSED:
        raise NotFoundError(
            "Trang này chưa kết nối để đăng trả lời. Hãy kết nối ở mục Trang rồi làm lại."
        )
    return connection


def _note(
    session: Session, who: Who, connection: Connection, change: str, *, dropped: int = 0
) -> None:
    record(
        session,
        who,
        EventKind.SETTING_CHANGED,
        setting="connection",
        page_id=connection.page_id,
        change=change,
        dropped=dropped,
    )


def _sealed(credentials: Credentials, keyring: Keyring, agency_id: int, page_id: int) -> str:
    clear = {
        "token": credentials.token.strip(),
        "app_secret": credentials.app_secret or None,
        "app_id": credentials.app_id or None,
        "refresh_token": credentials.refresh_token or None,
    }
    return keyring.seal(json.dumps(clear), place(agency_id, page_id))


def place(agency_id: int, page_id: int) -> str:
    """What the sealed text is bound to."""
    return f"connections.credentials:{agency_id}:{page_id}"
