"""Keeping who wrote a comment, sealed, and changing the keys that seal it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from moderation.models import Author
from moderation.queries import authors as queries
from moderation.queries.authors import KnownAuthor, NewAuthor
from moderation.queries.intake import set_search
from moderation.queries.work import lock_page
from moderation.text import fold
from moderation.vault import KEY_BYTES, Vault, open_with, seal_with

__all__ = ["Written", "keep_authors", "rewrap", "rotate", "seal_old"]


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote one comment, as a source tells it; `author_id` is the network's, if it gave one."""

    comment_external_id: str
    author_id: str | None = field(repr=False)
    name: str | None = field(repr=False)


def keep_authors(
    agency_id: int, session: Session, page_id: int, written: Iterable[Written]
) -> dict[str, int]:
    """The row of each comment's author, by the comment's external id, made where there is none.

    The caller holds the page's lock, so that nobody else makes the same author meanwhile.
    """
    vault = queries.vault_of(agency_id, session)
    told: dict[str, Written] = {}
    for one in written:
        # Whom the network once identified stays so, whatever a later word leaves out.
        if one.author_id is not None or one.comment_external_id not in told:
            told[one.comment_external_id] = one
    seen = {comment: (_index(vault, page_id, one), one) for comment, one in told.items()}
    if not seen:
        return {}
    known = queries.authors_by_index(agency_id, session, {index for index, _ in seen.values()})
    fresh = {index: one for index, one in seen.values() if index not in known}
    rows = [_sealed(vault, agency_id, index, one) for index, one in fresh.items()]
    ids = queries.add_authors(agency_id, session, rows)
    _rename(agency_id, session, vault, seen.values(), known)
    return {
        comment: ids[index] if index in ids else known[index].id
        for comment, (index, _) in seen.items()
    }


def seal_old(agency_id: int, session: Session, *, limit: int = 500) -> int:
    """Seal who wrote the next comments that still say so in the clear; how many there were.

    What they are found by is folded anew, without the name.
    """
    found = queries.unsealed_comments(agency_id, session, limit=limit)
    for page_id in sorted({comment.page_id for comment in found}):
        lock_page(agency_id, session, page_id)
        here = [one for one in found if one.page_id == page_id and not one.is_own]
        told = [
            Written(one.external_id, one.clear_author_id, one.clear_author_name) for one in here
        ]
        ids = keep_authors(agency_id, session, page_id, told)
        for comment in here:
            comment.author_id = ids[comment.external_id]
    for comment in found:
        comment.clear_author_id = comment.clear_author_name = None
    set_search(agency_id, session, {one.id: fold(one.text) for one in found if one.text})
    return len(found)


def rotate(agency_id: int, session: Session) -> int:
    """Give the agency a new wrapping key; `rewrap` then carries the authors' keys over to it."""
    return queries.add_wrapping_key(agency_id, session)


def rewrap(
    agency_id: int, session: Session, *, after_id: int = 0, limit: int = 1_000
) -> int | None:
    """Wrap the next authors' keys with the newest key; the last id seen, None at the end.

    No identity is opened: only the keys change their wrapping, so a rotation is quick.
    """
    vault = queries.vault_of(agency_id, session)
    found = queries.wrapped_with_old_keys(agency_id, session, after_id=after_id, limit=limit)
    for author in found:
        if author.wrapped_key is not None and not vault.is_newest(author.wrapped_key):
            place = queries.author_place(agency_id, author.identity_index)
            author.wrapped_key = vault.wrap(vault.unwrap(author.wrapped_key, place), place)
    return found[-1].id if len(found) == limit else None


def _index(vault: Vault, page_id: int, one: Written) -> bytes:
    if one.author_id is not None:
        return queries.index_of_id(vault, page_id, one.author_id)
    return vault.index("comment", str(page_id), one.comment_external_id)


def _sealed(vault: Vault, agency_id: int, index: bytes, one: Written) -> NewAuthor:
    key, place = secrets.token_bytes(KEY_BYTES), queries.author_place(agency_id, index)
    return NewAuthor(
        identity_index=index,
        name_index=queries.index_of_name(vault, one.name) if one.name else None,
        wrapped_key=vault.wrap(key, place),
        sealed_identity=seal_with(key, _told(one.author_id, one.name), place),
    )


def _rename(
    agency_id: int,
    session: Session,
    vault: Vault,
    seen: Iterable[tuple[bytes, Written]],
    known: Mapping[bytes, KnownAuthor],
) -> None:
    """Take over the names of those who call themselves something else now; the last word wins."""
    for index, one in seen:
        before = known.get(index)
        name_index = queries.index_of_name(vault, one.name) if one.name and before else None
        if before is None or name_index is None or name_index == before.name_index:
            continue
        author = queries.find_author(agency_id, session, before.id)
        if author is not None and author.wrapped_key is not None:
            _seal_name(vault, author, one.name, name_index)


def _seal_name(vault: Vault, author: Author, name: str | None, name_index: bytes) -> None:
    if author.wrapped_key is None or author.sealed_identity is None:
        return
    place = queries.author_place(author.agency_id, author.identity_index)
    key = vault.unwrap(author.wrapped_key, place)
    told = json.loads(open_with(key, author.sealed_identity, place))
    author.sealed_identity = seal_with(key, _told(told["id"], name), place)
    author.name_index = name_index


def _told(external_id: str | None, name: str | None) -> str:
    return json.dumps({"id": external_id, "name": name}, ensure_ascii=False)
