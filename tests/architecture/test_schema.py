"""The tables that the code believes in are the tables that the migrations make."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from commands.embedded import EmbeddedPostgres, remove_postgres, start_postgres
from moderation import migrations
from moderation.timing.legal_clocks import STARTING_CLOCKS


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


def test_only_a_schema_older_than_the_code_is_behind_it() -> None:
    """While a new version is rolled out, the one before it goes on taking requests."""
    assert migrations.is_behind(None)
    assert migrations.is_behind("0001")
    assert not migrations.is_behind(migrations.head())
    assert not migrations.is_behind("a version that is yet to be written")


def test_a_schema_that_is_newer_than_the_code_is_left_as_it_is(empty: EmbeddedPostgres) -> None:
    """Whoever takes a version back can start the one before on the data as it stands."""
    migrations.upgrade(empty.owner_url)
    engine = create_engine(empty.owner_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'yet to be written'"))
    engine.dispose()
    migrations.upgrade(empty.owner_url)
    assert migrations.current_and_head(empty.owner_url)[0] == "yet to be written"


def test_there_is_one_newest_version(empty: EmbeddedPostgres) -> None:
    """Two branches of history would each believe themselves the newest."""
    assert len(ScriptDirectory.from_config(migrations.config(empty.owner_url)).get_heads()) == 1


def test_agencies_older_than_escalation_get_its_steps_and_the_laws_limits(
    empty: EmbeddedPostgres,
) -> None:
    """What they have changed already stays theirs."""
    wanted = migrations.config(empty.owner_url)
    command.upgrade(wanted, "0003")
    engine = create_engine(empty.owner_url)
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.agency_id', '1', true)"))
        connection.execute(text("INSERT INTO agencies (id, slug, name) VALUES (1, 'cu', 'Xã cũ')"))
        connection.execute(
            text(
                "INSERT INTO clocks (agency_id, key, name, amount, unit)"
                " VALUES (1, 'final_answer', 'Riêng', 9, 'working_days')"
            )
        )

    migrations.upgrade(empty.owner_url)

    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.agency_id', '1', true)"))
        rows = connection.execute(text("SELECT key, amount FROM clocks")).all()
        limits = {row.key: row.amount for row in rows}
        steps = connection.scalars(text("SELECT moment FROM escalation_rules ORDER BY position"))
        assert list(steps) == ["before", "breach", "after"]
    engine.dispose()
    assert limits["final_answer"] == 9
    assert {each.key: each.amount for each in STARTING_CLOCKS if each.key in limits} == {
        **limits, "final_answer": 15,
    }  # fmt: skip
    assert len(limits) == 15
