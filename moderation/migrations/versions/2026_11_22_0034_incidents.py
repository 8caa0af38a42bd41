"""Incidents of the agency's own pages, pages that pass for them, and the limits for both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_PROMPTLY = "Quyết định 874/QĐ-BTTTT yêu cầu thông báo nhanh chóng; số giờ do cơ quan quy định"
_LIMITS = (
    ("incident_provider", "Báo mạng xã hội khi trang bị chiếm, bị mạo danh", 4, "clock_hours",
     _PROMPTLY),
    ("incident_authority", "Báo cơ quan chức năng khi trang bị chiếm, bị mạo danh", 24,
     "clock_hours", _PROMPTLY),
    ("page_scan", "Rà soát trang mạo danh", 30, "calendar_days",
     "Quy định của cơ quan; công văn 142/STTTT-TTBCXB (23-01-2024) đề nghị rà soát"),
)  # fmt: skip
_TABLES = ("page_scans", "suspect_pages", "incidents", "duty_files")


def upgrade() -> None:
    _scans()
    _suspects()
    _incidents()
    _files()
    for table in _TABLES:
        raise_wall(table)
    op.create_index(
        "ix_events_duties", "events", ["agency_id", "kind", "id"],
        postgresql_where=sa.text("kind IN ('incident', 'suspect_page', 'pages_scanned')"),
    )  # fmt: skip
    _limits()


def downgrade() -> None:
    """The limits stay: they are the agencies' own, and the older schema holds them as well."""
    op.drop_index("ix_events_duties", "events")
    for table in reversed(_TABLES):
        lower_wall(table)
        op.drop_table(table)


def _scans() -> None:
    op.create_table(
        "page_scans",
        *_key(),
        _word("method", "scanmethod", "by_hand", "list"),
        _now("scanned_at"),
        sa.Column("scanned_by", sa.BigInteger(), nullable=True),
        _text("file_name"),
        _count("rows_read"),
        _count("found"),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_page_scans_agency_id_agencies")
        ),
        _owned("page_scans", "scanned_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_page_scans")),
    )
    op.create_index("ix_page_scans_at", "page_scans", ["agency_id", "scanned_at"])


def _suspects() -> None:
    op.create_table(
        "suspect_pages",
        *_key(),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("url_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("similarity", sa.SmallInteger(), nullable=False),
        _word("level", "suspectlevel", "low", "medium", "high"),
        _text("note"),
        _now("found_at"),
        sa.Column("found_by", sa.BigInteger(), nullable=True),
        sa.Column("scan_id", sa.BigInteger(), nullable=True),
        _text("reported_to"),
        _at("reported_at"),
        _text("reference"),
        _word(
            "outcome", "suspectoutcome", "removed", "renamed", "stands", "harmless", nullable=True
        ),
        _at("outcome_at"),
        sa.CheckConstraint(
            "(outcome IS NULL) = (outcome_at IS NULL)", name=op.f("ck_suspect_pages_outcome")
        ),
        _owned("suspect_pages", "page_id", "pages"),
        _owned("suspect_pages", "found_by", "users"),
        _owned("suspect_pages", "scan_id", "page_scans"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_suspect_pages")),
        sa.UniqueConstraint(
            "agency_id", "url_key", name=op.f("uq_suspect_pages_agency_id_url_key")
        ),
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        *_key(),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        _word("kind", "incidentkind", "lost", "impersonated", "misused"),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("suspect_id", sa.BigInteger(), nullable=True),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        _at("provider_notified_at"),
        _text("provider_reference"),
        _text("authority"),
        _at("authority_notified_at"),
        _text("authority_reference"),
        _at("closed_at"),
        _text("closing_report"),
        _now("created_at"),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closing_report = '')", name=op.f("ck_incidents_closing")
        ),
        _owned("incidents", "page_id", "pages"),
        _owned("incidents", "opened_by", "users"),
        _owned("incidents", "suspect_id", "suspect_pages"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_incidents")),
    )
    op.create_index(
        "ix_incidents_open", "incidents", ["agency_id", "page_id"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )  # fmt: skip


def _files() -> None:
    op.create_table(
        "duty_files",
        *_key(),
        sa.Column("incident_id", sa.BigInteger(), nullable=True),
        sa.Column("suspect_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        _now("created_at"),
        sa.CheckConstraint(
            "num_nonnulls(incident_id, suspect_id) = 1", name=op.f("ck_duty_files_of_one")
        ),
        _owned("duty_files", "incident_id", "incidents"),
        _owned("duty_files", "suspect_id", "suspect_pages"),
        _owned("duty_files", "added_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_duty_files")),
    )
    op.create_index("ix_duty_files_incident", "duty_files", ["agency_id", "incident_id"])
    op.create_index("ix_duty_files_suspect", "duty_files", ["agency_id", "suspect_id"])


def _limits() -> None:
    """Agencies get the new limits as a new one does; a limit of the same name stays theirs."""
    connection = op.get_bind()
    enter = sa.text("SELECT set_config('app.agency_id', :agency, true)")
    for agency_id in connection.scalars(sa.text("SELECT id FROM door_agencies()")).all():
        connection.execute(enter, {"agency": str(agency_id)})
        for key, name, amount, unit, citation in _LIMITS:
            connection.execute(
                sa.text(
                    "INSERT INTO clocks (agency_id, key, name, amount, unit, citation, confidence)"
                    " SELECT :agency, CAST(:key AS varchar), :name, :amount, :unit, :citation,"
                    " 'own' WHERE NOT EXISTS (SELECT FROM clocks WHERE agency_id = :agency"
                    " AND key = CAST(:key AS varchar))"
                ),
                {"agency": agency_id, "key": key, "name": name, "amount": amount, "unit": unit,
                 "citation": citation},
            )  # fmt: skip
    connection.execute(enter, {"agency": ""})


def _key() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
    )


def _word(column: str, name: str, *values: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(
        column, sa.Enum(*values, name=name, native_enum=False, length=40), nullable=nullable
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default="", nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)


def _at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _owned(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column], [f"{of}.agency_id", f"{of}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{of}"),
    )  # fmt: skip
