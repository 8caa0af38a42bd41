"""Pauses, duties, escalation and notifications; limits with dates and a degree of confidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "case_pauses",
    "duty_shifts",
    "escalation_notices",
    "escalation_rules",
    "notifications",
)


def upgrade() -> None:
    op.create_table(
        "duty_shifts",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_duty_shifts_order")),
        sa.ForeignKeyConstraint(
            ["agency_id", "page_id"],
            ["pages.agency_id", "pages.id"],
            name=op.f("fk_duty_shifts_agency_id_page_id_pages"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_duty_shifts_agency_id_user_id_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_duty_shifts")),
    )
    op.create_index(
        "ix_duty_shifts_page", "duty_shifts", ["agency_id", "page_id", "starts_at"], unique=False
    )
    op.create_table(
        "escalation_rules",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "moment",
            sa.Enum(
                "before", "breach", "after", name="escalationmoment", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "recipient",
            sa.Enum("owner", "manager", "deputy", name="recipient", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.CheckConstraint(
            "moment <> 'before' OR amount BETWEEN 1 AND 99", name=op.f("ck_escalation_rules_share")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_escalation_rules_amount")),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_escalation_rules_agency_id_user_id_users"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_escalation_rules_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_escalation_rules")),
    )
    op.create_table(
        "case_pauses",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "other_body",
                "citizen",
                "verifying",
                "force_majeure",
                name="pausereason",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_case_pauses_order")),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["cases.agency_id", "cases.id"],
            name=op.f("fk_case_pauses_agency_id_case_id_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "created_by"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_case_pauses_agency_id_created_by_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_pauses")),
    )
    op.create_index("ix_case_pauses_case", "case_pauses", ["agency_id", "case_id"], unique=False)
    op.create_table(
        "escalation_notices",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rule_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reopenings", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "sent_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["cases.agency_id", "cases.id"],
            name=op.f("fk_escalation_notices_agency_id_case_id_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "rule_id"],
            ["escalation_rules.agency_id", "escalation_rules.id"],
            name=op.f("fk_escalation_notices_agency_id_rule_id_escalation_rules"),
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "case_id", "rule_id", "reopenings", name=op.f("pk_escalation_notices")
        ),
    )
    op.create_table(
        "notifications",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "moment",
            sa.Enum(
                "before", "breach", "after", name="escalationmoment", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("cases_count", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["cases.agency_id", "cases.id"],
            name=op.f("fk_notifications_agency_id_case_id_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_notifications_agency_id_user_id_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_notifications")),
    )
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["agency_id", "user_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index(
        "ix_notifications_user", "notifications", ["agency_id", "user_id", "id"], unique=False
    )
    op.add_column("cases", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "cases", sa.Column("reopenings", sa.SmallInteger(), server_default="0", nullable=False)
    )
    op.add_column("cases", sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "clocks",
        sa.Column(
            "confidence",
            sa.Enum(
                "own",
                "confirmed",
                "known",
                "unconfirmed",
                name="clockconfidence",
                native_enum=False,
                length=40,
            ),
            server_default="own",
            nullable=False,
        ),
    )
    op.drop_constraint(op.f("uq_clocks_agency_id_key"), "clocks", type_="unique")
    op.create_unique_constraint(
        op.f("uq_clocks_agency_id_key_valid_from"),
        "clocks",
        ["agency_id", "key", "valid_from"],
        postgresql_nulls_not_distinct=True,
    )
    for table in TABLES:
        raise_wall(table)


def downgrade() -> None:
    for table in TABLES:
        lower_wall(table)
    op.drop_constraint(op.f("uq_clocks_agency_id_key_valid_from"), "clocks", type_="unique")
    op.create_unique_constraint(
        op.f("uq_clocks_agency_id_key"),
        "clocks",
        ["agency_id", "key"],
        postgresql_nulls_not_distinct=False,
    )
    op.drop_column("clocks", "confidence")
    op.drop_column("cases", "paused_until")
    op.drop_column("cases", "reopenings")
    op.drop_column("cases", "reopened_at")
    op.drop_index("ix_notifications_user", table_name="notifications")
    op.drop_index(
        "ix_notifications_unread",
        table_name="notifications",
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.drop_table("notifications")
    op.drop_table("escalation_notices")
    op.drop_index("ix_case_pauses_case", table_name="case_pauses")
    op.drop_table("case_pauses")
    op.drop_table("escalation_rules")
    op.drop_index("ix_duty_shifts_page", table_name="duty_shifts")
    op.drop_table("duty_shifts")
