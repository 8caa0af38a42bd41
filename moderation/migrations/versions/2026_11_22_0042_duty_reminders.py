"""Limits of duties are told of as they come near; a limit for reviews that authors ask for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_LIMIT = (
    "INSERT INTO clocks (agency_id, key, name, amount, unit, citation, confidence)"
    " SELECT :agency, 'hidden_review', 'Xem lại bình luận đã ẩn khi người viết đề nghị', 3,"
    " 'working_days', 'Quy định của cơ quan; Quyết định 874/QĐ-BTTTT yêu cầu kịp thời', 'own'"
    " WHERE NOT EXISTS"
    " (SELECT FROM clocks WHERE agency_id = :agency AND key = 'hidden_review')"
)


def upgrade() -> None:
    op.create_table(
        "duty_reminders",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("duty", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("news", sa.String(40), nullable=False),
        sa.Column(
            "sent_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_duty_reminders_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "duty", "subject_id", "step", "due_at", "news",
            name=op.f("pk_duty_reminders"),
        ),
    )  # fmt: skip
    raise_wall("duty_reminders")
    op.add_column("notifications", sa.Column("duty", sa.String(40), nullable=True))
    op.create_check_constraint(
        op.f("ck_notifications_duty"),
        "notifications",
        "duty IS NULL OR news IN ('duty_soon', 'duty_late')",
    )
    connection = op.get_bind()
    for agency_id in connection.scalars(sa.text("SELECT id FROM door_agencies()")).all():
        _enter(connection, str(agency_id))
        connection.execute(sa.text(_LIMIT), {"agency": agency_id})
    _enter(connection, "")


def downgrade() -> None:
    op.execute("DELETE FROM notifications WHERE news IN ('review_asked', 'duty_soon', 'duty_late')")
    op.drop_constraint(op.f("ck_notifications_duty"), "notifications")
    op.drop_column("notifications", "duty")
    lower_wall("duty_reminders")
    op.drop_table("duty_reminders")


def _enter(connection: sa.Connection, agency_id: str) -> None:
    """Step behind the wall of one agency; the owner is held by it too."""
    connection.execute(
        sa.text("SELECT set_config('app.agency_id', :agency, true)"), {"agency": agency_id}
    )
