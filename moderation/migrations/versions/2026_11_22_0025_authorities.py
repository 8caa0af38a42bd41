"""Who may speak for the agency, what needs that, and which sources are official.

The database itself refuses an approval on a sensitive matter that rests on nobody's authority, or
on an authority that is another person's, revoked or out of its dates.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")
_TABLES = ("authorities", "sensitive_labels", "official_hosts")
_HOSTS = ("gov.vn", "chinhphu.vn", "quochoi.vn", "vbpl.vn")

_GUARD = """
CREATE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
  held authorities%ROWTYPE;
  matter varchar;
BEGIN
  IF NEW.state <> 'approved' OR OLD.state = 'approved' THEN
    RETURN NEW;
  END IF;
  IF NEW.authority_id IS NOT NULL THEN
    SELECT * INTO held FROM authorities
      WHERE agency_id = NEW.agency_id AND id = NEW.authority_id;
    IF held.user_id IS DISTINCT FROM NEW.decided_by OR held.revoked_at IS NOT NULL
        OR today < held.valid_from OR today > COALESCE(held.valid_to, today) THEN
      RAISE EXCEPTION 'approval without a standing authority' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  SELECT s.label INTO matter FROM cases c JOIN sensitive_labels s
    ON s.agency_id = c.agency_id AND (s.label = c.label OR s.label = ANY (c.also))
    WHERE c.agency_id = NEW.agency_id AND c.id = NEW.case_id LIMIT 1;
  IF matter IS NOT NULL AND (held.id IS NULL
      OR (held.basis = 'delegation' AND NOT held.covers_sensitive)) THEN
    RAISE EXCEPTION 'sensitive matter approved without authority'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "authorities",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("number", sa.String(), server_default="", nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("page_id", sa.BigInteger(), nullable=True),
        sa.Column("labels", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("covers_sensitive", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        _time("created_at"),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_authorities_dates")),
        sa.CheckConstraint(
            "basis <> 'delegation' OR (valid_to IS NOT NULL AND number <> '')",
            name=op.f("ck_authorities_delegation"),
        ),
        _of_an_agency("authorities"),
        _belongs("authorities", "user_id", "users"),
        _belongs("authorities", "created_by", "users"),
        _belongs("authorities", "revoked_by", "users"),
        _belongs("authorities", "page_id", "pages"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_authorities")),
        sa.UniqueConstraint(
            "agency_id", "id", "user_id", name=op.f("uq_authorities_agency_id_id_user_id")
        ),
    )
    op.create_index("ix_authorities_user", "authorities", ["agency_id", "user_id"])
    op.create_table(
        "sensitive_labels",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        _of_an_agency("sensitive_labels"),
        sa.PrimaryKeyConstraint("agency_id", "label", name=op.f("pk_sensitive_labels")),
    )
    op.create_table(
        "official_hosts",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        _time("added_at"),
        _of_an_agency("official_hosts"),
        _belongs("official_hosts", "added_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "host", name=op.f("pk_official_hosts")),
    )
    for table in _TABLES:
        raise_wall(table)
    op.add_column("approvals", sa.Column("authority_id", sa.BigInteger(), nullable=True))
    op.add_column("approvals", sa.Column("void_because", sa.String(40), nullable=True))
    op.create_foreign_key(
        op.f("fk_approvals_agency_id_authority_id_authorities"),
        "approvals",
        "authorities",
        ["agency_id", "authority_id"],
        ["agency_id", "id"],
    )
    op.add_column(
        "sign_in_sessions", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(_GUARD)
    op.execute(
        "CREATE TRIGGER guarded BEFORE UPDATE ON approvals "
        "FOR EACH ROW EXECUTE FUNCTION guard_approval()"
    )
    _enter_hosts()


def downgrade() -> None:
    op.execute("DROP TRIGGER guarded ON approvals")
    op.execute("DROP FUNCTION guard_approval()")
    op.drop_column("sign_in_sessions", "proved_at")
    op.drop_constraint(
        op.f("fk_approvals_agency_id_authority_id_authorities"), "approvals", type_="foreignkey"
    )
    op.drop_column("approvals", "void_because")
    op.drop_column("approvals", "authority_id")
    for table in reversed(_TABLES):
        lower_wall(table)
        op.drop_table(table)


def _enter_hosts() -> None:
    """Agencies that are there already keep approving as before, and get the list of sources."""
    connection = op.get_bind()
    for agency_id in connection.scalars(sa.text("SELECT id FROM door_agencies()")).all():
        connection.execute(
            sa.text("SELECT set_config('app.agency_id', :agency, true)"),
            {"agency": str(agency_id)},
        )
        for host in _HOSTS:
            connection.execute(
                sa.text("INSERT INTO official_hosts (agency_id, host) VALUES (:agency, :host)"),
                {"agency": agency_id, "host": host},
            )
    connection.execute(sa.text("SELECT set_config('app.agency_id', '', true)"))


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=_NOW, nullable=False)


def _of_an_agency(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id"], ["agencies.id"], name=op.f(f"fk_{table}_agency_id_agencies")
    )


def _belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )
