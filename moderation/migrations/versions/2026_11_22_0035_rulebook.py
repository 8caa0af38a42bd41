"""The rules of conduct as an agency puts them into force, and who has read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_TABLES = ("rule_overrides", "rulebook_versions", "acknowledgements", "duty_settings")
_STRENGTHS = ("must", "must_not", "should", "encouraged")


def upgrade() -> None:
    _overrides()
    _versions()
    _acknowledgements()
    _settings()
    for table in _TABLES:
        raise_wall(table)
    op.execute(
        "CREATE FUNCTION keep_rulebook() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'a version of the rules is written once'; END $$"
    )
    op.execute(
        "CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON rulebook_versions"
        " FOR EACH ROW EXECUTE FUNCTION keep_rulebook()"
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        lower_wall(table)
        op.drop_table(table)
    op.execute("DROP FUNCTION keep_rulebook")


def _agency() -> sa.Column[int]:
    return sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _of_agency(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id"], ["agencies.id"], name=op.f(f"fk_{table}_agency_id_agencies")
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )


def _overrides() -> None:
    op.create_table(
        "rule_overrides",
        _agency(),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column(
            "strength",
            sa.Enum(*_STRENGTHS, name="rulestrength", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=True),
        _now("set_at"),
        _of_agency("rule_overrides"),
        _to("rule_overrides", "set_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "rule_id", name=op.f("pk_rule_overrides")),
    )


def _versions() -> None:
    op.create_table(
        "rulebook_versions",
        _agency(),
        _id(),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("published_by", sa.BigInteger(), nullable=True),
        _now("published_at"),
        _of_agency("rulebook_versions"),
        _to("rulebook_versions", "published_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_rulebook_versions")),
        sa.UniqueConstraint(
            "agency_id", "number", name=op.f("uq_rulebook_versions_agency_id_number")
        ),
    )


def _acknowledgements() -> None:
    op.create_table(
        "acknowledgements",
        _agency(),
        _id(),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        _now("at"),
        _to("acknowledgements", "version_id", "rulebook_versions"),
        _to("acknowledgements", "user_id", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_acknowledgements")),
        sa.UniqueConstraint(
            "agency_id", "version_id", "user_id",
            name=op.f("uq_acknowledgements_agency_id_version_id_user_id"),
        ),
    )  # fmt: skip
    op.create_index("ix_acknowledgements_user", "acknowledgements", ["agency_id", "user_id"])


def _settings() -> None:
    op.create_table(
        "duty_settings",
        _agency(),
        sa.Column("rules_public_since", sa.DateTime(timezone=True), nullable=True),
        _of_agency("duty_settings"),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_duty_settings")),
    )
