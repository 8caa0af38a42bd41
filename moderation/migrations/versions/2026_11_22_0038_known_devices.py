"""The browsers that people have signed in from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_devices",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        *(
            sa.Column(
                name,
                sa.DateTime(timezone=True),
                server_default=sa.text("now()"),
                nullable=False,
            )
            for name in ("created_at", "seen_at")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_known_devices_agency_id_user_id_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_known_devices")),
        sa.UniqueConstraint(
            "agency_id",
            "user_id",
            "token_sha256",
            name=op.f("uq_known_devices_agency_id_user_id_token_sha256"),
        ),
    )
    raise_wall("known_devices")


def downgrade() -> None:
    op.execute("DELETE FROM notifications WHERE news = 'new_device'")
    lower_wall("known_devices")
    op.drop_table("known_devices")
