"""The tables that the code believes in are the tables that the migrations make."""

from __future__ import annotations

from pathlib import Path

from alembic import command

from commands.embedded import remove_postgres, start_postgres
from moderation import migrations


def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    """From an empty database to the newest version, with no difference left to write down."""
    urls = start_postgres(tmp_path / "data")
    try:
        migrations.upgrade(urls.owner_url)
        current, head = migrations.current_and_head(urls.owner_url)
        assert current == head
        command.check(migrations.config(urls.owner_url))
    finally:
        remove_postgres(tmp_path / "data")
