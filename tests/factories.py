"""Invented agencies, people and comments for tests, made through the services."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select

from moderation import setup
from moderation.database import Database, Session
from moderation.intake.deliveries import take_events
from moderation.intake.readings import Reading, SuggestedTemplate
from moderation.intake.triage import record_readings
from moderation.models import Authority, Case, Comment, Grant, User
from moderation.policy import RoleGrant, Who
from moderation.queries.agencies import find_page
from moderation.queries.rules import Caught
from moderation.queries.unread import unread_texts
from moderation.queries.work import claim
from moderation.sealing import Keyring
from moderation.vocabulary import (
    Actor,
    AuthorityBasis,
    CommentVerb,
    Label,
    Language,
    Platform,
    Role,
    Trait,
)
from platforms import CommentEvent, PostRef

__all__ = ["KEYS", "KEY_LINE", "NOW", "PASSWORD", "House", "event", "make_house", "reading_for"]

PASSWORD = "mot-cau-dai-de-nho"
KEY_LINE = f"one:{base64.b64encode(b'k' * 32).decode()}\n"  # one key file for all processes
KEYS = Keyring({"one": b"k" * 32})
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # a Wednesday, 16:00 in Vietnam


@dataclass(frozen=True, slots=True)
class House:
    """An agency under test: its page, its people, and short ways to bring comments in."""

    database: Database
    agency_id: int
    page_id: int
    people: dict[Role, Who] = field(default_factory=dict)
    usernames: dict[Role, str] = field(default_factory=dict)

    def who(self, role: Role) -> Who:
        """The person with this role."""
        return self.people[role]

    def take(self, *events: CommentEvent, received_at: datetime = NOW) -> None:
        """Bring events in, as the intake does."""
        with self.database.transaction(self.agency_id) as session:
            page = find_page(self.agency_id, session, self.page_id)
            assert page is not None
            take_events(self.agency_id, session, page, events, received_at=received_at)

    def case_of(self, external_id: str) -> Case:
        """The case that a comment belongs to, by the comment's name at the network."""
        with self.database.transaction(self.agency_id) as session:
            return session.scalars(
                select(Case)
                .join(Comment, Comment.case_id == Case.id)
                .where(Comment.external_id == external_id)
            ).one()

    def triage(
        self,
        read: Callable[[str], Label] = lambda _: Label.POLICY_QUESTION,
        *,
        similar: Callable[[str, str], bool] = lambda a, b: a == b,
        **about: object,
    ) -> int:
        """Read and route every comment that waits, labelled by `read`."""
        with self.database.transaction(self.agency_id) as session:
            ids = list(
                session.scalars(
                    Comment.__table__.select()
                    .with_only_columns(Comment.id)
                    .where(Comment.state == "received")
                )
            )
            token, _ = claim(self.agency_id, session, Comment, ids)
            unread = unread_texts(self.agency_id, session, token, ids)
        with self.database.transaction(self.agency_id) as session:
            return record_readings(
                self.agency_id,
                session,
                token,
                [
                    reading_for(u.comment_id, u.text_version, u.text, read(u.text), **about)
                    for u in unread
                ],
                similar=similar,
            )


def event(
    external_id: str,
    text: str | None = "Phường mình làm căn cước vào thứ bảy không ạ",
    *,
    verb: CommentVerb = CommentVerb.CREATED,
    at: datetime = NOW - timedelta(hours=1),
    author: str = "dan-1",
    parent: str | None = None,
    post: str = "bai-1",
) -> CommentEvent:
    """Something that happened to an invented comment."""
    return CommentEvent(
        verb=verb,
        external_id=external_id,
        text=text,
        created_at=at if verb is CommentVerb.CREATED else None,
        occurred_at=at,
        post=PostRef(external_id=post, text="Lịch cấp căn cước lưu động tuần này"),
        parent_external_id=parent,
        author_external_id=author,
        author_name="Người dân",
        permalink=None,
    )


def reading_for(
    comment_id: int,
    text_version: int,
    text: str,
    label: Label,
    *,
    needs_human: bool = False,
    reasons: tuple[str, ...] = (),
    caught: Caught | None = None,
    traits: tuple[Trait, ...] = (),
    language: Language | None = None,
    suggestions: tuple[SuggestedTemplate, ...] = (),
) -> Reading:
    """A reading as a sure machine would give it; equal texts share a key."""
    return Reading(
        comment_id=comment_id,
        text_version=text_version,
        model_version="test",
        label=label,
        probabilities={each: 0.9 if each is label else 0.02 for each in Label},
        reasons=reasons,
        spans=(),
        needs_human=needs_human,
        exact_key=hash(text) if len(text.split()) > 2 else None,
        caught=caught,
        traits=traits,
        language=language,
        suggestions=suggestions,
    )


@lru_cache(maxsize=1)
def _password_hash() -> str:
    """One argon2id hash for everybody: hashing takes a quarter of a second by design."""
    return PasswordHash((Argon2Hasher(),)).hash(PASSWORD)


def _person(agency_id: int, session: Session, username: str, role: Role) -> User:
    user = User(
        agency_id=agency_id,
        username=username,
        full_name=f"Chị {role.value}",
        password_hash=_password_hash(),
        language="vi",
    )
    session.add(user)
    session.flush()
    session.add(Grant(agency_id=agency_id, user_id=user.id, role=role))
    return user


def make_house(database: Database, number: int, roles: Sequence[Role] = tuple(Role)) -> House:
    """An agency with one page and one person for each role."""
    with database.transaction(0) as session:
        agency_id = setup.next_agency_id(session)
    admin = Who(agency_id, Actor.MACHINE, None, "Cài đặt", (RoleGrant(Role.ADMINISTRATOR),))
    people: dict[Role, Who] = {}
    usernames: dict[Role, str] = {}
    with database.transaction(agency_id) as session:
        setup.create_agency(session, f"phuong-{agency_id}", f"UBND phường Hoa Mai {number}")
        page = setup.add_page(session, admin, Platform.STANDARD, "trang-1", "Phường Hoa Mai")
        for role in roles:
            username = f"{role.value}-{agency_id}"
            user = _person(agency_id, session, username, role)
            people[role] = Who(agency_id, Actor.PERSON, user.id, user.full_name, (RoleGrant(role),))
            usernames[role] = username
            if role is Role.SPOKESPERSON:
                session.add(
                    Authority(
                        agency_id=agency_id,
                        user_id=user.id,
                        basis=AuthorityBasis.SPOKESPERSON,
                        number="01/QĐ-UBND",
                        valid_from=date(2026, 1, 1),
                    )
                )
    return House(database, agency_id, page.id, people, usernames)
