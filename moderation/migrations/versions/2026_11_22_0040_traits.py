"""What a case is about beside its label, who reads which language, and a limit for attacks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_LIMIT = (
    "INSERT INTO clocks (agency_id, key, name, amount, unit, citation, confidence)"
    " SELECT :agency, 'vulnerable_attack', 'Xem xét nội dung xâm hại nhóm yếu thế', 30,"
    " 'office_minutes', 'Quy định của cơ quan; Quyết định 874/QĐ-BTTTT', 'own' WHERE NOT EXISTS"
    " (SELECT FROM clocks WHERE agency_id = :agency AND key = 'vulnerable_attack')"
)


def upgrade() -> None:
    op.add_column(
        "cases",
        sa.Column("traits", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column("cases", sa.Column("language", sa.String(40), nullable=True))
    op.create_table(
        "language_readers",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_language_readers_agency_id_user_id_users"),
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "user_id", "language", name=op.f("pk_language_readers")
        ),
    )
    raise_wall("language_readers")
    connection = op.get_bind()
    for agency_id in connection.scalars(sa.text("SELECT id FROM door_agencies()")).all():
        _enter(connection, str(agency_id))
        connection.execute(sa.text(_LIMIT), {"agency": agency_id})
    _enter(connection, "")


def downgrade() -> None:
    lower_wall("language_readers")
    op.drop_table("language_readers")
    op.drop_column("cases", "language")
    op.drop_column("cases", "traits")


def _enter(connection: sa.Connection, agency_id: str) -> None:
    """Step behind the wall of one agency; the owner is held by it too."""
    connection.execute(
        sa.text("SELECT set_config('app.agency_id', :agency, true)"), {"agency": agency_id}
    )
