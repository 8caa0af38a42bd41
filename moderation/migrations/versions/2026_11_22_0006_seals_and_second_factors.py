"""Digests of events and the seals that chain them; second factors, and what a session proved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.chain import COLUMNS, entry_digest
from moderation.migrations.wall import APP, lower_wall, raise_wall

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BATCH = 5_000
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "seals",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.Column("previous_root", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_name", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_seals_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "number", name=op.f("pk_seals")),
    )
    raise_wall("seals")
    op.execute(f"REVOKE UPDATE, DELETE ON seals FROM {APP}")
    op.execute(
        "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON seals "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.add_column("events", sa.Column("entry_sha256", sa.LargeBinary(), nullable=True))
    _digest_what_there_is()
    op.alter_column("events", "entry_sha256", nullable=False)
    _add_second_factors()


def downgrade() -> None:
    for table in ("sign_in_rules", "recovery_codes", "second_factors"):
        lower_wall(table)
        op.drop_table(table)
    for column in ("fresh_at", "second_factor_at", "is_pending"):
        op.drop_column("sign_in_sessions", column)
    op.drop_column("users", "must_change_password")
    op.drop_column("events", "entry_sha256")
    op.execute("DROP TRIGGER only_added ON seals")
    lower_wall("seals")
    op.drop_table("seals")


def _add_second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed_secret", sa.String(), nullable=False),
        sa.Column("created_at", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("confirmed_at", _TIME, nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_second_factors_agency_id_user_id_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("code_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_recovery_codes_agency_id_user_id_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_recovery_codes")),
    )
    op.create_index("ix_recovery_codes_user", "recovery_codes", ["agency_id", "user_id"])
    op.create_table(
        "sign_in_rules",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("second_factor_required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_sign_in_rules_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_sign_in_rules")),
    )
    for table in ("second_factors", "recovery_codes", "sign_in_rules"):
        raise_wall(table)
    fresh = sa.Column("fresh_at", _TIME, server_default=sa.text("now()"), nullable=False)
    op.add_column("sign_in_sessions", fresh)
    op.add_column("sign_in_sessions", sa.Column("second_factor_at", _TIME, nullable=True))
    pending: sa.Column[bool] = sa.Column(
        "is_pending", sa.Boolean(), server_default="false", nullable=False
    )
    op.add_column("sign_in_sessions", pending)
    change: sa.Column[bool] = sa.Column(
        "must_change_password", sa.Boolean(), server_default="false", nullable=False
    )
    op.add_column("users", change)


def _digest_what_there_is() -> None:
    """The owner steps around its own trigger and wall once, inside this transaction."""
    op.execute("ALTER TABLE events DISABLE TRIGGER only_added, NO FORCE ROW LEVEL SECURITY")
    bind, after = op.get_bind(), 0
    names = ", ".join(COLUMNS)
    batch = sa.text(f"SELECT {names} FROM events WHERE id > :after ORDER BY id LIMIT {_BATCH}")
    put = sa.text("UPDATE events SET entry_sha256 = :digest WHERE agency_id = :agency AND id = :id")
    while rows := bind.execute(batch, {"after": after}).mappings().all():
        after = rows[-1]["id"]
        bind.execute(
            put,
            [
                {"digest": entry_digest(dict(row)), "agency": row["agency_id"], "id": row["id"]}
                for row in rows
            ],
        )
    op.execute("ALTER TABLE events ENABLE TRIGGER only_added, FORCE ROW LEVEL SECURITY")
