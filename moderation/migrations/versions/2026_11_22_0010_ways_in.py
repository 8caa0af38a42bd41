"""Passkeys, the province's identity provider, and where an agency's table of rights differs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import APP, lower_wall, raise_wall

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("spent_challenges", "linked_identities", "identity_providers", "passkeys", "role_powers")
DOORS = {
    "door_passkey(value bytea) RETURNS bigint": (
        "SELECT agency_id FROM passkeys WHERE credential_id = value"
    ),
    "door_identity_providers() "
    "RETURNS TABLE (agency_id bigint, slug text, agency text, name text)": (
        "SELECT a.id, a.slug::text, a.name::text, p.name::text FROM identity_providers p "
        "JOIN agencies a ON a.id = p.agency_id WHERE p.enabled ORDER BY a.name"
    ),
}
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "role_powers",
        _agency(),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("permission", sa.String(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        _of_an_agency("role_powers"),
        sa.PrimaryKeyConstraint("agency_id", "role", "permission", name="pk_role_powers"),
    )
    op.create_table(
        "passkeys",
        _agency(),
        _id(),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        _of_a_user("passkeys"),
        sa.PrimaryKeyConstraint("agency_id", "id", name="pk_passkeys"),
    )
    op.create_index("ix_passkeys_credential_id", "passkeys", ["credential_id"], unique=True)
    op.create_table(
        "identity_providers",
        _agency(),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("sealed_secret", sa.String(), nullable=False),
        sa.Column("new_role", sa.String(length=40), nullable=True),
        sa.Column("strong_words", sa.String(), server_default="", nullable=False),
        sa.Column("password_allowed", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        _of_an_agency("identity_providers"),
        sa.PrimaryKeyConstraint("agency_id", name="pk_identity_providers"),
    )
    op.create_table(
        "linked_identities",
        _agency(),
        _id(),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("linked_at", _TIME, server_default=sa.text("now()"), nullable=False),
        _of_a_user("linked_identities"),
        sa.PrimaryKeyConstraint("agency_id", "id", name="pk_linked_identities"),
        sa.UniqueConstraint(
            "agency_id", "issuer", "subject", name="uq_linked_identities_agency_id_issuer_subject"
        ),
    )
    op.create_table(
        "spent_challenges",
        _agency(),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        _of_an_agency("spent_challenges"),
        sa.PrimaryKeyConstraint("agency_id", "sha256", name="pk_spent_challenges"),
    )
    for table in TABLES:
        raise_wall(table)
    for table in ("passkeys", "identity_providers"):
        op.execute(f"CREATE POLICY looked_over ON {table} FOR SELECT TO CURRENT_USER USING (true)")
    for signature, body in DOORS.items():
        _door(signature, body)


def downgrade() -> None:
    for signature in DOORS:
        op.execute(f"DROP FUNCTION {signature.split('(', 1)[0]}")
    for table in ("passkeys", "identity_providers"):
        op.execute(f"DROP POLICY looked_over ON {table}")
    for table in TABLES:
        lower_wall(table)
        op.drop_table(table)


def _agency() -> sa.Column[int]:
    return sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _of_an_agency(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id"], ["agencies.id"], name=f"fk_{table}_agency_id_agencies"
    )


def _of_a_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", "user_id"],
        ["users.agency_id", "users.id"],
        name=f"fk_{table}_agency_id_user_id_users",
    )


def _door(signature: str, body: str) -> None:
    name = signature.split("(", 1)[0]
    op.execute(
        f"CREATE FUNCTION {signature} LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {body} $$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {APP}")
