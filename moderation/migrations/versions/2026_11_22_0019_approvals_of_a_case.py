"""An index for all approvals of a case, of which figures count the first."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_approvals_case", "approvals", ["agency_id", "case_id"])


def downgrade() -> None:
    op.drop_index("ix_approvals_case", table_name="approvals")
