"""The audit log shows whatever is done to it."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from moderation.audit import Verdict, head_of, seal_up_to, verify
from moderation.chain import COLUMNS, AuditKey, Head, PublicKeys, entry_digest, new_audit_key_line
from moderation.errors import ConflictError, PhanHoiError
from moderation.events import record, record_all
from moderation.models import Seal
from moderation.queries.audit import newest_visible
from moderation.vocabulary import EventKind, Role
from tests.factories import NOW, House

TAMPERINGS = 1_000


@pytest.fixture
def keys(tmp_path: Path) -> tuple[AuditKey, PublicKeys]:
    """A sealing key and its public half."""
    path = tmp_path / "audit.key"
    path.write_text(new_audit_key_line("one"), encoding="ascii")
    return AuditKey.read(path), PublicKeys.of(path)


def write(house: House, count: int) -> None:
    """So many events, half of them one by one."""
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        for number in range(count // 2):
            record(session, who, EventKind.SETTING_CHANGED, setting="thử", share=number / 3, n=None)
        record_all(
            session,
            who,
            [
                {"kind": EventKind.COMMENT_RECEIVED, "data": {"n": n, "nested": {"b": [1.0, "ạ"]}}}
                for n in range(count - count // 2)
            ],
        )


def seal(house: House, keys: tuple[AuditKey, PublicKeys], shipped: Head | None = None) -> Head:
    """Seal what there is."""
    with house.database.transaction(house.agency_id) as session:
        newest, _ = newest_visible(house.agency_id, session)
        made = seal_up_to(house.agency_id, session, *keys, event_id=newest, shipped=shipped)
        assert made is not None
        return head_of(made)


def check(house: House, keys: PublicKeys, heads: list[Head]) -> Verdict:
    """What a check finds."""
    with house.database.transaction(house.agency_id) as session:
        return verify(house.agency_id, session, keys, heads)


def test_a_log_that_nobody_touched_is_found_whole(
    house: House, keys: tuple[AuditKey, PublicKeys]
) -> None:
    """Sealed runs chain, and events younger than the last seal are counted apart."""
    write(house, 10)
    first = seal(house, keys)
    write(house, 6)
    second = seal(house, keys, first)
    write(house, 4)

    found = check(house, keys[1], [first, second])

    assert found.fault is None
    assert (found.seals, found.unsealed) == (2, 4)
    assert found.events >= 16
    assert second.previous == first.root


def test_one_thousand_random_tamperings_are_each_found(
    house: House,
    neighbour: House,
    keys: tuple[AuditKey, PublicKeys],
    as_superuser: Engine,
) -> None:
    """Whoever holds the database itself flips, deletes, inserts, swaps or cuts: each is seen."""
    heads: list[Head] = []
    for _ in range(6):
        write(house, 8)
        heads.append(seal(house, keys, heads[-1] if heads else None))
    chance = random.Random(8)  # noqa: S311 - a test that can be repeated
    with as_superuser.connect() as connection:
        for number in range(TAMPERINGS):
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            tamper = chance.choice(WAYS)
            at = tamper(connection, house.agency_id, chance)
            with Session(bind=connection, join_transaction_mode="rollback_only") as session:
                fault = verify(house.agency_id, session, keys[1], heads).fault
            connection.rollback()
            assert fault is not None, f"number {number}: {tamper.__name__} went unseen"
            assert at is None or fault.event_id == at, f"{tamper.__name__}: {fault}"
    assert check(house, keys[1], heads).fault is None


def flip(connection: Connection, agency: int, chance: random.Random) -> int:
    """Change one column of a row."""
    row = _row(connection, agency, chance)
    change = chance.choice(
        [
            "at = at + interval '1 microsecond'",
            "kind = kind || 'x'",
            "actor = 'machine'",
            "actor_id = coalesce(actor_id, 0) + 1",
            "case_id = coalesce(case_id, 0) + 1",
            "comment_id = coalesce(comment_id, 0) + 1",
            "undoes_id = coalesce(undoes_id, 0) + 1",
            """data = data || '{"n": 77}'""",
            "entry_sha256 = sha256('x')",
        ]
    )
    connection.execute(text(f"UPDATE events SET {change} WHERE id = :id"), {"id": row["id"]})
    return int(row["id"])


def flip_with_its_digest(connection: Connection, agency: int, chance: random.Random) -> int:
    """Change a row and work its digest out anew, as somebody would who has read this code."""
    row = {**_row(connection, agency, chance), "kind": EventKind.DISMISSED}
    connection.execute(
        text("UPDATE events SET kind = 'dismissed', entry_sha256 = :digest WHERE id = :id"),
        {"id": row["id"], "digest": entry_digest(row)},
    )
    return int(row["id"])


def delete(connection: Connection, agency: int, chance: random.Random) -> int:
    """Take a row away."""
    event_id = int(_row(connection, agency, chance)["id"])
    connection.execute(text("DELETE FROM events WHERE id = :id"), {"id": event_id})
    return event_id


def insert(connection: Connection, agency: int, chance: random.Random) -> int | None:
    """Put a row where an id was free, with a digest that fits."""
    row = _row(connection, agency, chance)
    free = connection.scalar(
        text(
            "SELECT n FROM generate_series(1, (SELECT max(id) FROM events WHERE agency_id = :a)) n"
            " WHERE NOT EXISTS (SELECT FROM events WHERE agency_id = :a AND id = n)"
            " ORDER BY random() LIMIT 1"
        ),
        {"a": agency},
    )
    if free is None:
        return delete(connection, agency, chance)
    row["id"] = free
    connection.execute(
        text(
            "INSERT INTO events (agency_id, id, at, kind, actor, actor_id, data, entry_sha256)"
            " VALUES (:agency_id, :id, :at, :kind, 'machine', NULL, '{}', :digest)"
        ),
        {
            "agency_id": agency,
            "id": free,
            "at": row["at"],
            "kind": row["kind"],
            "digest": entry_digest({**row, "actor": "machine", "actor_id": None, "data": {}}),
        },
    )
    return int(free)


def swap(connection: Connection, agency: int, chance: random.Random) -> None:
    """Let two rows change places."""
    one, other = _row(connection, agency, chance), _row(connection, agency, chance)
    if one["id"] == other["id"]:
        delete(connection, agency, chance)
        return
    move = text("UPDATE events SET id = :to WHERE id = :id")
    for source, to in ((one["id"], -1), (other["id"], one["id"]), (-1, other["id"])):
        connection.execute(move, {"id": source, "to": to})


def cut(connection: Connection, agency: int, chance: random.Random) -> None:
    """Cut the chain's end off, seals and rows alike."""
    number = chance.randint(1, 6)
    first = connection.scalar(
        text("SELECT first_id FROM seals WHERE agency_id = :a AND number = :n"),
        {"a": agency, "n": number},
    )
    about = {"a": agency, "n": number, "id": first}
    connection.execute(text("DELETE FROM seals WHERE agency_id = :a AND number >= :n"), about)
    connection.execute(text("DELETE FROM events WHERE agency_id = :a AND id >= :id"), about)


def reseal(connection: Connection, agency: int, chance: random.Random) -> None:
    """Rewrite a seal so that it fits again, with everything but the key."""
    change = chance.choice(
        [
            "leaves = substring(leaves FROM 41), count = count - 1",
            "root = sha256(leaves)",
            "number = number + 100",
            "signature = sha512('x')",
            "made_at = made_at + interval '1 second'",
            "key_name = 'two'",
        ]
    )
    connection.execute(
        text(f"UPDATE seals SET {change} WHERE agency_id = :a AND number = :n"),
        {"a": agency, "n": chance.randint(1, 6)},
    )


WAYS: list[Callable[[Connection, int, random.Random], int | None]] = [
    flip, flip, flip, flip_with_its_digest, delete, insert, swap, cut, reseal,
]  # fmt: skip


def _row(connection: Connection, agency: int, chance: random.Random) -> dict[str, object]:
    rows = connection.execute(
        text(
            "SELECT agency_id, id, at, kind, actor, actor_id, case_id, comment_id, undoes_id, data"
            " FROM events WHERE agency_id = :a ORDER BY id"
        ),
        {"a": agency},
    ).mappings()
    return dict(chance.choice(rows.all()))


def test_the_sealer_does_not_cover_up_a_cut_chain(
    house: House, keys: tuple[AuditKey, PublicKeys], as_superuser: Engine
) -> None:
    """When the last shipped head is not in the table, nothing more is sealed."""
    write(house, 4)
    first = seal(house, keys)
    write(house, 4)
    second = seal(house, keys, first)
    with as_superuser.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text("DELETE FROM seals WHERE agency_id = :a AND number = 2"), {"a": house.agency_id}
        )
    write(house, 2)

    with pytest.raises(ConflictError) as refused:
        seal(house, keys, second)

    assert refused.value.code == "chain_broken"
    assert check(house, keys[1], [first, second]).fault is not None


