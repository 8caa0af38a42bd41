"""What leaves the console for a person's mailbox, their devices, or the agency's own program."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import (
    AgencyOwned,
    Base,
    Json,
    agency_key,
    created_at,
    of_an_agency,
    owned_by,
    words,
)
from moderation.models.intake import Worked
from moderation.vocabulary import NoticeChannel

__all__ = ["Letter", "NoticeHook", "NoticeWishes", "PushDevice", "PushKey"]


class NoticeWishes(Base):
    """What a person wants to be told of outside the console, and when.

    `kinds` maps a channel to the kinds of notice wanted there. With `digest`, letters wait for
    the hours of the day at which they are gathered; with `quiet`, everything waits for the office.
    """

    __tablename__ = "notice_wishes"
    __table_args__ = (owned_by("users", "user_id"),)

    agency_id: Mapped[int] = agency_key()
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mail_address: Mapped[str] = mapped_column(server_default="")
    kinds: Mapped[Json] = mapped_column(server_default="{}")
    digest: Mapped[bool] = mapped_column(server_default="true")
    quiet: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime] = created_at()
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class PushDevice(AgencyOwned, Base):
    """A browser that a person lets show notices; one that was given up has no address."""

    __tablename__ = "push_devices"
    __table_args__ = (
        owned_by("users", "user_id"),
        UniqueConstraint("agency_id", "endpoint_sha256"),
        CheckConstraint("(gone_at IS NULL) = (sealed_subscription IS NOT NULL)", name="gone"),
        Index("ix_push_devices_user", "agency_id", "user_id"),
    )

    user_id: Mapped[int]
    name: Mapped[str]
    endpoint_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_subscription: Mapped[str | None]
    created_at: Mapped[datetime] = created_at()
    gone_at: Mapped[datetime | None]


class PushKey(Base):
    """The key by which an agency's messages are known to push services (VAPID, RFC 8292)."""

    __tablename__ = "push_keys"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    public_key: Mapped[str]
    sealed_private: Mapped[str]
    created_at: Mapped[datetime] = created_at()


class NoticeHook(Base):
    """Where an agency's own program is told, by Standard Webhooks."""

    __tablename__ = "notice_hooks"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    url: Mapped[str]
    sealed_secret: Mapped[str]
    created_at: Mapped[datetime] = created_at()


class Letter(Worked, AgencyOwned, Base):
    """One message by one channel: how many of what, and where in the console to look.

    `counts` maps a kind of notice to a number. Nothing of a comment or a citizen stands here.
    `former_address` is where the reader got mail before, who is told there that it goes elsewhere.
    """

    __tablename__ = "letters"
    __table_args__ = (
        of_an_agency(),
        owned_by("users", "user_id"),
        owned_by("push_devices", "device_id"),
        CheckConstraint("(channel = 'hook') = (user_id IS NULL)", name="reader"),
        CheckConstraint("(channel = 'push') = (device_id IS NOT NULL)", name="device"),
        Index(
            "ix_letters_waiting",
            "agency_id",
            "next_attempt_at",
            postgresql_where=text("state IN ('received', 'running')"),
        ),
        Index("ix_letters_user", "agency_id", "user_id", "id"),
    )

    channel: Mapped[NoticeChannel] = mapped_column(words(NoticeChannel))
    user_id: Mapped[int | None]
    device_id: Mapped[int | None]
    former_address: Mapped[str | None]
    counts: Mapped[Json]
    path: Mapped[str]
    created_at: Mapped[datetime] = created_at()
    sent_at: Mapped[datetime | None]
