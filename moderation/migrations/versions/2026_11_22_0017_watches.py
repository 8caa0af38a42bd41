"""What is looked at by ourselves at the networks: rounds, quotas, and what was looked at when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "recent", "backfill", "changes", "token",
                name="watchkind", native_enum=False, length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("cost", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("error_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "page_id"],
            ["pages.agency_id", "pages.id"],
            name=op.f("fk_watches_agency_id_page_id_pages"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_watches")),
        sa.UniqueConstraint(
            "agency_id", "page_id", "kind", name=op.f("uq_watches_agency_id_page_id_kind")
        ),
    )  # fmt: skip
    op.create_index("ix_watches_due", "watches", ["due_at"])
    raise_wall("watches")
    _watch_what_is_connected()
    op.execute("CREATE POLICY looked_over ON watches FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(
        "CREATE FUNCTION door_watches(most bigint) "
        "RETURNS TABLE (agency_id bigint, ids bigint[]) LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS $$ "
        "SELECT due.agency_id, array_agg(due.id ORDER BY due.due_at) FROM "
        "(SELECT w.agency_id, w.id, w.due_at FROM watches w WHERE w.due_at < now() "
        "   AND (w.lease_until IS NULL OR w.lease_until < now()) "
        " ORDER BY w.due_at LIMIT most) AS due GROUP BY due.agency_id $$"
    )
    op.execute("REVOKE ALL ON FUNCTION door_watches FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION door_watches TO phanhoi_app")
    for column in ("read_after", "quota_resets_at", "renewed_at"):
        op.add_column("connections", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "connections", sa.Column("quota_used", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column("connections", sa.Column("quota_limit", sa.BigInteger(), nullable=True))
    op.add_column("posts", sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_posts_wordless",
        "posts",
        ["agency_id", "page_id"],
        postgresql_where=sa.text("text = '' AND fetched_at IS NULL"),
    )
    op.add_column("comments", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))


def _watch_what_is_connected() -> None:
    """As connecting a page does from now on."""
    bind = op.get_bind()
    for agency_id in bind.scalars(sa.text("SELECT id FROM door_agencies()")).all():
        bind.execute(
            sa.text("SELECT set_config('app.agency_id', :agency, true)"), {"agency": str(agency_id)}
        )
        bind.execute(
            sa.text(
                "INSERT INTO watches (agency_id, page_id, kind, due_at, since)"
                " SELECT c.agency_id, c.page_id, k.kind, now(),"
                " CASE WHEN k.kind = 'backfill' THEN now() - interval '30 days' END"
                " FROM connections c JOIN pages p ON p.id = c.page_id,"
                " (VALUES ('recent'), ('backfill'), ('changes')) AS k (kind)"
                " WHERE c.state <> 'closed'"
                " AND p.platform IN ('facebook', 'instagram', 'youtube', 'tiktok')"
            )
        )
    bind.execute(sa.text("SELECT set_config('app.agency_id', '', true)"))


def downgrade() -> None:
    op.drop_column("comments", "checked_at")
    op.drop_index("ix_posts_wordless", table_name="posts")
    op.drop_column("posts", "fetched_at")
    for column in ("quota_limit", "quota_used", "renewed_at", "quota_resets_at", "read_after"):
        op.drop_column("connections", column)
    op.execute("DROP FUNCTION door_watches")
    op.execute("DROP POLICY looked_over ON watches")
    lower_wall("watches")
    op.drop_table("watches")
