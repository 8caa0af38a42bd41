"""How each person likes to work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "preferences",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("keys", postgresql.JSONB(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("keys_on", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("mask_harsh", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("density", sa.String(40), server_default="comfortable", nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_preferences_agency_id_user_id_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "user_id", name=op.f("pk_preferences")),
    )
    raise_wall("preferences")


def downgrade() -> None:
    lower_wall("preferences")
    op.drop_table("preferences")
