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
from dataclasses import asdict
from logging.handlers import SysLogHandler
from pathlib import Path
from threading import Event

import structlog

from moderation.audit import head_of, read_heads, seal_up_to
from moderation.chain import AuditKey, Head, PublicKeys
from moderation.database import Database
from moderation.errors import ConflictError, PhanHoiError
from moderation.logs import configure_logs
from moderation.production import faults_of_file
from moderation.queries.audit import newest_visible, oldest_running
from moderation.queries.doors import agencies, is_led, leadership
from moderation.queries.health import SEALER
from moderation.settings import Settings, get_settings
from workers import runtime

__all__ = ["Sealer", "main"]

_EVERY_SECONDS = 60.0
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
            stop.wait(_EVERY_SECONDS)


def _syslog(where: str) -> SysLogHandler:
    """`/dev/log`, or `host:port` by UDP; RFC 5424's "security/authorization" facility."""
    host, _, port = where.rpartition(":")
    address: str | tuple[str, int] = (host, int(port)) if host and port.isdigit() else where
    return SysLogHandler(address=address, facility=SysLogHandler.LOG_AUTHPRIV)


def _check() -> int:
    with runtime.database().doorway() as door:
        return 0 if is_led(door, SEALER) else 1


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(_check())
    main()
