"""One reply for many below a post: which pages answer so, and for which comments a reply stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "pages", sa.Column("answers_once", sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_table(
        "reply_covers",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("intent_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("comment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "intent_id"], ["publish_intents.agency_id", "publish_intents.id"],
            name=op.f("fk_reply_covers_agency_id_intent_id_publish_intents"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "comment_id"], ["comments.agency_id", "comments.id"],
            name=op.f("fk_reply_covers_agency_id_comment_id_comments"),
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "intent_id", "comment_id", name=op.f("pk_reply_covers")
        ),
    )  # fmt: skip
    op.create_index("ix_reply_covers_comment", "reply_covers", ["agency_id", "comment_id"])
    raise_wall("reply_covers")


def downgrade() -> None:
    lower_wall("reply_covers")
    op.drop_table("reply_covers")
    op.drop_column("pages", "answers_once")
