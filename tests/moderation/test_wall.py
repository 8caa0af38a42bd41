"""The wall between agencies holds in the database itself, whatever the code above forgets."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from moderation.database import Database
from moderation.models import Base
from moderation.queries import doors
from tests.factories import House, event


def test_every_table_is_behind_the_wall(as_superuser: Engine) -> None:
    """A table without forced row-level security and a policy is a hole, whoever adds it."""
    with as_superuser.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT relname, relrowsecurity AND relforcerowsecurity AS forced, "
                "EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = 'agency_wall')"
                " AS walled FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
                "WHERE nspname = 'public' AND relkind IN ('r', 'p')"
            )
        ).all()

    open_tables = {row.relname for row in rows if not (row.forced and row.walled)}

    assert open_tables == {"alembic_version"}
    assert {row.relname for row in rows} >= set(Base.metadata.tables)


def test_the_apps_role_owns_nothing_and_cannot_step_over_the_wall(as_superuser: Engine) -> None:
    """Owners and superusers are not held by policies; the app must be neither."""
    with as_superuser.connect() as connection:
        role = connection.execute(
            text(
                "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, "
                "EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) AS owns "
                "FROM pg_roles r WHERE rolname = 'phanhoi_app'"
            )
        ).one()

    assert tuple(role) == (False, False, False, False, False)


def test_with_no_agency_named_every_table_looks_empty(house: House) -> None:
    """Forgetting to say whose request it is shows nothing rather than everything."""
    house.take(event("c1"))

    with house.database.doorway() as door:
        counts = {
            name: door.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in Base.metadata.tables
        }

    assert set(counts.values()) == {0}


def test_rows_of_another_agency_are_neither_read_nor_written(
    house: House, neighbour: House
) -> None:
    """Even SQL with no condition stays within the named agency."""
    house.take(event("c1"))
    neighbour.take(event("c1"))

    with house.database.transaction(house.agency_id) as session:
        seen = set(session.scalars(text("SELECT agency_id FROM comments")))
        touched = session.execute(text("UPDATE comments SET author_name = 'x'"))

    assert seen == {house.agency_id}
    assert touched.rowcount == 1  # type: ignore[attr-defined]


def test_a_row_cannot_be_written_for_another_agency(house: House, neighbour: House) -> None:
    """The check holds for inserts as well."""
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        house.database.transaction(house.agency_id) as session,
    ):
        session.execute(
            text(
                "INSERT INTO posts (agency_id, page_id, external_id) VALUES (:agency, :page, 'x')"
            ),
            {"agency": neighbour.agency_id, "page": neighbour.page_id},
        )


def test_the_doors_give_ids_and_nothing_else(house: House, database: Database) -> None:
    """A door names the agency; what stands behind it is read inside."""
    house.take(event("c1"))
    username = next(iter(house.usernames.values()))

    with database.doorway() as door:
        assert doors.agency_of_username(door, username) == house.agency_id
        assert doors.agency_of_username(door, "khong-co-ai") is None
        assert doors.agency_of_page(door, house.page_id) == house.agency_id


@pytest.mark.parametrize("change", ["UPDATE events SET kind = 'x'", "DELETE FROM events"])
def test_events_cannot_be_changed_by_the_app(house: House, change: str) -> None:
    """What happened stays as it was written."""
    house.take(event("c1"))

    with (
        pytest.raises(DBAPIError, match="permission denied"),
        house.database.transaction(house.agency_id) as session,
    ):
        session.execute(text(change))


def test_events_cannot_be_changed_even_by_the_superuser_unawares(
    house: House, as_superuser: Engine
) -> None:
    """A trigger stands in the way of whoever is not held by grants."""
    house.take(event("c1"))

    with pytest.raises(DBAPIError, match="only ever added"), as_superuser.begin() as connection:
        connection.execute(text("DELETE FROM events"))


def test_search_finds_the_words_of_ones_own_agency_alone(house: House, neighbour: House) -> None:
    """Search goes through a door, so it must hold to the agency by itself; unnamed, to none."""
    house.take(event("mine", "Đường Hoa Sữa ngập từ sáng tới giờ"))
    neighbour.take(event("theirs", "Đường Hoa Sữa bên phường bạn cũng ngập"))
    search = text("SELECT count(*) FROM search_comments(ARRAY['%hoa sua%'], 100)")

    for one in (house, neighbour):
        with one.database.transaction(one.agency_id) as session:
            assert session.execute(search).scalar_one() == 1
    with house.database.doorway() as door:
        assert door.execute(search).scalar_one() == 0
