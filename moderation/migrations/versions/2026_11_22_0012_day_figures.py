"""Figures by day, the triggers that say which days to add up anew, and a column they need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("day_figures", "day_tallies", "stale_days")

_DECISIONS = (
    "'relabelled', 'dismissed', 'answered', 'submitted', 'escalated', 'reopened', 'returned',"
    " 'undone'"
)

# Each function marks days of one agency; a row of `stale_days` is visible when its change is.
_FUNCTIONS = {
    "vietnam_day(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE": (
        "SELECT (moment AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    ),
    "day_starts(day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE": (
        "SELECT day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'"
    ),
    "mark_days_of_new_cases() RETURNS trigger LANGUAGE plpgsql": """
        BEGIN
            INSERT INTO stale_days (agency_id, day)
            SELECT DISTINCT agency_id, vietnam_day(moment)
              FROM fresh, unnest(ARRAY[opened_at, first_response_at, closed_at]) AS moment
             WHERE moment IS NOT NULL;
            RETURN NULL;
        END""",
    "mark_days_of_case() RETURNS trigger LANGUAGE plpgsql": """
        BEGIN
            INSERT INTO stale_days (agency_id, day)
            SELECT DISTINCT OLD.agency_id, vietnam_day(moment)
              FROM unnest(ARRAY[OLD.opened_at, OLD.first_response_at, OLD.closed_at]) AS moment
             WHERE moment IS NOT NULL;
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO stale_days (agency_id, day)
                SELECT DISTINCT NEW.agency_id, vietnam_day(moment)
                  FROM unnest(ARRAY[NEW.opened_at, NEW.first_response_at, NEW.closed_at]) AS moment
                 WHERE moment IS NOT NULL;
            END IF;
            RETURN NULL;
        END""",
    "mark_days_of_new_comments() RETURNS trigger LANGUAGE plpgsql": """
        BEGIN
            INSERT INTO stale_days (agency_id, day)
            SELECT DISTINCT agency_id, vietnam_day(posted_at) FROM fresh;
            RETURN NULL;
        END""",
    "mark_days_of_comment() RETURNS trigger LANGUAGE plpgsql": """
        BEGIN
            INSERT INTO stale_days (agency_id, day)
            VALUES (OLD.agency_id, vietnam_day(OLD.posted_at));
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO stale_days (agency_id, day)
                VALUES (NEW.agency_id, vietnam_day(NEW.posted_at));
            END IF;
            RETURN NULL;
        END""",
    # What is taken back stops counting on the day on which it was done.
    "mark_days_of_new_events() RETURNS trigger LANGUAGE plpgsql": f"""
        BEGIN
            INSERT INTO stale_days (agency_id, day)
            SELECT DISTINCT f.agency_id, vietnam_day(f.at) FROM fresh f
             WHERE f.actor = 'person' AND f.kind IN ({_DECISIONS});
            INSERT INTO stale_days (agency_id, day)
            SELECT DISTINCT f.agency_id, vietnam_day(e.at)
              FROM fresh f JOIN events e ON e.agency_id = f.agency_id AND e.id = f.undoes_id
             WHERE f.undoes_id IS NOT NULL;
            RETURN NULL;
        END""",
    # Only a case's first approval counts, so a change of one may make another the first.
    "mark_days_of_approval() RETURNS trigger LANGUAGE plpgsql": """
        BEGIN
            INSERT INTO stale_days (agency_id, day)
            SELECT DISTINCT a.agency_id, vietnam_day(a.decided_at) FROM approvals a
             WHERE a.agency_id = OLD.agency_id AND a.case_id = OLD.case_id
               AND a.decided_at IS NOT NULL;
            IF OLD.decided_at IS NOT NULL THEN
                INSERT INTO stale_days (agency_id, day)
                VALUES (OLD.agency_id, vietnam_day(OLD.decided_at));
            END IF;
            RETURN NULL;
        END""",
}  # fmt: skip

_CASE_COLUMNS = (
    "page_id", "label", "queue_key", "opened_at", "first_response_at", "response_minutes",
    "first_due_at", "closed_at", "waited_minutes",
)  # fmt: skip
_COMMENT_COLUMNS = ("page_id", "post_id", "posted_at", "is_own")
_APPROVAL_COLUMNS = ("state", "decided_at", "text")

_TRIGGERS = {
    ("cases", "days_of_new"): (
        "AFTER INSERT ON cases REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"
        " EXECUTE FUNCTION mark_days_of_new_cases()"
    ),
    ("cases", "days_of_changed"): (
        "AFTER UPDATE ON cases FOR EACH ROW WHEN (%s) EXECUTE FUNCTION mark_days_of_case()"
    ),
    ("cases", "days_of_gone"): (
        "AFTER DELETE ON cases FOR EACH ROW EXECUTE FUNCTION mark_days_of_case()"
    ),
    ("comments", "days_of_new"): (
        "AFTER INSERT ON comments REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"
        " EXECUTE FUNCTION mark_days_of_new_comments()"
    ),
    ("comments", "days_of_changed"): (
        "AFTER UPDATE ON comments FOR EACH ROW WHEN (%s) EXECUTE FUNCTION mark_days_of_comment()"
    ),
    ("comments", "days_of_gone"): (
        "AFTER DELETE ON comments FOR EACH ROW EXECUTE FUNCTION mark_days_of_comment()"
    ),
    ("events", "days_of_new"): (
        "AFTER INSERT ON events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"
        " EXECUTE FUNCTION mark_days_of_new_events()"
    ),
    ("approvals", "days_of_changed"): (
        "AFTER UPDATE ON approvals FOR EACH ROW WHEN (%s) EXECUTE FUNCTION mark_days_of_approval()"
    ),
    ("approvals", "days_of_gone"): (
        "AFTER DELETE ON approvals FOR EACH ROW EXECUTE FUNCTION mark_days_of_approval()"
    ),
}
_WATCHED = {
    "cases": _CASE_COLUMNS, "comments": _COMMENT_COLUMNS, "approvals": _APPROVAL_COLUMNS,
}  # fmt: skip


def upgrade() -> None:
    op.add_column("cases", sa.Column("waited_minutes", sa.BigInteger(), nullable=True))
    op.create_index("ix_comments_posted", "comments", ["agency_id", "posted_at"])
    op.create_index("ix_approvals_decided", "approvals", ["agency_id", "decided_at"])
    _tables()
    for table in TABLES:
        raise_wall(table)
    for signature, body in _FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} AS $$ {body} $$")
    for (table, name), what in _TRIGGERS.items():
        changed = " OR ".join(
            f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _WATCHED.get(table, ())
        )
        op.execute(f"CREATE TRIGGER {name} {what.replace('%s', changed)}")
    _mark_all_days()


def downgrade() -> None:
    for table, name in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for signature in reversed(_FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature.split('(', 1)[0]}")
    for table in TABLES:
        lower_wall(table)
        op.drop_table(table)
    op.drop_index("ix_approvals_decided", table_name="approvals")
    op.drop_index("ix_comments_posted", table_name="comments")
    op.drop_column("cases", "waited_minutes")


def _tables() -> None:
    label = sa.Enum(
        "illegal_content", "contrary_information", "policy_question", "feedback", "spam", "other",
        name="label", native_enum=False, length=40,
    )  # fmt: skip
    tally = sa.Enum(
        "received", "decided", "judged", "corrected", "overturned", "returned", "replied",
        "sourced", name="tally", native_enum=False, length=40,
    )  # fmt: skip
    op.create_table(
        "day_figures",
        *_place("day_figures"),
        sa.Column("label", label, nullable=False),
        sa.Column("queue_key", sa.String(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("opened", "answered", "within", "closed")
        ),
        sa.Column("hours", postgresql.ARRAY(sa.Integer()), nullable=False),
        *(
            sa.Column(name, sa.LargeBinary(), nullable=False)
            for name in ("office_run", "wall_run", "answered_run", "set_aside_run")
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "day", "page_id", "label", "queue_key", name=op.f("pk_day_figures")
        ),
    )
    op.create_table(
        "day_tallies",
        *_place("day_tallies"),
        sa.Column("tally", tally, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "agency_id", "day", "page_id", "tally", "key", name=op.f("pk_day_tallies")
        ),
    )
    op.create_table(
        "stale_days",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_stale_days_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_stale_days")),
    )


def _place(table: str) -> tuple[sa.Column[object] | sa.ForeignKeyConstraint, ...]:
    return (
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "page_id"],
            ["pages.agency_id", "pages.id"],
            name=op.f(f"fk_{table}_agency_id_page_id_pages"),
        ),
    )


def _mark_all_days() -> None:
    """What is there already has never been added up."""
    connection = op.get_bind()
    enter = sa.text("SELECT set_config('app.agency_id', :agency, true)")
    for agency_id in connection.scalars(sa.text("SELECT id FROM door_agencies()")).all():
        connection.execute(enter, {"agency": str(agency_id)})
        connection.execute(
            sa.text(
                "INSERT INTO stale_days (agency_id, day) SELECT :agency, day FROM ("
                " SELECT vietnam_day(moment) AS day FROM cases,"
                " unnest(ARRAY[opened_at, first_response_at, closed_at]) AS moment"
                " UNION SELECT vietnam_day(posted_at) FROM comments"
                " UNION SELECT vietnam_day(at) FROM events WHERE actor = 'person'"
                " UNION SELECT vietnam_day(decided_at) FROM approvals"
                ") AS found WHERE day IS NOT NULL"
            ),
            {"agency": agency_id},
        )
    connection.execute(enter, {"agency": ""})
