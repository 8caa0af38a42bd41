"""The sealer: each minute it seals what was added to the audit log, and ships the heads out.

A process of its own, since it alone reads the sealing key (`PHANHOI_AUDIT_KEY_FILE`). One leader
at a time, as with the sweeper. `python -m workers.seal check` ends with 0 while one seals.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from logging.handlers import SysLogHandler
from pathlib import Path
from smtplib import SMTPException
from threading import Event

import structlog

from moderation.audit import Verdict, head_of, read_heads, seal_up_to, verify
from moderation.chain import AuditKey, Head, PublicKeys
from moderation.database import Database, Session
from moderation.errors import ConflictError, PhanHoiError
from moderation.events import record
from moderation.logs import configure_logs
from moderation.policy import machine
from moderation.production import faults_of_file
from moderation.queries.audit import last_of_kind, newest_visible, oldest_running
from moderation.queries.doors import agencies, leadership
from moderation.queries.health import SEALER
from moderation.settings import Settings, get_settings
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import EventKind
from workers import runtime
from workers.leading import check
from workers.mail import send_mail

__all__ = ["Sealer", "mail_night", "main"]

_EVERY_SECONDS = 60.0
_NIGHT = 2  # o'clock in Vietnam
_VERIFIED_EVERY = timedelta(hours=20)
_SETTLED_SECONDS = 20.0

_log = structlog.get_logger(__name__)


class Sealer:
    """The key, the heads that were shipped, and where they are shipped to."""

    def __init__(self, database: Database, key_file: Path, heads_file: Path, syslog: str) -> None:
        self._database = database
        self._key_file = key_file
        self._read_keys()
        self._heads_file = heads_file
        self._syslog = _syslog(syslog) if syslog else None
        self._shipped = {head.agency: head for head in read_heads(heads_file)}

    def seal_all(self, *, patience: float = _SETTLED_SECONDS) -> int:
        """One round over every agency; returns how many seals were made.

        What each log ends with is noted first, then waited for once: a transaction of one agency
        that takes long costs the round `patience` seconds, not that for every agency.
        """
        self._read_keys()
        with self._database.doorway() as door:
            known = agencies(door)
        noted = [(agency_id, *self._note(agency_id)) for agency_id, _ in known]
        settled_before = self._settle(max((end for *_, end in noted), default=0), patience)
        made = 0
        for agency_id, newest, next_transaction in noted:
            if settled_before < next_transaction:
                _log.warning("seal_waits", agency=agency_id)
                continue
            try:
                made += self._seal(agency_id, newest)
            except ConflictError as error:
                _log.error("seal_refused", agency=agency_id, code=error.code)
        return made

    def verify_all(self, now: datetime) -> list[tuple[str, Verdict]]:
        """Check the whole log of every agency that was not checked in the last 20 hours.

        Each finding is written into the agency's own log, where its auditors see it.
        """
        with self._database.doorway() as door:
            known = agencies(door)
        heads, found = read_heads(self._heads_file), []
        for agency_id, slug in known:
            with self._database.transaction(agency_id) as session:
                since = now - _VERIFIED_EVERY
                if last_of_kind(agency_id, session, EventKind.AUDIT_VERIFIED, since=since):
                    continue
                verdict = verify(agency_id, session, self._keys, heads)
                _note_verdict(session, agency_id, verdict)
            found.append((slug, verdict))
        return found

    def last_heads(self) -> list[Head]:
        """What each agency's chain ends with, as it was shipped."""
        return [self._shipped[agency] for agency in sorted(self._shipped)]

    def _read_keys(self) -> None:
        """Anew each round, so that a key that was added seals from then on."""
        self._key, self._keys = AuditKey.read(self._key_file), PublicKeys.of(self._key_file)

    def _note(self, agency_id: int) -> tuple[int, int]:
        with self._database.transaction(agency_id) as session:
            return newest_visible(agency_id, session)

    def _settle(self, next_transaction: int, patience: float) -> int:
        """Wait until whatever was under way by then has ended; returns the oldest still running."""
        deadline = time.monotonic() + patience
        while True:
            with self._database.doorway() as door:
                running = oldest_running(door)
            if running >= next_transaction or time.monotonic() > deadline:
                return running
            time.sleep(0.1)

    def _seal(self, agency_id: int, newest: int) -> int:
        made = 0
        while True:
            with self._database.transaction(agency_id) as session:
                seal = seal_up_to(
                    agency_id,
                    session,
                    self._key,
                    self._keys,
                    event_id=newest,
                    shipped=self._shipped.get(agency_id),
                )
                if seal is None:
                    return made
                head, signature = head_of(seal), seal.signature
            self._ship(head, signature)
            made += 1

    def _ship(self, head: Head, signature: bytes) -> None:
        line = json.dumps(
            {**asdict(head), "key": self._key.name, "signature": signature.hex()}, sort_keys=True
        )
        descriptor = os.open(self._heads_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        with os.fdopen(descriptor, "a", encoding="ascii") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(descriptor)
        self._shipped[head.agency] = head
        if self._syslog is not None:
            self._syslog.emit(logging.LogRecord("phanhoi", logging.INFO, "", 0, line, None, None))


def main() -> None:
    """Seal every minute until told to stop."""
    configure_logs()
    runtime.begin()
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    sealer = _make(get_settings())
    while not stop.is_set():
        try:
            _lead(sealer, stop)
        except Exception as error:  # noqa: BLE001 - whatever is away comes back; the sealer stays
            _log.warning("seal_failed", error=type(error).__name__)
            stop.wait(5.0)


def _make(settings: Settings) -> Sealer:
    key_file, heads_file = settings.audit_key_file, settings.audit_heads_file
    if key_file is None or heads_file is None:
        sys.exit("✗ Niêm phong cần PHANHOI_AUDIT_KEY_FILE và PHANHOI_AUDIT_HEADS_FILE.")
    faults = faults_of_file("PHANHOI_AUDIT_KEY_FILE", key_file)
    if faults and settings.environment == "production":
        sys.exit(f"✗ Không niêm phong vì: {faults[0]}.")
    try:
        return Sealer(runtime.database(), key_file, heads_file, settings.audit_syslog)
    except PhanHoiError as error:
        sys.exit(f"✗ {error.message}")


def _lead(sealer: Sealer, stop: Event) -> None:
    with runtime.database().doorway() as door, leadership(door, SEALER) as mine:
        if not mine:
            stop.wait(5.0)
            return
        while not stop.is_set():
            made = sealer.seal_all()
            door.commit()
            if made:
                _log.info("sealed", seals=made)
            now = datetime.now(VIETNAM)
            if now.hour >= _NIGHT and (found := sealer.verify_all(now)):
                mail_night(get_settings(), found, sealer.last_heads())
            door.commit()
            stop.wait(_EVERY_SECONDS)


def mail_night(
    settings: Settings, found: Sequence[tuple[str, Verdict]], heads: Sequence[Head]
) -> None:
    """Ship the night's findings and the heads to somebody who does not run this machine."""
    if settings.smtp_url is None or not settings.audit_mail_to:
        return
    broken = [slug for slug, verdict in found if verdict.fault]
    lines = [
        f"{'HỎNG' if verdict.fault else 'nguyên vẹn'}\t{slug}\t{verdict.events} việc\t"
        + (verdict.fault.what if verdict.fault else "")
        for slug, verdict in found
    ]
    try:
        send_mail(
            settings.smtp_url.get_secret_value(),
            sender=settings.mail_from,
            to=settings.audit_mail_to,
            subject=f"Nhật ký Phản Hồi: {'CÓ CHỖ HỎNG' if broken else 'nguyên vẹn'}",
            text="\n".join([*lines, "", *(json.dumps(asdict(head)) for head in heads), ""]),
        )
    except (OSError, SMTPException) as error:
        _log.warning("heads_not_mailed", error=type(error).__name__)


def _note_verdict(session: Session, agency_id: int, verdict: Verdict) -> None:
    fault = verdict.fault
    record(
        session,
        machine(agency_id),
        EventKind.AUDIT_VERIFIED,
        seals=verdict.seals,
        events=verdict.events,
        fault=fault.what if fault else None,
        seal=fault.seal if fault else None,
        event_id=fault.event_id if fault else None,
    )
    if fault is None:
        _log.info("audit_verified", agency=agency_id, events=verdict.events)
    else:
        _log.error("audit_broken", agency=agency_id, seal=fault.seal, event_id=fault.event_id)


def _syslog(where: str) -> SysLogHandler:
    """`/dev/log`, or `host:port` by UDP; RFC 5424's "security/authorization" facility."""
    host, _, port = where.rpartition(":")
    address: str | tuple[str, int] = (host, int(port)) if host and port.isdigit() else where
    return SysLogHandler(address=address, facility=SysLogHandler.LOG_AUTHPRIV)


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(check(SEALER))
    main()
