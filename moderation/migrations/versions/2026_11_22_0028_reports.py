"""Official reports with their settings; a case's topic marks its day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_MARK = """
    BEGIN
        INSERT INTO stale_days (agency_id, day)
        SELECT DISTINCT c.agency_id, vietnam_day(c.opened_at)
          FROM fresh f CROSS JOIN LATERAL (
            SELECT agency_id, opened_at FROM cases
             WHERE agency_id = f.agency_id AND id = f.case_id OFFSET 0) AS c;
        RETURN NULL;
    END"""
_STATES = ("received", "running", "done", "dead")
_TEXTS = ("superior", "symbol", "place", "recipients", "signer_title", "signer_name")


def upgrade() -> None:
    _reports()
    _settings()
    for table in ("reports", "report_settings"):
        raise_wall(table)
    op.execute(
        f"CREATE FUNCTION mark_days_of_topics() RETURNS trigger LANGUAGE plpgsql AS $$ {_MARK} $$"
    )
    op.execute(
        "CREATE TRIGGER days_of_new AFTER INSERT ON suggestions REFERENCING NEW TABLE AS fresh"
        " FOR EACH STATEMENT EXECUTE FUNCTION mark_days_of_topics()"
    )
    op.execute(
        "CREATE TRIGGER days_of_gone AFTER DELETE ON suggestions REFERENCING OLD TABLE AS fresh"
        " FOR EACH STATEMENT EXECUTE FUNCTION mark_days_of_topics()"
    )
    _count_anew()


def downgrade() -> None:
    op.execute("DROP TRIGGER days_of_gone ON suggestions")
    op.execute("DROP TRIGGER days_of_new ON suggestions")
    op.execute("DROP FUNCTION mark_days_of_topics")
    for table in ("report_settings", "reports"):
        lower_wall(table)
        op.drop_table(table)


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("monthly", "quarterly", name="reportkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state", sa.Enum(*_STATES, name="workstate", native_enum=False, length=40),
            server_default="received", nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "next_attempt_at", sa.DateTime(timezone=True), server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_reports_agency_id_agencies")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "asked_by"], ["users.agency_id", "users.id"],
            name=op.f("fk_reports_agency_id_asked_by_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_reports")),
        sa.UniqueConstraint(
            "agency_id", "kind", "since", name=op.f("uq_reports_agency_id_kind_since")
        ),
    )  # fmt: skip
    op.create_index(
        "ix_reports_waiting", "reports", ["agency_id", "id"],
        postgresql_where=sa.text("state IN ('received', 'running')"),
    )  # fmt: skip


def _settings() -> None:
    op.create_table(
        "report_settings",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        *(
            sa.Column(
                name, sa.String(), server_default="BC" if name == "symbol" else "", nullable=False
            )
            for name in _TEXTS
        ),
        sa.Column("monthly", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("quarterly", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("public_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_report_settings_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_report_settings")),
    )


def _count_anew() -> None:
    """Days are counted by topic and by person now."""
    connection = op.get_bind()
    enter = sa.text("SELECT set_config('app.agency_id', :agency, true)")
    for agency_id in connection.scalars(sa.text("SELECT id FROM door_agencies()")).all():
        connection.execute(enter, {"agency": str(agency_id)})
        connection.execute(
            sa.text(
                "INSERT INTO stale_days (agency_id, day) SELECT DISTINCT :agency, day"
                " FROM (SELECT day FROM day_figures UNION SELECT day FROM day_tallies) AS stored"
            ),
            {"agency": agency_id},
        )
    connection.execute(enter, {"agency": ""})
