"""Who wrote comments: found by index, opened with the agency's keys."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import func, or_, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from moderation.database import KEYRING
from moderation.errors import PhanHoiError, UnavailableError
from moderation.models import AgencyKey, Author, Comment, Page
from moderation.sealing import NO_KEYS, Keyring
from moderation.text import fold
from moderation.vault import KEY_BYTES, Vault, open_with
from moderation.vocabulary import KeyPurpose

__all__ = [
    "Identity",
    "KnownAuthor",
    "NewAuthor",
    "add_authors",
    "add_wrapping_key",
    "author_place",
    "authors_by_index",
    "comment_names",
    "find_author",
    "identities",
    "identity_of",
    "index_of_id",
    "index_of_name",
    "is_opened_by",
    "key_place",
    "named_authors",
    "unsealed_comments",
    "vault_of",
    "wrapped_with_old_keys",
]

_VAULT = "vault"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an author is, as the network told."""

    external_id: str | None = field(repr=False)
    name: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class KnownAuthor:
    """What is known of an author without opening anything."""

    id: int
    name_index: bytes | None


@dataclass(frozen=True, slots=True)
class NewAuthor:
    """An author sealed, ready to be kept."""

    identity_index: bytes
    name_index: bytes | None
    wrapped_key: bytes
    sealed_identity: bytes


def vault_of(agency_id: int, session: Session) -> Vault:
    """The agency's keys, made when they are first needed; kept for the transaction."""
    kept = session.info.get(_VAULT)
    if kept is None:
        kept = session.info[_VAULT] = _read_vault(agency_id, session)
    return cast("Vault", kept)


def index_of_id(vault: Vault, page_id: int, external_id: str) -> bytes:
    """By what the author with this platform id is found on a page."""
    return vault.index("id", str(page_id), external_id)


def index_of_name(vault: Vault, name: str) -> bytes:
    """By what authors of this name are found, however it is typed."""
    return vault.index("name", fold(name))


def author_place(agency_id: int, identity_index: bytes) -> bytes:
    """What a sealed identity is bound to, so that it opens in its own row alone."""
    return b"authors:%d:" % agency_id + identity_index


def authors_by_index(
    agency_id: int, session: Session, indexes: Collection[bytes]
) -> dict[bytes, KnownAuthor]:
    """The authors behind these indexes."""
    rows = session.execute(
        text(
            "SELECT identity_index, id, name_index FROM authors WHERE agency_id = :agency_id"
            " AND identity_index = ANY (CAST(:indexes AS bytea[]))"
        ),
        {"agency_id": agency_id, "indexes": list(indexes)},
    )
    return {row[0]: KnownAuthor(row[1], row[2]) for row in rows}


def add_authors(agency_id: int, session: Session, rows: Sequence[NewAuthor]) -> dict[bytes, int]:
    """Keep new authors; their ids by index. An import brings hundreds at once: arrays, not rows."""
    if not rows:
        return {}
    added = session.execute(
        text(
            "INSERT INTO authors"
            " (agency_id, identity_index, name_index, wrapped_key, sealed_identity)"
            " SELECT :agency_id, * FROM unnest(CAST(:indexes AS bytea[]), CAST(:names AS bytea[]),"
            " CAST(:keys AS bytea[]), CAST(:sealed AS bytea[])) RETURNING identity_index, id"
        ),
        {
            "agency_id": agency_id,
            "indexes": [row.identity_index for row in rows],
            "names": [row.name_index for row in rows],
            "keys": [row.wrapped_key for row in rows],
            "sealed": [row.sealed_identity for row in rows],
        },
    )
    return {row[0]: row[1] for row in added}


def find_author(agency_id: int, session: Session, author_id: int) -> Author | None:
    """One author."""
    return session.get(Author, (agency_id, author_id))


def named_authors(agency_id: int, session: Session, name: str) -> list[int]:
    """The authors who bear exactly this name, accents aside."""
    index = index_of_name(vault_of(agency_id, session), name)
    return list(
        session.scalars(
            select(Author.id).where(Author.agency_id == agency_id, Author.name_index == index)
        )
    )


def identity_of(agency_id: int, session: Session, author_id: int | None) -> Identity | None:
    """Who an author is; None for one who is not known or was erased."""
    author = None if author_id is None else find_author(agency_id, session, author_id)
    return None if author is None else _opened(vault_of(agency_id, session), author)


def identities(
    agency_id: int, session: Session, author_ids: Collection[int]
) -> dict[int, Identity]:
    """Who these authors are; those who were erased are left out."""
    if not author_ids:
        return {}
    authors = session.scalars(
        select(Author).where(Author.agency_id == agency_id, Author.id.in_(author_ids))
    ).all()
    opened = {one.id: _opened(vault_of(agency_id, session), one) for one in authors}
    return {author_id: who for author_id, who in opened.items() if who is not None}


