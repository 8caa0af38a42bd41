"""The schema's history, run as the role that owns the tables."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

__all__ = ["config", "current_and_head", "head", "is_ahead", "is_behind", "upgrade"]


def config(url: str) -> Config:
    """An Alembic configuration that needs no file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["url"] = url
    return made


def upgrade(owner_url: str) -> None:
    """Bring the schema to the newest version; a newer one than this code knows stays as it is."""
    current, _ = current_and_head(owner_url)
    if not is_ahead(current):
        command.upgrade(config(owner_url), "head")


@lru_cache(maxsize=1)
def head() -> str | None:
    """The newest version that this code knows."""
    return ScriptDirectory(str(Path(__file__).parent)).get_current_head()


def is_behind(version: str | None) -> bool:
    """Whether a database is too old for this code."""
    return version != head() and not is_ahead(version)


def is_ahead(version: str | None) -> bool:
    """Whether a database is newer than this code, which then has never heard of its version.

    Migrations add, and take away only what the version before did without: so that it works on
    while the next one is rolled out, and again where the next one is taken back.
    """
    return version is not None and version not in _known()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    scripts = ScriptDirectory(str(Path(__file__).parent)).walk_revisions()
    return frozenset(script.revision for script in scripts)


def current_and_head(url: str) -> tuple[str | None, str | None]:
    """The version that the database is at, and the one that this code wants."""
    engine = create_engine(url, connect_args={"connect_timeout": 4})
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision(), head()
    finally:
        engine.dispose()
