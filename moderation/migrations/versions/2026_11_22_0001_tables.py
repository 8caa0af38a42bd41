"""The tables: agencies, pages, people, intake, comments, cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('agencies',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('citizen_address', sa.String(), server_default='ông/bà', nullable=False),
    sa.Column('agency_address', sa.String(), server_default='cơ quan', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agencies')),
    sa.UniqueConstraint('slug', name=op.f('uq_agencies_slug'))
    )
    op.create_table('calendar_days',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('source', sa.String(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_calendar_days_agency_id_agencies')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_calendar_days')),
    sa.UniqueConstraint('agency_id', 'day', name=op.f('uq_calendar_days_agency_id_day'))
    )
    op.create_table('calendar_shifts',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('weekday', sa.BigInteger(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=False),
    sa.Column('ends', sa.Time(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint('starts < ends', name=op.f('ck_calendar_shifts_order')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_calendar_shifts_weekday')),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_calendar_shifts_agency_id_agencies')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_calendar_shifts'))
    )
    op.create_table('clocks',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('unit', sa.Enum('clock_hours', 'office_minutes', 'working_days', 'calendar_days', name='clockunit', native_enum=False, length=40), nullable=False),
    sa.Column('citation', sa.String(), server_default='', nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint('amount > 0', name=op.f('ck_clocks_amount_positive')),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_clocks_agency_id_agencies')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_clocks')),
    sa.UniqueConstraint('agency_id', 'key', name=op.f('uq_clocks_agency_id_key'))
    )
    op.create_table('import_mappings',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('mapping', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_import_mappings_agency_id_agencies')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_import_mappings')),
    sa.UniqueConstraint('agency_id', 'name', name=op.f('uq_import_mappings_agency_id_name'))
    )
    op.create_table('pages',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('platform', sa.Enum('facebook', 'instagram', 'zalo', 'youtube', 'tiktok', 'standard', name='platform', native_enum=False, length=40), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('url', sa.String(), server_default='', nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_pages_agency_id_agencies')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_pages')),
    sa.UniqueConstraint('agency_id', 'platform', 'external_id', name=op.f('uq_pages_agency_id_platform_external_id'))
    )
    op.create_table('queues',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name_vi', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_queues_agency_id_agencies')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_queues')),
    sa.UniqueConstraint('agency_id', 'key', name=op.f('uq_queues_agency_id_key'))
    )
    op.create_table('users',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('username', sa.String(), nullable=False),
    sa.Column('full_name', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('language', sa.String(), server_default='vi', nullable=False),
    sa.Column('active', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('failed_sign_ins', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('sign_in_after', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_users_agency_id_agencies')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_users')),
    sa.UniqueConstraint('username', name=op.f('uq_users_username'))
    )
    op.create_table('api_keys',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('prefix', sa.String(), nullable=False),
    sa.Column('secret_sha256', sa.LargeBinary(), nullable=False),
    sa.Column('role', sa.Enum('viewer', 'triage', 'drafter', 'spokesperson', 'manager', 'administrator', 'auditor', 'operator', name='role', native_enum=False, length=40), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'created_by'], ['users.agency_id', 'users.id'], name=op.f('fk_api_keys_agency_id_created_by_users')),
    sa.ForeignKeyConstraint(['agency_id'], ['agencies.id'], name=op.f('fk_api_keys_agency_id_agencies')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_api_keys'))
    )
    op.create_index(op.f('ix_api_keys_secret_sha256'), 'api_keys', ['secret_sha256'], unique=True)
    op.create_table('endpoints',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('page_id', sa.BigInteger(), nullable=False),
    sa.Column('sealed_secret', sa.String(), nullable=False),
    sa.Column('sealed_previous_secret', sa.String(), nullable=True),
    sa.Column('previous_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_endpoints_agency_id_page_id_pages')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_endpoints')),
    sa.UniqueConstraint('public_id', name=op.f('uq_endpoints_public_id'))
    )
    op.create_table('grants',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.Enum('viewer', 'triage', 'drafter', 'spokesperson', 'manager', 'administrator', 'auditor', 'operator', name='role', native_enum=False, length=40), nullable=False),
    sa.Column('page_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_grants_agency_id_page_id_pages')),
    sa.ForeignKeyConstraint(['agency_id', 'user_id'], ['users.agency_id', 'users.id'], name=op.f('fk_grants_agency_id_user_id_users')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_grants')),
    sa.UniqueConstraint('agency_id', 'user_id', 'role', 'page_id', name=op.f('uq_grants_agency_id_user_id_role_page_id'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('imports',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('page_id', sa.BigInteger(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('mapping', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('created_by', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rows_read', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('rows_bad', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('state', sa.Enum('received', 'running', 'done', 'dead', name='workstate', native_enum=False, length=40), server_default='received', nullable=False),
    sa.Column('attempts', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('lease_token', sa.Uuid(), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error_code', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_imports_agency_id_page_id_pages')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_imports'))
    )
    op.create_index('ix_imports_waiting', 'imports', ['next_attempt_at'], unique=False, postgresql_where=sa.text("state IN ('received', 'running') AND confirmed_at IS NOT NULL"))
    op.create_table('page_officers',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('page_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.Enum('spokesperson', 'content_responsible', 'administrator', name='officerrole', native_enum=False, length=40), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), server_default='', nullable=False),
    sa.Column('email', sa.String(), server_default='', nullable=False),
    sa.Column('decision_number', sa.String(), server_default='', nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_page_officers_agency_id_page_id_pages')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_page_officers'))
    )
    op.create_table('posts',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('page_id', sa.BigInteger(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('text', sa.String(), server_default='', nullable=False),
    sa.Column('permalink', sa.String(), nullable=True),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_posts_agency_id_page_id_pages')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_posts')),
    sa.UniqueConstraint('agency_id', 'page_id', 'external_id', name=op.f('uq_posts_agency_id_page_id_external_id'))
    )
    op.create_table('routing_rules',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('label', sa.Enum('illegal_content', 'contrary_information', 'policy_question', 'feedback', 'spam', 'other', name='label', native_enum=False, length=40), nullable=True),
    sa.Column('reason', sa.Enum('hate', 'insult', 'threat', 'incitement', 'sexual', 'gambling', 'fraud', 'prohibited_goods', 'privacy', 'child_harm', name='reason', native_enum=False, length=40), nullable=True),
    sa.Column('page_id', sa.BigInteger(), nullable=True),
    sa.Column('queue_key', sa.String(), nullable=False),
    sa.Column('priority', sa.Enum('urgent', 'high', 'normal', 'low', name='priority', native_enum=False, length=40), nullable=False),
    sa.Column('clock_key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_routing_rules_agency_id_page_id_pages')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_routing_rules'))
    )
    op.create_table('sign_in_sessions',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('token_sha256', sa.LargeBinary(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_agent', sa.String(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['agency_id', 'user_id'], ['users.agency_id', 'users.id'], name=op.f('fk_sign_in_sessions_agency_id_user_id_users')),
    sa.PrimaryKeyConstraint('agency_id', 'token_sha256', name=op.f('pk_sign_in_sessions')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_sign_in_sessions_token_sha256'))
    )
    op.create_table('cases',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('page_id', sa.BigInteger(), nullable=False),
    sa.Column('post_id', sa.BigInteger(), nullable=True),
    sa.Column('lead_comment_id', sa.BigInteger(), nullable=False),
    sa.Column('comments_count', sa.BigInteger(), server_default='1', nullable=False),
    sa.Column('label', sa.Enum('illegal_content', 'contrary_information', 'policy_question', 'feedback', 'spam', 'other', name='label', native_enum=False, length=40), nullable=False),
    sa.Column('also', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('reasons', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('certainty', sa.Double(), nullable=False),
    sa.Column('needs_human', sa.Boolean(), nullable=False),
    sa.Column('queue_key', sa.String(), nullable=False),
    sa.Column('severity', sa.SmallInteger(), nullable=False),
    sa.Column('status', sa.Enum('open', 'drafting', 'waiting_approval', 'returned', 'approved', 'answered', 'dismissed', name='casestatus', native_enum=False, length=40), server_default='open', nullable=False),
    sa.Column('clock_key', sa.String(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_response_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('response_minutes', sa.BigInteger(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dismiss_reason', sa.Enum('no_answer_needed', 'already_answered', 'noted', 'out_of_competence', 'spam', 'illegal_recorded', 'deleted_at_source', name='dismissreason', native_enum=False, length=40), nullable=True),
    sa.Column('escalated_to', sa.String(), nullable=True),
    sa.Column('claimed_by', sa.BigInteger(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("(closed_at IS NOT NULL) = (status IN ('answered', 'dismissed'))", name=op.f('ck_cases_closed')),
    sa.ForeignKeyConstraint(['agency_id', 'claimed_by'], ['users.agency_id', 'users.id'], name=op.f('fk_cases_agency_id_claimed_by_users')),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_cases_agency_id_page_id_pages')),
    sa.ForeignKeyConstraint(['agency_id', 'post_id'], ['posts.agency_id', 'posts.id'], name=op.f('fk_cases_agency_id_post_id_posts')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_cases'))
    )
    op.create_index('ix_cases_closed', 'cases', ['agency_id', 'closed_at', 'id'], unique=False)
    op.create_index('ix_cases_due', 'cases', ['agency_id', 'due_at', 'severity', 'id'], unique=False, postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index('ix_cases_opened', 'cases', ['agency_id', 'opened_at'], unique=False)
    op.create_index('ix_cases_queue', 'cases', ['agency_id', 'queue_key', 'due_at', 'severity', 'id'], unique=False, postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index('ix_cases_response', 'cases', ['agency_id', 'first_response_at'], unique=False)
    op.create_table('deliveries',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('page_id', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('import_id', sa.BigInteger(), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('unreadable', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('comments_new', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('comments_known', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('state', sa.Enum('received', 'running', 'done', 'dead', name='workstate', native_enum=False, length=40), server_default='received', nullable=False),
    sa.Column('attempts', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('lease_token', sa.Uuid(), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error_code', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'import_id'], ['imports.agency_id', 'imports.id'], name=op.f('fk_deliveries_agency_id_import_id_imports')),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_deliveries_agency_id_page_id_pages')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_deliveries')),
    sa.UniqueConstraint('agency_id', 'page_id', 'source', 'external_id', name=op.f('uq_deliveries_agency_id_page_id_source_external_id'))
    )
    op.create_index('ix_deliveries_troubled', 'deliveries', ['agency_id', 'id'], unique=False, postgresql_where=sa.text("state = 'dead' OR unreadable IS NOT NULL"))
    op.create_index('ix_deliveries_import', 'deliveries', ['agency_id', 'import_id'], unique=False)
    op.create_index('ix_deliveries_waiting', 'deliveries', ['next_attempt_at'], unique=False, postgresql_where=sa.text("state IN ('received', 'running')"))
    op.create_table('import_problems',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('import_id', sa.BigInteger(), nullable=False),
    sa.Column('line', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('raw', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['agency_id', 'import_id'], ['imports.agency_id', 'imports.id'], name=op.f('fk_import_problems_agency_id_import_id_imports')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_import_problems')),
    sa.UniqueConstraint('agency_id', 'import_id', 'line', name=op.f('uq_import_problems_agency_id_import_id_line'))
    )
    op.create_table('comments',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('page_id', sa.BigInteger(), nullable=False),
    sa.Column('post_id', sa.BigInteger(), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=True),
    sa.Column('delivery_id', sa.BigInteger(), nullable=True),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('parent_external_id', sa.String(), nullable=True),
    sa.Column('author_external_id', sa.String(), nullable=True),
    sa.Column('author_name', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('permalink', sa.String(), nullable=True),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('version_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text_version', sa.BigInteger(), server_default='1', nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_own', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('state', sa.Enum('received', 'running', 'done', 'dead', name='workstate', native_enum=False, length=40), server_default='received', nullable=False),
    sa.Column('attempts', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('lease_token', sa.Uuid(), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error_code', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'case_id'], ['cases.agency_id', 'cases.id'], name=op.f('fk_comments_agency_id_case_id_cases')),
    sa.ForeignKeyConstraint(['agency_id', 'page_id'], ['pages.agency_id', 'pages.id'], name=op.f('fk_comments_agency_id_page_id_pages')),
    sa.ForeignKeyConstraint(['agency_id', 'post_id'], ['posts.agency_id', 'posts.id'], name=op.f('fk_comments_agency_id_post_id_posts')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_comments')),
    sa.UniqueConstraint('agency_id', 'page_id', 'external_id', name=op.f('uq_comments_agency_id_page_id_external_id'))
    )
    op.create_index('ix_comments_case', 'comments', ['agency_id', 'case_id'], unique=False)
    op.create_index('ix_comments_troubled', 'comments', ['agency_id', 'id'], unique=False, postgresql_where=sa.text("state = 'dead'"))
    op.create_index('ix_comments_own_replies', 'comments', ['agency_id', 'page_id', 'parent_external_id'], unique=False, postgresql_where=sa.text('is_own'))
    op.create_index('ix_comments_waiting', 'comments', ['next_attempt_at'], unique=False, postgresql_where=sa.text("state IN ('received', 'running')"))
    op.create_table('drafts',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('template_id', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agency_id', 'author_id'], ['users.agency_id', 'users.id'], name=op.f('fk_drafts_agency_id_author_id_users')),
    sa.ForeignKeyConstraint(['agency_id', 'case_id'], ['cases.agency_id', 'cases.id'], name=op.f('fk_drafts_agency_id_case_id_cases')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_drafts')),
    sa.UniqueConstraint('agency_id', 'case_id', 'version', name=op.f('uq_drafts_agency_id_case_id_version'))
    )
    op.create_table('events',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('kind', sa.Enum('comment_received', 'comment_edited', 'comment_deleted', 'comment_hidden', 'comment_unhidden', 'comment_classified', 'case_opened', 'comment_joined', 'case_rerouted', 'claimed', 'released', 'relabelled', 'dismissed', 'reopened', 'escalated', 'template_picked', 'draft_saved', 'answered', 'answered_at_source', 'import_confirmed', 'setting_changed', 'signed_in', 'signed_out', 'undone', name='eventkind', native_enum=False, length=40), nullable=False),
    sa.Column('actor', sa.Enum('person', 'machine', 'source', 'api_key', name='actor', native_enum=False, length=40), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=True),
    sa.Column('comment_id', sa.BigInteger(), nullable=True),
    sa.Column('undoes_id', sa.BigInteger(), nullable=True),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.ForeignKeyConstraint(['agency_id', 'case_id'], ['cases.agency_id', 'cases.id'], name=op.f('fk_events_agency_id_case_id_cases')),
    sa.PrimaryKeyConstraint('agency_id', 'id', name=op.f('pk_events'))
    )
    op.create_index('ix_events_at', 'events', ['agency_id', 'at'], unique=False)
    op.create_index('ix_events_case', 'events', ['agency_id', 'case_id', 'id'], unique=False)
    op.create_index('ix_events_person', 'events', ['agency_id', 'actor_id', 'id'], unique=False, postgresql_where=sa.text("actor = 'person'"))
    op.create_table('near_copy_keys',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('page_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('key', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('agency_id', 'page_id', 'key', name=op.f('pk_near_copy_keys'))
    )
    op.create_table('suggestions',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('rank', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('template_id', sa.String(), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id', 'case_id'], ['cases.agency_id', 'cases.id'], name=op.f('fk_suggestions_agency_id_case_id_cases')),
    sa.PrimaryKeyConstraint('agency_id', 'case_id', 'rank', name=op.f('pk_suggestions'))
    )
    op.create_table('comment_search',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('comment_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('folded', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id', 'comment_id'], ['comments.agency_id', 'comments.id'], name=op.f('fk_comment_search_agency_id_comment_id_comments')),
    sa.PrimaryKeyConstraint('agency_id', 'comment_id', name=op.f('pk_comment_search'))
    )
    op.create_index('ix_comment_search_folded', 'comment_search', ['agency_id', 'folded'], unique=False, postgresql_using='gin', postgresql_ops={'folded': 'gin_trgm_ops'})
    op.create_table('predictions',
    sa.Column('agency_id', sa.BigInteger(), nullable=False),
    sa.Column('comment_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('text_version', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('model_version', sa.String(), nullable=False),
    sa.Column('label', sa.Enum('illegal_content', 'contrary_information', 'policy_question', 'feedback', 'spam', 'other', name='label', native_enum=False, length=40), nullable=False),
    sa.Column('probabilities', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reasons', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('spans', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('needs_human', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['agency_id', 'comment_id'], ['comments.agency_id', 'comments.id'], name=op.f('fk_predictions_agency_id_comment_id_comments')),
    sa.PrimaryKeyConstraint('agency_id', 'comment_id', 'text_version', name=op.f('pk_predictions'))
    )



def downgrade() -> None:

    op.drop_table('predictions')
    op.drop_index('ix_comment_search_folded', table_name='comment_search', postgresql_using='gin', postgresql_ops={'folded': 'gin_trgm_ops'})
    op.drop_table('comment_search')
    op.drop_table('suggestions')
    op.drop_table('near_copy_keys')
    op.drop_index('ix_events_person', table_name='events', postgresql_where=sa.text("actor = 'person'"))
    op.drop_index('ix_events_case', table_name='events')
    op.drop_index('ix_events_at', table_name='events')
    op.drop_table('events')
    op.drop_table('drafts')
    op.drop_index('ix_comments_waiting', table_name='comments', postgresql_where=sa.text("state IN ('received', 'running')"))
    op.drop_index('ix_comments_troubled', table_name='comments')
    op.drop_index('ix_comments_own_replies', table_name='comments', postgresql_where=sa.text('is_own'))
    op.drop_index('ix_comments_case', table_name='comments')
    op.drop_table('comments')
    op.drop_table('import_problems')
    op.drop_index('ix_deliveries_waiting', table_name='deliveries', postgresql_where=sa.text("state IN ('received', 'running')"))
    op.drop_index('ix_deliveries_troubled', table_name='deliveries')
    op.drop_index('ix_deliveries_import', table_name='deliveries')
    op.drop_table('deliveries')
    op.drop_index('ix_cases_response', table_name='cases')
    op.drop_index('ix_cases_queue', table_name='cases', postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index('ix_cases_opened', table_name='cases')
    op.drop_index('ix_cases_due', table_name='cases', postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index('ix_cases_closed', table_name='cases')
    op.drop_table('cases')
    op.drop_table('sign_in_sessions')
    op.drop_table('routing_rules')
    op.drop_table('posts')
    op.drop_table('page_officers')
    op.drop_index('ix_imports_waiting', table_name='imports', postgresql_where=sa.text("state IN ('received', 'running') AND confirmed_at IS NOT NULL"))
    op.drop_table('imports')
    op.drop_table('grants')
    op.drop_table('endpoints')
    op.drop_index(op.f('ix_api_keys_secret_sha256'), table_name='api_keys')
    op.drop_table('api_keys')
    op.drop_table('users')
    op.drop_table('queues')
    op.drop_table('pages')
    op.drop_table('import_mappings')
    op.drop_table('clocks')
    op.drop_table('calendar_shifts')
    op.drop_table('calendar_days')
    op.drop_table('agencies')

