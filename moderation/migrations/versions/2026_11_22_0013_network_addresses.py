"""Addresses at which a network delivers for all of an agency's pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PLATFORM = sa.Enum(
    "facebook", "instagram", "zalo", "youtube", "tiktok", "standard",
    name="platform", native_enum=False, length=40,
)  # fmt: skip


def upgrade() -> None:
    for table in ("endpoints", "deliveries"):
        op.add_column(
            table, sa.Column("platform", PLATFORM, server_default="standard", nullable=False)
        )
        op.alter_column(table, "page_id", nullable=True)
    op.add_column("endpoints", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_endpoints_page"), "endpoints", "(platform = 'standard') = (page_id IS NOT NULL)"
    )
    op.drop_constraint("uq_deliveries_agency_id_page_id_source_external_id", "deliveries")
    op.create_unique_constraint(
        op.f("uq_deliveries_agency_id_source_external_id"),
        "deliveries",
        ["agency_id", "source", "external_id"],
    )


def downgrade() -> None:
    op.drop_constraint("uq_deliveries_agency_id_source_external_id", "deliveries")
    op.create_unique_constraint(
        "uq_deliveries_agency_id_page_id_source_external_id",
        "deliveries",
        ["agency_id", "page_id", "source", "external_id"],
    )
    op.drop_constraint("ck_endpoints_page", "endpoints")
    op.drop_column("endpoints", "refused_at")
    for table in ("endpoints", "deliveries"):
        op.execute(f"DELETE FROM {table} WHERE page_id IS NULL")
        op.alter_column(table, "page_id", nullable=False)
        op.drop_column(table, "platform")
