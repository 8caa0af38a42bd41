"""Approvals and acts at the networks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TABLES = ("approvals", "publish_intents", "publish_attempts")


def upgrade() -> None:
    op.create_table('approvals',
    sa.Column('agency_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('draft_version', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Enum('reply', 'private_reply', 'hide', 'unhide', name='publishkind', native_enum=False, length=40), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('content_sha256', sa.LargeBinary(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('submitted_by', sa.BigInteger(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'returned', 'approved', 'void', 'done', name='approvalstate', native_enum=False, length=40), server_default='waiting', nullable=False),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), server_default='', nullable=False),
    sa.CheckConstraint("decided_by IS NULL OR state IN ('returned', 'void') OR (decided_by <> submitted_by AND decided_by <> author_id)", name=op.f('ck_approvals_four_eyes')),
    sa.ForeignKeyConstraint(['agency_id', 'author_id'], ['users.agency_id', 'users.id'], name=op.f('fk_approvals_agency_id_author_id_users')),
    sa.ForeignKeyConstraint(['agency_id', 'case_id'], ['cases.agency_id', 'cases.id'], name=op.f('fk_approvals_agency_id_case_id_cases')),
    sa.ForeignKeyConstraint(['agency_id', 'decided_by'], ['users.agency_id', 'users.id'], name=op.f('fk_approvals_agency_id_decided_by_users')),
    sa.ForeignKeyConstraint(['agency_id', 'submitted_by'], ['users.agency_id', 'users.id'], name=op.f('fk_approvals_agency_id_submitted_by_users')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_approvals'))
    )
    op.create_index('ix_approvals_one_at_a_time', 'approvals', ['agency_id', 'case_id'], unique=True, postgresql_where=sa.text("state IN ('waiting', 'approved')"))
    op.create_index('ix_approvals_waiting', 'approvals', ['agency_id', 'id'], unique=False, postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('publish_intents',
    sa.Column('agency_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('comment_id', sa.BigInteger(), nullable=False),
    sa.Column('page_id', sa.BigInteger(), nullable=False),
    sa.Column('approval_id', sa.BigInteger(), nullable=True),
    sa.Column('kind', sa.Enum('reply', 'private_reply', 'hide', 'unhide', name='publishkind', native_enum=False, length=40), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('content_sha256', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'sending', 'published', 'refused', 'unknown', 'not_published', 'cancelled', name='intentstate', native_enum=False, length=40), server_default='queued', nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('lease_token', sa.Uuid(), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('remote_id', sa.String(), nullable=True),
    sa.Column('error_code', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'approval_id'], ['approvals.agency_id', 'approvals.id'], name=op.f('fk_publish_intents_agency_id_approval_id_approvals')),
    sa.ForeignKeyConstraint(['agency_id', 'case_id'], ['cases.agency_id', 'cases.id'], name=op.f('fk_publish_intents_agency_id_case_id_cases')),
    sa.ForeignKeyConstraint(['agency_id', 'comment_id'], ['comments.agency_id', 'comments.id'], name=op.f('fk_publish_intents_agency_id_comment_id_comments')),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_publish_intents_agency_id_page_id_pages')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_publish_intents'))
    )
    op.create_index('ix_publish_intents_case', 'publish_intents', ['agency_id', 'case_id'], unique=False)
    op.create_index('ix_publish_intents_due', 'publish_intents', ['not_before'], unique=False, postgresql_where=sa.text("state IN ('queued', 'sending', 'unknown')"))
    op.create_index('ix_publish_intents_once', 'publish_intents', ['agency_id', 'comment_id', 'kind'], unique=True, postgresql_where=sa.text("state NOT IN ('refused', 'cancelled', 'not_published')"))
    op.create_table('publish_attempts',
    sa.Column('agency_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('intent_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('published', 'refused', 'unknown', name='publishoutcome', native_enum=False, length=40), nullable=True),
    sa.Column('platform_code', sa.String(), nullable=True),
    sa.Column('remote_id', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'intent_id'], ['publish_intents.agency_id', 'publish_intents.id'], name=op.f('fk_publish_attempts_agency_id_intent_id_publish_intents')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_publish_attempts')),
    sa.UniqueConstraint('agency_id', 'intent_id', 'number', name=op.f('uq_publish_attempts_agency_id_intent_id_number'))
    )
    op.create_index('ix_publish_attempts_open', 'publish_attempts', ['agency_id', 'intent_id'], unique=True, postgresql_where=sa.text('outcome IS NULL'))

    for table in TABLES:
        raise_wall(table)
    # The sweeper looks over acts that stand still, through its door.
    op.execute("CREATE POLICY looked_over ON publish_intents FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(
        "CREATE FUNCTION door_intents(age interval, most bigint) "
        "RETURNS TABLE (agency_id bigint, ids bigint[]) LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS $$ "
        "SELECT due.agency_id, array_agg(due.id ORDER BY due.id) FROM "
        "(SELECT p.agency_id, p.id FROM publish_intents p "
        " WHERE p.state IN ('queued', 'sending', 'unknown') AND p.not_before < now() - age "
        "   AND (p.lease_until IS NULL OR p.lease_until < now()) "
        " ORDER BY p.not_before LIMIT most) AS due GROUP BY due.agency_id $$"
    )
    op.execute("REVOKE ALL ON FUNCTION door_intents FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION door_intents TO phanhoi_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION door_intents")
    op.execute("DROP POLICY looked_over ON publish_intents")
    for table in TABLES:
        lower_wall(table)
    op.drop_index('ix_publish_attempts_open', table_name='publish_attempts', postgresql_where=sa.text('outcome IS NULL'))
    op.drop_table('publish_attempts')
    op.drop_index('ix_publish_intents_once', table_name='publish_intents', postgresql_where=sa.text("state NOT IN ('refused', 'cancelled', 'not_published')"))
    op.drop_index('ix_publish_intents_due', table_name='publish_intents', postgresql_where=sa.text("state IN ('queued', 'sending', 'unknown')"))
    op.drop_index('ix_publish_intents_case', table_name='publish_intents')
    op.drop_table('publish_intents')
    op.drop_index('ix_approvals_waiting', table_name='approvals', postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index('ix_approvals_one_at_a_time', table_name='approvals', postgresql_where=sa.text("state IN ('waiting', 'approved')"))
    op.drop_table('approvals')
