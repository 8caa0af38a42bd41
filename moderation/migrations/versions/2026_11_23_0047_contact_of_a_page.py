"""How citizens reach a page's office, written once for all replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("contact", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("pages", "contact")
