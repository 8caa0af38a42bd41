"""Letters: what people are told outside the console, and how they want it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_TABLES = ("notice_wishes", "push_devices", "push_keys", "notice_hooks", "letters")
_TAKEN = ("mailed_at", "pushed_at", "hooked_at")
_STATES = ("received", "running", "done", "dead")


def upgrade() -> None:
    for name in _TAKEN:
        op.add_column("notifications", _time(name, nullable=True))
    op.create_index("ix_notifications_fresh", "notifications", ["agency_id", "created_at"])
    _wishes()
    _devices()
    _of_agencies()
    _letters()
    for table in _TABLES:
        raise_wall(table)


def downgrade() -> None:
    for table in reversed(_TABLES):
        lower_wall(table)
        op.drop_table(table)
    op.drop_index("ix_notifications_fresh", "notifications")
    for name in _TAKEN:
        op.drop_column("notifications", name)


def _wishes() -> None:
    op.create_table(
        "notice_wishes",
        _number("agency_id", autoincrement=False),
        _number("user_id", autoincrement=False),
        sa.Column("mail_address", sa.String(), server_default="", nullable=False),
        sa.Column(
            "kinds", JSONB(none_as_null=True), server_default="{}",
            nullable=False,
        ),
        sa.Column("digest", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("quiet", sa.Boolean(), server_default="true", nullable=False),
        _time("created_at"),
        _time("changed_at"),
        _of("notice_wishes", "user_id", "users"),
        sa.PrimaryKeyConstraint("agency_id", "user_id", name=op.f("pk_notice_wishes")),
    )  # fmt: skip


def _devices() -> None:
    op.create_table(
        "push_devices",
        _number("agency_id", autoincrement=False),
        _identity(),
        _number("user_id"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("endpoint_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_subscription", sa.String(), nullable=True),
        _time("created_at"),
        _time("gone_at", nullable=True),
        sa.CheckConstraint(
            "(gone_at IS NULL) = (sealed_subscription IS NOT NULL)",
            name=op.f("ck_push_devices_gone"),
        ),
        _of("push_devices", "user_id", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_push_devices")),
        sa.UniqueConstraint(
            "agency_id", "endpoint_sha256", name=op.f("uq_push_devices_agency_id_endpoint_sha256")
        ),
    )
    op.create_index("ix_push_devices_user", "push_devices", ["agency_id", "user_id"])


def _of_agencies() -> None:
    for table, *texts in (
        ("push_keys", "public_key", "sealed_private"),
        ("notice_hooks", "url", "sealed_secret"),
    ):
        op.create_table(
            table,
            _number("agency_id", autoincrement=False),
            *(sa.Column(name, sa.String(), nullable=False) for name in texts),
            _time("created_at"),
            _of_an_agency(table),
            sa.PrimaryKeyConstraint("agency_id", name=op.f(f"pk_{table}")),
        )


def _letters() -> None:
    op.create_table(
        "letters",
        _number("agency_id", autoincrement=False),
        _identity(),
        sa.Column(
            "channel",
            sa.Enum("mail", "push", "hook", name="noticechannel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("device_id", sa.BigInteger(), nullable=True),
        sa.Column("counts", JSONB(none_as_null=True), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        _time("created_at"),
        _time("sent_at", nullable=True),
        sa.Column(
            "state", sa.Enum(*_STATES, name="workstate", native_enum=False, length=40),
            server_default="received", nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        _time("next_attempt_at"),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        _time("lease_until", nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(channel = 'hook') = (user_id IS NULL)", name=op.f("ck_letters_reader")
        ),
        sa.CheckConstraint(
            "(channel = 'push') = (device_id IS NOT NULL)", name=op.f("ck_letters_device")
        ),
        _of_an_agency("letters"),
        _of("letters", "user_id", "users"),
        _of("letters", "device_id", "push_devices"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_letters")),
    )  # fmt: skip
    op.create_index(
        "ix_letters_waiting", "letters", ["agency_id", "next_attempt_at"],
        postgresql_where=sa.text("state IN ('received', 'running')"),
    )  # fmt: skip
    op.create_index("ix_letters_user", "letters", ["agency_id", "user_id", "id"])


def _identity() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _number(name: str, *, autoincrement: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=autoincrement, nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=None if nullable else sa.text("now()"),
        nullable=nullable,
    )


def _of_an_agency(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id"], ["agencies.id"], name=op.f(f"fk_{table}_agency_id_agencies")
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )
