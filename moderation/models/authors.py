"""Who wrote comments, sealed, and the keys of an agency that seal them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, of_an_agency, words
from moderation.vocabulary import KeyPurpose

__all__ = ["AgencyKey", "Author"]


class AgencyKey(AgencyOwned, Base):
    """A key of the agency, sealed by the installation's key file.

    Several wrap the keys of authors, the highest number the newest; one makes indexes.
    """

    __tablename__ = "agency_keys"
    __table_args__ = (of_an_agency(), UniqueConstraint("agency_id", "purpose", "number"))

    purpose: Mapped[KeyPurpose] = mapped_column(words(KeyPurpose))
    number: Mapped[int]
    sealed_key: Mapped[str]
    created_at: Mapped[datetime] = created_at()


class Author(AgencyOwned, Base):
    """Somebody who wrote on one page. The same person on another page is another row, on purpose.

    Found by `identity_index` (page and platform id) or `name_index` (folded name), never by a
    name in the clear. Erasing destroys `wrapped_key`, without which `sealed_identity`, in this
    table or in any copy of it, is noise. An author whom the network did not identify belongs to
    one comment alone. Tied to nothing but by the comments that point here: one more check of every
    row against its page, always the same, costs an import more than the sealing itself.
    """

    __tablename__ = "authors"
    __table_args__ = (
        UniqueConstraint("agency_id", "identity_index"),
        Index("ix_authors_name", "agency_id", "name_index"),
        CheckConstraint(
            "(wrapped_key IS NULL) = (erased_at IS NOT NULL)"
            " AND (sealed_identity IS NULL) = (erased_at IS NOT NULL)",
            name="erased",
        ),
    )

    identity_index: Mapped[bytes]
    name_index: Mapped[bytes | None]
    wrapped_key: Mapped[bytes | None]
    sealed_identity: Mapped[bytes | None]
    created_at: Mapped[datetime] = created_at()
    restricted_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
