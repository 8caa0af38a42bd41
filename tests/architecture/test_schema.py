"""The tables that the code believes in are the tables that the migrations make."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from commands.embedded import EmbeddedPostgres, remove_postgres, start_postgres
from moderation import migrations


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A database with nothing in it."""
    yield start_postgres(tmp_path / "data")
    remove_postgres(tmp_path / "data")


def test_the_migrations_make_what_the_models_say(empty: EmbeddedPostgres) -> None:
    """From an empty database to the newest version, with no difference left to write down."""
    migrations.upgrade(empty.owner_url)

    current, head = migrations.current_and_head(empty.owner_url)

    assert current == head
    command.check(migrations.config(empty.owner_url))


def test_every_migration_can_be_taken_back_and_made_again(empty: EmbeddedPostgres) -> None:
    """One step down after the other leaves nothing behind, and the way up is open again."""
    wanted = migrations.config(empty.owner_url)
    migrations.upgrade(empty.owner_url)
    for _ in ScriptDirectory.from_config(wanted).walk_revisions():
        command.downgrade(wanted, "-1")

    engine = create_engine(empty.owner_url)
    left = set(inspect(engine).get_table_names())
    engine.dispose()
    migrations.upgrade(empty.owner_url)

    assert left == {"alembic_version"}


def test_there_is_one_newest_version(empty: EmbeddedPostgres) -> None:
    """Two branches of history would each believe themselves the newest."""
    assert len(ScriptDirectory.from_config(migrations.config(empty.owner_url)).get_heads()) == 1
