"""Lists that people keep, and the indexes by which every list is read in its order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_ORDER = ("due_at", "severity", "id")
# Each list that is not a queue has a stretch of an index to itself.
LISTS = {
    "ix_cases_new": (
        ("agency_id", *_ORDER),
        "closed_at IS NULL AND status = 'open' AND escalated_to IS NULL AND certainty < 1",
    ),
    "ix_cases_escalated": (
        ("agency_id", *_ORDER),
        "closed_at IS NULL AND escalated_to IS NOT NULL",
    ),
    "ix_cases_status": (
        ("agency_id", "status", *_ORDER),
        "closed_at IS NULL AND status <> 'open'",
    ),
    "ix_cases_mine": (
        ("agency_id", "claimed_by", *_ORDER),
        "closed_at IS NULL AND claimed_by IS NOT NULL",
    ),
    "ix_cases_page": (("agency_id", "page_id", *_ORDER), "closed_at IS NULL"),
    "ix_cases_label": (("agency_id", "label", *_ORDER), "closed_at IS NULL"),
}


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("queue_key", sa.String(), nullable=False),
        sa.Column("filters", sa.String(), server_default="", nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "owner_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_saved_views_agency_id_owner_id_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_saved_views")),
    )
    op.create_index("ix_saved_views_owner", "saved_views", ["agency_id", "owner_id"])
    raise_wall("saved_views")
    for name, (columns, where) in LISTS.items():
        op.create_index(name, "cases", list(columns), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name in LISTS:
        op.drop_index(name, table_name="cases")
    lower_wall("saved_views")
    op.drop_table("saved_views")
