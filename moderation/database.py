"""The way to PostgreSQL: one transaction per request or task, walled to one agency.

`Database.transaction(agency_id)` is the only place that commits. It names the agency to the
database first, so that row-level security shows that agency's rows and no others; with no agency
named, every table looks empty. What a session parks with `moderation.jobs.enqueue` leaves only
after the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog
from sqlalchemy import Connection, TextClause, create_engine, text
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from moderation.sealing import Keyring
from moderation.vocabulary import Job

__all__ = [
    "COLLIDED",
    "KEYRING",
    "PARKED_JOBS",
    "UNREACHABLE",
    "Connection",
    "Database",
    "JobSender",
    "Session",
    "is_collision",
    "is_deadlock",
]

JobSender = Callable[[Job, int, Sequence[int]], None]
"""Sends one message: the job, the agency and the ids of the rows it is about."""

UNREACHABLE = (OperationalError, InterfaceError, PoolTimeoutError)
"""What is raised while PostgreSQL is away, overloaded or slow; trying again later is safe."""

COLLIDED = (IntegrityError, StaleDataError)
"""What is raised where two write in one place at once; `is_collision` tells it from a fault."""

# unique_violation and foreign_key_violation (PostgreSQL, appendix A)
_COLLISIONS = frozenset({"23505", "23503"})

# deadlock_detected (the same appendix)
_DEADLOCK = "40P01"

PARKED_JOBS = "parked_jobs"

KEYRING = "keyring"
"""Where a session bears the keys of the installation, for what is stored sealed."""

# A machine that loses its power or its network says no goodbye. Either side notices within half
# a minute instead of the kernel's two hours: until then a dead sweeper's lock keeps every other
# one from leading. Without meaning on a unix socket.
_SERVER_NOTICES = (
    " -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    " -c tcp_user_timeout=30000"
)
_CLIENT_NOTICES = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

_log = structlog.get_logger(__name__)


def is_deadlock(error: Exception) -> bool:
    """Whether two waited for each other and this one was ended; PostgreSQL is there and well."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == _DEADLOCK


def is_collision(error: Exception) -> bool:
    """Whether somebody else was first: the row is there already, or what it rests on is gone.

    Nothing of the transaction stands. A row that holds no sense in itself (CHECK) is our fault.
    """
    if isinstance(error, IntegrityError):
        return getattr(error.orig, "sqlstate", None) in _COLLISIONS
    return isinstance(error, StaleDataError)


class Database:
    """A pool of connections as the role that owns nothing."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        statement_timeout_ms: int = 15_000,
        send: JobSender | None = None,
        keys: Keyring | None = None,
    ) -> None:
        self._send = send
        self._keys = keys
        self.engine = create_engine(
            url,
            pool_size=pool_size,
            # An error is logged with its statement; what citizens wrote is among the parameters.
            hide_parameters=True,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=5,
            connect_args={
                "connect_timeout": 4,
                # A plan prepared while a table was empty is kept until somebody analyses it, and
                # an import fills tables faster than that: plan each statement as things stand.
                "prepare_threshold": None,
                "options": f"-c statement_timeout={statement_timeout_ms} -c timezone=UTC"
                " -c idle_in_transaction_session_timeout=60000" + _SERVER_NOTICES,
                **_CLIENT_NOTICES,
            },
        )

    @contextmanager
    def transaction(self, agency_id: int) -> Iterator[Session]:
        """A session inside one transaction of one agency; commits at the end, or rolls back."""
        with Session(self.engine, expire_on_commit=False) as session:
            session.execute(
                text("SELECT set_config('app.agency_id', :agency_id, true)"),
                {"agency_id": str(agency_id)},
            )
            session.info["agency_id"] = agency_id
            session.info[KEYRING] = self._keys
            yield session
            session.commit()
        self._send_parked(session)

    @contextmanager
    def admission(self, door: TextClause, value: object) -> Iterator[Session | None]:
        """The same for whom one of the doors knows; None for whom it does not.

        One statement asks the door and names the agency, since every request begins so.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            known = session.scalar(door, {"value": value})
            if not known:
                yield None
                return
            session.info["agency_id"] = int(known)
            session.info[KEYRING] = self._keys
            yield session
            session.commit()
        self._send_parked(session)

    @contextmanager
    def doorway(self) -> Iterator[Connection]:
        """A connection with no agency: it sees no rows and may only call the doors."""
        with self.engine.connect() as connection:
            yield connection
            connection.rollback()

    def is_ready(self) -> bool:
        """Whether the database answers."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except UNREACHABLE:
            return False
        return True

    def schema_version(self) -> str | None:
        """The migration that the database is at."""
        with self.engine.connect() as connection:
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if version is None else str(version)

    def forget_connections(self) -> None:
        """After a fork: leave the parent's connections alone and open our own."""
        self.engine.dispose(close=False)

    def _send_parked(self, session: Session) -> None:
        for job, agency_id, ids in session.info.pop(PARKED_JOBS, ()):
            if self._send is None:
                continue
            try:
                self._send(job, agency_id, ids)
            except Exception as error:  # noqa: BLE001 - the row is committed; the sweeper rings again
                _log.warning("job_not_sent", job=job.value, error=type(error).__name__)
                return
