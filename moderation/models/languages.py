"""Who reads which minority language for the agency."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import Base, agency_key, owned_by, words
from moderation.vocabulary import Language

__all__ = ["LanguageReader"]


class LanguageReader(Base):
    """A person who is told of comments in a language, since they can read it."""

    __tablename__ = "language_readers"
    __table_args__ = (owned_by("users", "user_id"),)

    agency_id: Mapped[int] = agency_key()
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[Language] = mapped_column(words(Language), primary_key=True)
