"""Many rows by one statement, and many ids as one parameter.

A statement with a parameter for each value costs several times what its work does: SQLAlchemy
writes each out, psycopg looks for each in the text letter by letter, PostgreSQL plans with them
all. So a column travels as one array, written as PostgreSQL reads arrays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    LargeBinary,
    Table,
    TextClause,
    any_,
    literal,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import Enum, String, TypeEngine, UserDefinedType

from moderation.models import Case, Comment
from moderation.models.base import Base

__all__ = ["among", "among_words", "as_json", "put_many", "put_new"]

_NULL = "NULL"
_NUMBERS: Mapping[type, str] = {int: "bigint", float: "double precision", bool: "boolean"}


class _Array(UserDefinedType[str]):
    """An array that is written out already."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, of: str) -> None:
        self.of = of

    def get_col_spec(self, **_: object) -> str:
        """The type's name for PostgreSQL."""
        return f"{self.of}[]"


def among(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ids: Iterable[int]
) -> ColumnElement[bool]:
    """Whether a column holds one of these numbers; `in_` for hundreds."""
    return column == any_(literal(_array(map(str, ids)), _Array("bigint")))


def among_words(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], words: Sequence[str]
) -> ColumnElement[bool]:
    """The same for words."""
    return column == any_(literal(_array(map(_quoted, words)), _Array("text")))


def put_many(
    session: Session,
    kind: type[Base],
    rows: Sequence[Mapping[str, object]],
    *,
    keep_known: bool = False,
) -> None:
    """Add rows that all name the same columns; `keep_known` leaves those be that stand already."""
    if rows:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        _put(session, kind, columns, keep_known=keep_known)


def put_new(session: Session, made: Sequence[Comment | Case], names: Sequence[str]) -> None:
    """Give objects that no session knows their ids, in order, and add a row for each.

    `names` are the columns to fill; the others take their defaults. The objects stay outside the
    session: whoever changes one later asks for it first.
    """
    if not made:
        return
    kind = type(made[0])
    ids = session.scalars(
        text(f"SELECT nextval('{kind.__tablename__}_id_seq') FROM generate_series(1, :count)"),
        {"count": len(made)},
    )
    for one, new_id in zip(made, ids, strict=True):
        one.id = new_id
    # What an object holds is read past SQLAlchemy's attributes, a tenth of the time.
    held = [vars(one) for one in made]
    columns = {name: [one.get(name) for one in held] for name in ("agency_id", "id", *names)}
    _put(session, kind, columns, keep_known=False)


def as_json(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as `json_populate_recordset` reads them."""
    return json.dumps(list(rows), default=_plain)


def _put(
    session: Session, kind: type[Base], columns: dict[str, list[object]], *, keep_known: bool
) -> None:
    statement, writers = _statement(kind, tuple(columns), keep_known)
    session.execute(
        statement,
        {
            name: _array([_NULL if value is None else write(value) for value in values])
            for (name, values), write in zip(columns.items(), writers, strict=True)
        },
    )


_Writer = Callable[[object], str]


@cache
def _statement(
    kind: type[Base],
    names: tuple[str, ...],
    keep_known: bool,  # noqa: FBT001 - a key
) -> tuple[TextClause, list[_Writer]]:
    """The statement for rows of these columns, and how each column's values are written."""
    table = cast("Table", kind.__table__)
    columns = [table.columns[name] for name in names]
    arrays, values, writers = [], [], []
    for name, column in zip(names, columns, strict=True):
        sent, write = _sent_as(column.type)
        arrays.append(f"CAST(:{name} AS {sent}[])")
        is_list = isinstance(column.type, ARRAY)
        values.append(f"CAST({column.name} AS text[])" if is_list else column.name)
        writers.append(write)
    listed = ", ".join(column.name for column in columns)
    known = " ON CONFLICT DO NOTHING" if keep_known else ""
    statement = text(
        f"INSERT INTO {table.name} ({listed}) SELECT {', '.join(values)}"
        f" FROM unnest({', '.join(arrays)}) AS given ({listed}){known}"
    )
    return statement, writers


def _sent_as(kind: TypeEngine[object]) -> tuple[str, _Writer]:
    """The type in whose array a column's values travel, and how one is written there.

    A list can't lie in an array as it is: it travels as the text of one.
    """
    match kind:
        case ARRAY():
            return "text", lambda value: _quoted(_array(map(_quoted, cast("list[str]", value))))
        case JSONB():
            return "jsonb", lambda value: _quoted(json.dumps(value, ensure_ascii=False))
        case LargeBinary():
            return "bytea", lambda value: f'"\\\\x{cast("bytes", value).hex()}"'
        case Enum() | String():
            return "text", lambda value: _quoted(cast("str", value))
        case _ if kind.python_type is datetime:
            return "timestamptz", lambda value: cast("datetime", value).isoformat()
    return _NUMBERS[kind.python_type], str


def _array(written: Iterable[str]) -> str:
    return f"{{{','.join(written)}}}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat()
    raise TypeError(f"no column of ours is a {type(value).__name__}")
