"""What every table shares: names of constraints, column types, the agency in front of the key."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Enum,
    ForeignKeyConstraint,
    Identity,
    MetaData,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

__all__ = [
    "AgencyOwned",
    "Base",
    "Json",
    "agency_key",
    "created_at",
    "of_an_agency",
    "owned_by",
    "words",
]

Json = dict[str, Any]


class Base(DeclarativeBase):
    """The metadata that migrations are held against."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: DateTime(timezone=True),
        int: BigInteger,
        # None is SQL's NULL, not JSON's null, which no index on absence would see.
        Json: JSONB(none_as_null=True),
    }


def words(values: type[StrEnum]) -> Enum:
    """A closed list kept as its text, so that a new word needs no lock on the table."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def agency_key() -> Mapped[int]:
    """The first half of every primary key."""
    return mapped_column(primary_key=True, autoincrement=False)


def of_an_agency() -> ForeignKeyConstraint:
    """For tables that hang on the agency alone.

    The others reach it through what they belong to: one more check for every row of a busy table,
    always of the same row, costs and adds nothing.
    """
    return ForeignKeyConstraint(["agency_id"], ["agencies.id"])


def created_at() -> Mapped[datetime]:
    """When the row was written, by the database's clock."""
    return mapped_column(server_default=func.now())


def owned_by(table: str, *columns: str) -> ForeignKeyConstraint:
    """A reference that can't cross from one agency to another: `(agency_id, column)` together."""
    return ForeignKeyConstraint(
        ["agency_id", *columns], [f"{table}.agency_id", *(f"{table}.id" for _ in columns)]
    )


class AgencyOwned:
    """A table with the key `(agency_id, id)`; `id` alone is unique over the installation too."""

    @declared_attr
    def agency_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy hands over the class
        return mapped_column(primary_key=True, autoincrement=False, sort_order=-2)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True, autoincrement=True, sort_order=-1)
