"""Find an agency's comments that wait and were never tried, without passing those of others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_comments_fresh",
        "comments",
        ["agency_id", "id"],
        postgresql_where=sa.text("state = 'received' AND attempts = 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_comments_fresh", "comments")
