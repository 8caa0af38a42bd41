"""The cryptography of who wrote a comment: one data key for each author, wrapped by their agency's.

An author's identity is sealed with a key of its own (AES-256-GCM), which is kept wrapped by a key
of the agency, which is sealed by the installation's key file. Destroying an author's key makes
every copy of the sealed identity unreadable, wherever copies are. What must be found without being
read is found by its index: an HMAC with a key that serves nothing else.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from moderation.errors import PhanHoiError

__all__ = ["KEY_BYTES", "Vault", "open_with", "seal_with"]

KEY_BYTES = 32
_NONCE_BYTES, _NUMBER_BYTES, _INDEX_BYTES = 12, 4, 16


class Vault:
    """The keys of one agency: the newest wraps, any unwraps; and the key of its indexes."""

    def __init__(self, wrapping: Mapping[int, bytes], index_key: bytes) -> None:
        self._ciphers = {number: AESGCM(key) for number, key in wrapping.items()}
        self._index_key = index_key

    @property
    def newest(self) -> int:
        """The number of the key that wraps from now on."""
        return max(self._ciphers)

    def index(self, *parts: str) -> bytes:
        """What a value is found by: 16 bytes that say nothing to whoever lacks the key."""
        return hmac.digest(self._index_key, "\x1f".join(parts).encode(), "sha256")[:_INDEX_BYTES]

    def wrap(self, key: bytes, place: bytes) -> bytes:
        """A data key as it is stored, bound to the row that it belongs to."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self.newest].encrypt(nonce, key, place)
        return self.newest.to_bytes(_NUMBER_BYTES, "big") + nonce + sealed

    def unwrap(self, wrapped: bytes, place: bytes) -> bytes:
        """The data key again; PhanHoiError where key and row do not belong together."""
        number, rest = int.from_bytes(wrapped[:_NUMBER_BYTES], "big"), wrapped[_NUMBER_BYTES:]
        if number not in self._ciphers:
            raise _wrong_keys()
        return _opened(self._ciphers[number], rest, place)

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether a rotation has nothing to do here."""
        return int.from_bytes(wrapped[:_NUMBER_BYTES], "big") == self.newest


def seal_with(key: bytes, clear: str, place: bytes) -> bytes:
    """Encrypt with a data key."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, clear.encode(), place)


def open_with(key: bytes, sealed: bytes, place: bytes) -> str:
    """Decrypt with a data key."""
    return _opened(AESGCM(key), sealed, place).decode()


def _opened(cipher: AESGCM, sealed: bytes, place: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
    except InvalidTag as error:
        raise _wrong_keys() from error


def _wrong_keys() -> PhanHoiError:
    return PhanHoiError(
        "Không mở được dữ liệu đã mã hóa: khóa của cơ quan không đúng với dữ liệu này.",
        code="keys",
    )