def comment_names(agency_id: int, session: Session, comments: Iterable[Comment]) -> dict[int, str]:
    """The name under each comment where it is known: the page's own, or its author's."""
    shown = list(comments)
    ids = {one.author_id for one in shown if one.author_id is not None}
    known = identities(agency_id, session, ids)
    names = {}
    for comment in shown:
        found = known.get(comment.author_id or 0)
        if comment.is_own:
            page = session.get(Page, (agency_id, comment.page_id))
            names[comment.id] = page.name if page else ""
        elif found is not None and found.name:
            names[comment.id] = found.name
    return names


def add_wrapping_key(agency_id: int, session: Session) -> int:
    """Give the agency a new key for wrapping; what older ones wrapped stays readable."""
    last = session.scalar(
        select(func.max(AgencyKey.number)).where(
            AgencyKey.agency_id == agency_id, AgencyKey.purpose == KeyPurpose.WRAP
        )
    )
    _add_key(agency_id, session, KeyPurpose.WRAP, (last or 0) + 1)
    session.info.pop(_VAULT, None)
    return (last or 0) + 1


def unsealed_comments(agency_id: int, session: Session, *, limit: int) -> list[Comment]:
    """Comments from before authors were sealed, with who wrote them in the clear."""
    return list(
        session.scalars(
            select(Comment)
            .where(
                Comment.agency_id == agency_id,
                or_(Comment.clear_author_id.is_not(None), Comment.clear_author_name.is_not(None)),
            )
            .order_by(Comment.id)
            .limit(limit)
            .with_for_update()
        )
    )


def wrapped_with_old_keys(
    agency_id: int, session: Session, *, after_id: int, limit: int
) -> list[Author]:
    """Authors whose keys may still be wrapped by an older key, in the order of their ids."""
    return list(
        session.scalars(
            select(Author)
            .where(
                Author.agency_id == agency_id,
                Author.id > after_id,
                Author.wrapped_key.is_not(None),
            )
            .order_by(Author.id)
            .limit(limit)
            .with_for_update()
        )
    )


def _opened(vault: Vault, author: Author) -> Identity | None:
    if author.wrapped_key is None or author.sealed_identity is None:
        return None
    place = author_place(author.agency_id, author.identity_index)
    told = json.loads(
        open_with(vault.unwrap(author.wrapped_key, place), author.sealed_identity, place)
    )
    return Identity(told["id"], told["name"])


def _read_vault(agency_id: int, session: Session) -> Vault:
    kept = _keys(agency_id, session)
    if len(kept) < len(KeyPurpose):
        for purpose in KeyPurpose:
            _add_key(agency_id, session, purpose, 1)
        kept = _keys(agency_id, session)
    keyring = _keyring(session)
    opened = {
        (key.purpose, key.number): bytes.fromhex(
            keyring.unseal(key.sealed_key, key_place(agency_id, key.purpose, key.number))
        )
        for key in kept
    }
    wrapping = {number: key for (purpose, number), key in opened.items() if purpose == "wrap"}
    return Vault(wrapping, opened[KeyPurpose.INDEX, 1])


def _keys(agency_id: int, session: Session) -> Sequence[AgencyKey]:
    return session.scalars(select(AgencyKey).where(AgencyKey.agency_id == agency_id)).all()


def _add_key(agency_id: int, session: Session, purpose: KeyPurpose, number: int) -> None:
    """Two transactions may want the first keys at once; the second waits and reads the first's."""
    clear = secrets.token_bytes(KEY_BYTES).hex()
    sealed = _keyring(session).seal(clear, key_place(agency_id, purpose, number))
    session.execute(
        upsert(AgencyKey)
        .values(agency_id=agency_id, purpose=purpose, number=number, sealed_key=sealed)
        .on_conflict_do_nothing()
    )


def is_opened_by(agency_id: int, session: Session, keyring: Keyring | None) -> bool:
    """Whether these keys open the agency's own; also where it has none yet."""
    kept = _keys(agency_id, session)
    if keyring is None:
        return not kept
    try:
        for key in kept:
            keyring.unseal(key.sealed_key, key_place(agency_id, key.purpose, key.number))
    except PhanHoiError:
        return False
    return True


def key_place(agency_id: int, purpose: KeyPurpose, number: int) -> str:
    """What an agency key's sealed text is bound to."""
    return f"agency_keys:{agency_id}:{purpose.value}:{number}"


def _keyring(session: Session) -> Keyring:
    keyring = session.info.get(KEYRING)
    if keyring is None:
        raise UnavailableError(NO_KEYS, code="keys")
    return cast("Keyring", keyring)
