"""What people are told outside the console: gathered each minute, sent once each, tried again."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

import structlog

from moderation.models import Letter
from moderation.queries import doors
from moderation.queries import telling as queries
from moderation.queries.work import bury, claim, clock, finish
from moderation.settings import Settings, get_settings
from moderation.telling.devices import is_allowed
from moderation.telling.gathering import gather
from moderation.telling.letters import Errand, MailErrand, PushErrand, Sent, errand, settle
from moderation.vocabulary import Job, NoticeChannel
from platforms import notices
from workers import networks, runtime
from workers.app import app
from workers.mail import send_mail

__all__ = ["channels_of", "gather_all", "send_letters"]

_NO_LETTER_AFTER_SECONDS = 45.0
_LEASE = timedelta(minutes=5)
_MOST = 500
_NEVER = frozenset({"http_400", "http_401", "http_403", "http_413"})
_AWAY = (OSError, SMTPServerDisconnected, SMTPConnectError, SMTPAuthenticationError)

_log = structlog.get_logger(__name__)


@app.task(name=Job.GATHER_LETTERS.value)  # type: ignore[untyped-decorator]
def gather_all() -> None:
    """Write what is due in every agency, and ring for whatever waits to be sent."""
    channels = channels_of(get_settings())
    with runtime.database().doorway() as door:
        agencies = doors.agencies(door)
    for agency_id, _ in agencies:
        try:
            ids = _gathered(agency_id, channels)
        except Exception as error:  # noqa: BLE001 - the next minute gathers again
            _log.warning("letters_not_gathered", agency=agency_id, error=type(error).__name__)
            continue
        for batch in ids.values():
            runtime.send(Job.SEND_LETTERS, agency_id, batch)


@app.task(name=Job.SEND_LETTERS.value)  # type: ignore[untyped-decorator]
def send_letters(agency_id: int, ids: list[int]) -> None:
    """Send these, one at a time; a mail server that is away is not asked again for the rest."""
    ends = time.monotonic() + _NO_LETTER_AFTER_SECONDS
    for letter_id in ids:
        if time.monotonic() > ends or not _send(agency_id, letter_id):
            return


def channels_of(settings: Settings) -> frozenset[NoticeChannel]:
    """The ways that this installation has."""
    has = {
        NoticeChannel.MAIL: settings.smtp_url is not None,
        NoticeChannel.PUSH: bool(settings.push_hosts),
        NoticeChannel.HOOK: bool(settings.hook_hosts),
    }
    return frozenset(channel for channel, there in has.items() if there)


def _gathered(agency_id: int, channels: frozenset[NoticeChannel]) -> dict[NoticeChannel, list[int]]:
    """What waits, by channel: one that hangs does not keep the others."""
    ids: dict[NoticeChannel, list[int]] = {}
    with runtime.database().transaction(agency_id) as session:
        now = clock(session)
        bury(agency_id, session, Letter, queries.lost_letters(agency_id, session, now=now))
        gather(agency_id, session, now=now, channels=channels)
        for letter in queries.due_letters(agency_id, session, now=now, limit=_MOST):
            ids.setdefault(letter.channel, []).append(letter.id)
    return ids


def _send(agency_id: int, letter_id: int) -> bool:
    """One letter; False where the rest of its kind would only wait for the same server."""
    settings = get_settings()
    with runtime.database().transaction(agency_id) as session:
        token, mine = claim(agency_id, session, Letter, [letter_id], lease=_LEASE)
        letter = queries.find_letter(agency_id, session, letter_id)
        if not mine or letter is None:
            return True
        found = errand(
            agency_id, session, networks.keyring(), letter, public_url=_public_url(settings)
        )
        if found is None:
            finish(agency_id, session, Letter, [letter_id])
            return True
    sent, goes_on = _carried(found, settings)
    _log.info("letter_sent", letter=letter_id, result=sent.result, code=sent.code)
    with runtime.database().transaction(agency_id) as session:
        letter = queries.find_letter(agency_id, session, letter_id)
        if letter is not None and letter.lease_token == token:
            settle(agency_id, session, letter, token, sent, now=clock(session))
    return goes_on


def _carried(found: Errand, settings: Settings) -> tuple[Sent, bool]:
    if isinstance(found, MailErrand):
        return _mailed(found, settings)
    code = _pushed(found, settings) if isinstance(found, PushErrand) else _hooked(found, settings)
    if code == "gone":
        return Sent("gone"), True
    if not code:
        return Sent("there"), True
    return Sent("never" if code in _NEVER or code == "host_not_allowed" else "later", code), True


def _mailed(found: MailErrand, settings: Settings) -> tuple[Sent, bool]:
    if settings.smtp_url is None:
        return Sent("later", "no_mail_server"), False
    try:
        send_mail(
            settings.smtp_url.get_secret_value(),
            sender=settings.mail_from,
            to=found.to,
            subject=found.subject,
            text=found.text,
            number=f"{settings.deployment}.{found.letter_id}",
            unsubscribe=f"{_public_url(settings)}/notifications/settings",
        )
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        is_final = all(code >= 500 for code in codes)
        return Sent("never" if is_final else "later", "address_refused"), True
    except _AWAY as error:
        return Sent("later", f"mail_{type(error).__name__}"[:40]), False
    except SMTPResponseException as error:
        return Sent("never" if error.smtp_code >= 500 else "later", "mail_refused"), True
    except SMTPException as error:
        return Sent("later", f"mail_{type(error).__name__}"[:40]), True
    return Sent("there"), True


def _pushed(found: PushErrand, settings: Settings) -> str:
    where = found.subscription
    if not is_allowed(where.endpoint, _hosts(settings.push_hosts)):
        return "host_not_allowed"
    return notices.push(
        where.endpoint,
        {"p256dh": where.p256dh, "auth": where.auth},
        found.body,
        private_key=found.private_key,
        contact=_contact(settings),
        topic=f"letter-{found.letter_id}",
    )


def _hooked(found: Errand, settings: Settings) -> str:
    if isinstance(found, MailErrand | PushErrand):
        raise TypeError(found)
    if not is_allowed(found.url, _hosts(settings.hook_hosts)):
        return "host_not_allowed"
    return notices.post_hook(
        found.url,
        found.body,
        secret=found.secret,
        message_id=f"msg_{settings.deployment}_{found.letter_id}",
        at=datetime.now(UTC),
    )


def _contact(settings: Settings) -> str:
    """Whom a push service may write to; some refuse a message without (RFC 8292, 2.1)."""
    url = _public_url(settings)
    return url if url.startswith("https://") else f"mailto:{settings.mail_from}"


def _public_url(settings: Settings) -> str:
    return settings.public_url.rstrip("/")


def _hosts(listed: str) -> list[str]:
    return [host.strip() for host in listed.split(",") if host.strip()]
