"""A letter may go to the address that its reader had before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letters", sa.Column("former_address", sa.String(), nullable=True))


def downgrade() -> None:
    op.execute(
        "DELETE FROM notifications"
        " WHERE news IN ('password_changed', 'factor_changed', 'address_changed')"
    )
    op.drop_column("letters", "former_address")
