"""What became of contributions, and consultations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultations",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        _now("made_at"),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f("ck_consultations_dates")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_consultations_agency_id_agencies")
        ),
        _to("consultations", "made_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_consultations")),
    )  # fmt: skip
    op.create_table(
        "contributions",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "adopted", "not_adopted", name="contributionoutcome", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        _now("decided_at"),
        sa.CheckConstraint(
            "outcome <> 'not_adopted' OR reason <> ''", name=op.f("ck_contributions_reason")
        ),
        _to("contributions", "case_id", "cases"),
        _to("contributions", "consultation_id", "consultations"),
        _to("contributions", "decided_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "case_id", name=op.f("pk_contributions")),
    )
    op.create_index(
        "ix_contributions_consultation",
        "contributions",
        ["agency_id", "consultation_id"],
        postgresql_where=sa.text("consultation_id IS NOT NULL"),
    )
    raise_wall("consultations")
    raise_wall("contributions")


def downgrade() -> None:
    for table in ("contributions", "consultations"):
        lower_wall(table)
        op.drop_table(table)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )
