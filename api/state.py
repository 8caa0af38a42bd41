"""What one API process holds, made once at start."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request

from api.arrivals import Arrivals
from api.job_sender import Ringer, in_background, make_sender
from api.rendering import Assets, Pages
from moderation.database import Database
from moderation.errors import UnavailableError
from moderation.production import refuse_unsafe
from moderation.sealing import NO_KEYS, Keyring
from moderation.settings import Settings

__all__ = ["State", "make_state", "state_of"]


@dataclass(frozen=True, slots=True)
class State:
    """The process's database, keys, settings and renderer."""

    settings: Settings
    database: Database
    pages: Pages
    keys: Keyring | None
    ringer: Ringer | None = None
    arrivals: Arrivals = field(init=False)
    """Takes deliveries in, with this very database and these keys."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "arrivals", Arrivals(self.database, self.keys))

    @property
    def keyring(self) -> Keyring:
        """The keys that open sealed secrets; UnavailableError where the installation has none."""
        if self.keys is None:
            raise UnavailableError(NO_KEYS, code="keys")
        return self.keys

    @property
    def is_secure(self) -> bool:
        """Whether people reach us by https, so that cookies may insist on it."""
        return self.settings.public_url.startswith("https://")


def make_state(settings: Settings) -> State:
    """Open what a process needs; fails by name where a setting is missing or unsafe."""
    keys = Keyring.read(settings.key_file) if settings.key_file else None
    ringer = in_background(make_sender(settings))
    database = Database(
        settings.named_database(),
        # FastAPI runs up to 40 handlers at once; each needs at most one connection.
        pool_size=max(settings.database_pool_size, 20),
        statement_timeout_ms=settings.statement_timeout_ms,
        send=ringer,
        keys=keys,
    )
    refuse_unsafe(settings, database)
    return State(
        settings=settings,
        database=database,
        pages=Pages(assets=Assets.read()),
        keys=keys,
        ringer=ringer,
    )


def state_of(request: Request) -> State:
    """The state of this process, as a dependency."""
    state: State = request.app.state.phanhoi
    return state