def test_a_seal_by_another_key_is_no_seal(
    house: House, keys: tuple[AuditKey, PublicKeys], tmp_path: Path
) -> None:
    """The app's role may add rows to the table of seals, and gains nothing by it."""
    other = tmp_path / "other.key"
    other.write_text(new_audit_key_line("one"), encoding="ascii")
    write(house, 4)
    seal(house, (AuditKey.read(other), PublicKeys.of(other)))

    fault = check(house, keys[1], []).fault

    assert fault is not None
    assert "chữ ký" in fault.what


@pytest.mark.parametrize("change", ["UPDATE seals SET count = 0", "DELETE FROM seals"])
def test_seals_are_only_ever_added(house: House, change: str) -> None:
    """As events are."""
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        house.database.transaction(house.agency_id) as session,
    ):
        session.execute(text(change))


def test_the_apps_role_cannot_read_the_key_through_the_database(
    house: House, tmp_path: Path
) -> None:
    """The key file is out of reach of whatever SQL the application can be made to run."""
    path = tmp_path / "audit.key"
    path.write_text(new_audit_key_line("one"), encoding="ascii")

    with (
        pytest.raises(DBAPIError, match="permission denied"),
        house.database.transaction(house.agency_id) as session,
    ):
        session.execute(text("SELECT pg_read_file(:path)"), {"path": str(path)})


def test_the_seals_of_one_agency_say_nothing_of_another(
    house: House, neighbour: House, keys: tuple[AuditKey, PublicKeys]
) -> None:
    """Chains are apart, and so are their numbers."""
    write(house, 4)
    write(neighbour, 4)

    heads = [seal(house, keys), seal(neighbour, keys)]

    assert [head.number for head in heads] == [1, 1]
    assert check(house, keys[1], heads).fault is None
    with house.database.transaction(house.agency_id) as session:
        assert {one.agency_id for one in session.query(Seal)} == {house.agency_id}


def test_a_key_file_that_is_no_key_file_is_refused(tmp_path: Path) -> None:
    """By a sentence, before anything is signed."""
    path = tmp_path / "audit.key"
    for content in ("", "one:AAAA\n", "một dòng lạ"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(PhanHoiError, match="niêm phong"):
            AuditKey.read(path)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=4
    ), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.lists(JSON, min_size=20, max_size=20))
def test_a_digest_survives_the_way_through_the_database(
    as_superuser: Engine, values: list[object]
) -> None:
    """Numbers and texts come back from PostgreSQL's JSON as what they were hashed as."""
    import json

    with as_superuser.connect() as connection:
        given_ = json.dumps(values)
        back = connection.scalar(text("SELECT CAST(:v AS jsonb)"), {"v": given_})
    row = dict.fromkeys(
        ("agency_id", "id", "kind", "actor", "actor_id", "case_id", "comment_id", "undoes_id")
    ) | {"at": datetime(2026, 11, 22, tzinfo=UTC)}
    assert entry_digest({**row, "data": values}) == entry_digest({**row, "data": back})


def test_a_digest_is_that_of_the_whole_row_as_canonical_json() -> None:
    """Written by hand for speed: letter by letter what an encoder makes of the row."""
    odd = {"b": [1.0, None, "“ngoặc” \\ \n"], "a": {"x": Role.TRIAGE, "at": NOW}}
    at = "2026-11-18T09:00:00+00:00"
    as_kept = {"b": [1, None, "“ngoặc” \\ \n"], "a": {"x": "triage", "at": at}}
    for data, kept in ((odd, as_kept), ({}, {})):
        row = dict.fromkeys(COLUMNS) | {
            "agency_id": 3, "id": 2**40, "at": NOW, "kind": EventKind.RELABELLED,
            "actor": 'a"\\ơ', "case_id": 7, "data": data,
        }  # fmt: skip
        plain = {**row, "at": at, "kind": "relabelled", "data": kept}
        said = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert entry_digest(row) == hashlib.sha256(said.encode()).digest()
