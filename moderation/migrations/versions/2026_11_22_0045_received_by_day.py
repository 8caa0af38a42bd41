"""Count the comments received on a day as one number for each page, no longer by post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    for agency_id in connection.scalars(sa.text("SELECT id FROM door_agencies()")).all():
        _enter(connection, str(agency_id))
        _put_together(connection, agency_id)
    _enter(connection, "")


def downgrade() -> None:
    """Sums are right either way; `phanhoi figures rebuild` counts by post again."""


def _put_together(connection: sa.Connection, agency_id: int) -> None:
    given = {"agency": agency_id}
    sums = connection.execute(
        sa.text(
            "SELECT day, page_id, CAST(sum(n) AS int) AS n FROM day_tallies"
            " WHERE agency_id = :agency AND tally = 'received' GROUP BY day, page_id"
        ),
        given,
    ).all()
    connection.execute(
        sa.text("DELETE FROM day_tallies WHERE agency_id = :agency AND tally = 'received'"), given
    )
    if sums:
        connection.execute(
            sa.text(
                "INSERT INTO day_tallies (agency_id, day, page_id, tally, key, n)"
                " VALUES (:agency, :day, :page_id, 'received', '', :n)"
            ),
            [{**given, "day": one.day, "page_id": one.page_id, "n": one.n} for one in sums],
        )


def _enter(connection: sa.Connection, agency_id: str) -> None:
    """Step behind the wall of one agency; the owner is held by it too."""
    connection.execute(
        sa.text("SELECT set_config('app.agency_id', :agency, true)"), {"agency": agency_id}
    )
