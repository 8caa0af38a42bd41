"""Putting a table behind the wall between agencies, as every migration that makes one must."""

from __future__ import annotations

from alembic import op

__all__ = ["APP", "lower_wall", "raise_wall"]

APP = "phanhoi_app"


def raise_wall(table: str, column: str = "agency_id") -> None:
    """Force row-level security and let the app's role in, row by row."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY agency_wall ON {table} "
        f"USING ({column} = current_agency()) WITH CHECK ({column} = current_agency())"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}")


def lower_wall(table: str) -> None:
    """Undo `raise_wall`."""
    op.execute(f"DROP POLICY agency_wall ON {table}")
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute(f"REVOKE ALL ON {table} FROM {APP}")
