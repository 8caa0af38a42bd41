"""Whose name stands below a reply, and pages whose answers are told to the public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "agencies",
        sa.Column(
            "reply_signature",
            sa.Enum("none", "unit", "person", name="replysignature", native_enum=False, length=40),
            server_default="none",
            nullable=False,
        ),
    )
    op.add_column(
        "pages", sa.Column("public_log", sa.Boolean(), server_default="false", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("pages", "public_log")
    op.drop_column("agencies", "reply_signature")
