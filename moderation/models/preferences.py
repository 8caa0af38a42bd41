"""How a person likes to work: kept with them, so that every machine knows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import Base, Json, agency_key, owned_by, words
from moderation.vocabulary import Density

__all__ = ["Preferences"]


class Preferences(Base):
    """`keys` maps a key as the screens declare it to the one that this person presses for it."""

    __tablename__ = "preferences"
    __table_args__ = (owned_by("users", "user_id"),)

    agency_id: Mapped[int] = agency_key()
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    keys: Mapped[Json] = mapped_column(server_default="{}")
    keys_on: Mapped[bool] = mapped_column(server_default="true")
    mask_harsh: Mapped[bool] = mapped_column(server_default="false")
    density: Mapped[Density] = mapped_column(
        words(Density), server_default=Density.COMFORTABLE.value
    )
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
