"""Who looks at a case, and which tab holds its claim."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _belongs(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_presences_agency_id_{column}_{other}"),
    )


def upgrade() -> None:
    op.create_table(
        "presences",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        _belongs("user_id", "users"),
        _belongs("case_id", "cases"),
        sa.PrimaryKeyConstraint("agency_id", "user_id", name=op.f("pk_presences")),
    )
    raise_wall("presences")
    op.add_column("cases", sa.Column("claim_token", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "claim_token")
    lower_wall("presences")
    op.drop_table("presences")
