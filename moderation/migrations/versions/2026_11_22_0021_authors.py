"""Who wrote comments, sealed under keys of their own, and the agency's keys.

The two columns in the clear stay for the rows that are there: sealing them needs the key file,
which the role that owns the tables has no business with. A worker empties them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_NOW = sa.text("now()")


def upgrade() -> None:
    op.create_table(
        "agency_keys",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sealed_key", sa.String(), nullable=False),
        sa.Column("created_at", _TIME, server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_agency_keys_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_agency_keys")),
        sa.UniqueConstraint(
            "agency_id", "purpose", "number", name=op.f("uq_agency_keys_agency_id_purpose_number")
        ),
    )
    op.create_table(
        "authors",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("identity_index", sa.LargeBinary(), nullable=False),
        sa.Column("name_index", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", _TIME, server_default=_NOW, nullable=False),
        sa.Column("restricted_at", _TIME, nullable=True),
        sa.Column("erased_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (erased_at IS NOT NULL)"
            " AND (sealed_identity IS NULL) = (erased_at IS NOT NULL)",
            name=op.f("ck_authors_erased"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_authors")),
        sa.UniqueConstraint(
            "agency_id", "identity_index", name=op.f("uq_authors_agency_id_identity_index")
        ),
    )
    op.create_index("ix_authors_name", "authors", ["agency_id", "name_index"])
    raise_wall("agency_keys")
    raise_wall("authors")
    op.add_column("comments", sa.Column("author_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_comments_agency_id_author_id_authors"),
        "comments",
        "authors",
        ["agency_id", "author_id"],
        ["agency_id", "id"],
    )
    op.create_index("ix_comments_author", "comments", ["agency_id", "author_id"])
    op.create_index(
        "ix_comments_unsealed",
        "comments",
        ["agency_id", "id"],
        postgresql_where=sa.text("author_external_id IS NOT NULL OR author_name IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_comments_unsealed", "comments")
    op.drop_index("ix_comments_author", "comments")
    op.drop_column("comments", "author_id")
    for table in ("authors", "agency_keys"):
        lower_wall(table)
        op.drop_table(table)
