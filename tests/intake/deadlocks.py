"""A database that ends whoever writes several rows at once, as it ends one of two in a ring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from commands.embedded import EmbeddedPostgres

__all__ = ["deadlocked"]

_ENDS = """
CREATE FUNCTION ends_in_a_ring() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT count(*) FROM written) > 1 THEN
        RAISE EXCEPTION 'in a ring' USING ERRCODE = 'deadlock_detected';
    END IF;
    RETURN NULL;
END $$
"""


@contextmanager
def deadlocked(postgres: EmbeddedPostgres, table: str) -> Iterator[None]:
    """So long several rows of a table can't be added by one statement."""
    address = postgres.admin_url.replace("+psycopg", "")
    trigger = sql.SQL(
        "CREATE TRIGGER ends_in_a_ring AFTER INSERT ON {} REFERENCING NEW TABLE AS written"
        " FOR EACH STATEMENT EXECUTE FUNCTION ends_in_a_ring()"
    )
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(_ENDS)
        try:
            admin.execute(trigger.format(sql.Identifier(table)))
            yield
        finally:
            admin.execute("DROP FUNCTION ends_in_a_ring CASCADE")
