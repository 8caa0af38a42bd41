"""The arithmetic of the audit log: what an event hashes to, and what a run of events is sealed by.

An event's digest covers every column of its row. A seal covers a run of events: its leaves are
their ids and digests in order, its root hashes the leaves together with the root before it, and
its head (the root with where it stands) is signed by a key that the database never sees. Ed25519,
so that whoever checks needs no secret.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from moderation.errors import PhanHoiError

__all__ = [
    "COLUMNS",
    "NO_ROOT",
    "AuditKey",
    "Head",
    "PublicKeys",
    "entry_digest",
    "leaves_of",
    "new_audit_key_line",
    "read_leaves",
    "root_of",
]

COLUMNS = (
    "agency_id",
    "id",
    "at",
    "kind",
    "actor",
    "actor_id",
    "case_id",
    "comment_id",
    "undoes_id",
    "data",
)
"""What a digest covers: every column of `events` but the digest itself."""

NO_ROOT = bytes(32)
"""What stands before the first seal of an agency."""

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_LEAF = struct.Struct(">q32s")


def entry_digest(row: Mapping[str, Any]) -> bytes:
    """SHA-256 of a row's columns as canonical JSON: keys sorted, UTC, no spaces."""
    # An encoder over the whole row says the same in thrice the time; each comment has three.
    at, data = row["at"], row["data"]
    written = (
        f'{{"actor":{_word(row["actor"])},"actor_id":{_number(row["actor_id"])}'
        f',"agency_id":{_number(row["agency_id"])},"at":{_word(at.astimezone(UTC).isoformat())}'
        f',"case_id":{_number(row["case_id"])},"comment_id":{_number(row["comment_id"])}'
        f',"data":{_CANONICAL.encode(_plain(data)) if data != {} else "{}"}'
        f',"id":{_number(row["id"])},"kind":{_word(row["kind"])}'
        f',"undoes_id":{_number(row["undoes_id"])}}}'
    )
    return hashlib.sha256(written.encode()).digest()


def leaves_of(entries: Iterable[tuple[int, bytes]]) -> bytes:
    """Ids and digests, in order, end to end."""
    return b"".join(_LEAF.pack(event_id, digest) for event_id, digest in entries)


def read_leaves(leaves: bytes) -> Iterator[tuple[int, bytes]]:
    """The ids and digests again; what is not a whole leaf at the end is left out."""
    whole = len(leaves) - len(leaves) % _LEAF.size
    return (values for values in _LEAF.iter_unpack(leaves[:whole]))


def root_of(previous: bytes, leaves: bytes) -> bytes:
    """What a run hashes to, after everything before it."""
    return hashlib.sha256(previous + leaves).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain of an agency stands after a seal. Roots are hexadecimal, the time is ISO."""

    agency: int
    number: int
    first: int
    last: int
    count: int
    previous: str
    root: str
    made_at: str

    def message(self) -> bytes:
        """What is signed."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()


class AuditKey:
    """The key that signs: the newest of its file."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        self.name = name
        self._key = key

    @classmethod
    def read(cls, path: Path) -> AuditKey:
        """Read a key file: one `<key id>:<base64 of 32 bytes>` a line, the newest last."""
        name, raw = _lines(path)[-1]
        return cls(name, Ed25519PrivateKey.from_private_bytes(raw))

    def sign(self, head: Head) -> bytes:
        """64 bytes."""
        return self._key.sign(head.message())


class PublicKeys:
    """The keys by which seals are checked."""

    def __init__(self, keys: Mapping[str, Ed25519PublicKey]) -> None:
        self._keys = dict(keys)

    @classmethod
    def of(cls, path: Path) -> PublicKeys:
        """The public halves of the keys in a private key file."""
        return cls(
            {
                name: Ed25519PrivateKey.from_private_bytes(raw).public_key()
                for name, raw in _lines(path)
            }
        )

    @classmethod
    def read(cls, path: Path) -> PublicKeys:
        """Read a file that `lines` wrote."""
        return cls({name: Ed25519PublicKey.from_public_bytes(raw) for name, raw in _lines(path)})

    def lines(self) -> str:
        """`<key id>:<base64>` a line, for whoever is to check without the secret."""
        return "".join(
            f"{name}:{base64.b64encode(key.public_bytes_raw()).decode()}\n"
            for name, key in self._keys.items()
        )

    def signed(self, head: Head, key_name: str, signature: bytes) -> bool:
        """Whether the named key made this signature of this head."""
        key = self._keys.get(key_name)
        if key is None:
            return False
        try:
            key.verify(signature, head.message())
        except InvalidSignature:
            return False
        return True


def new_audit_key_line(name: str) -> str:
    """One line for a key file."""
    raw = Ed25519PrivateKey.generate().private_bytes_raw()
    return f"{name}:{base64.b64encode(raw).decode()}\n"


def _lines(path: Path) -> list[tuple[str, bytes]]:
    try:
        pairs = [line.partition(":") for line in path.read_text(encoding="ascii").split()]
        keys = [(name, base64.b64decode(encoded, validate=True)) for name, _, encoded in pairs]
    except (OSError, ValueError) as error:
        raise PhanHoiError(f"Không đọc được tệp khóa niêm phong {path}.", code="keys") from error
    if not keys or any(len(raw) != 32 for _, raw in keys):
        raise PhanHoiError(f"Tệp khóa niêm phong {path} trống hoặc sai dạng.", code="keys")
    return keys


def _number(value: object) -> str:
    return "null" if value is None else str(value)


@lru_cache(maxsize=256)  # our own words, and the moment of one transaction
def _word(value: str) -> str:
    return _CANONICAL.encode(value)


def _plain(value: object) -> object:
    """A value as it comes back from the database, whatever Python wrote it from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
