"""How Alembic runs our migrations: one at a time, never waiting long for a lock."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine, text

from moderation.models import Base

_ONE_MIGRATION_AT_A_TIME = 5_264_837_001


def _run(connection: Connection) -> None:
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.execute(text("SET statement_timeout = '10min'"))
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ONE_MIGRATION_AT_A_TIME})
    connection.commit()
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as opened:
        _run(opened)
    engine.dispose()
