"""Secrets at rest: AES-256-GCM with the key's name in front, bound to the place they stand in.

A sealed text is `v1:<key id>:<base64 of nonce and ciphertext>`. The place (table, column, agency)
is authenticated with it, so that a sealed secret copied into another row does not open.
"""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from moderation.errors import PhanHoiError

__all__ = ["NO_KEYS", "Keyring", "new_key_line"]

NO_KEYS = (
    "Hệ thống chưa mở được tệp khóa (PHANHOI_KEY_FILE) nên chưa tìm được theo tên và chưa mở được "
    "những gì đã niêm. Không có gì bị mất. Hãy báo người vận hành đặt lại tệp khóa."
)
"""What is told where a secret is needed and the installation has no keys."""

_NONCE_BYTES = 12
_KEY_BYTES = 32

_Stamp = tuple[int, int, int]


class Keyring:
    """The keys of one installation; the newest seals, any opens."""

    def __init__(self, keys: dict[str, bytes], path: Path | None = None) -> None:
        if not keys:
            raise PhanHoiError("Tệp khóa mã hóa trống: hãy tạo lại bằng `phanhoi up`.", code="keys")
        self._keys = keys
        self._path = path
        self._stamp: _Stamp | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The keys, the newest last."""
        return tuple(self._keys)

    @property
    def newest(self) -> str:
        """The key that seals."""
        return self.names[-1]

    @classmethod
    def read(cls, path: Path) -> Keyring:
        """Read a key file: one `<key id>:<base64 of 32 bytes>` a line, the newest last."""
        stamp = _stamp(path)
        keyring = cls(_read(path), path)
        keyring._stamp = stamp
        return keyring

    def seal(self, clear: str, place: str) -> str:
        """Encrypt a text for one place, for example `endpoints.secret:7`."""
        self._catch_up()
        name, nonce = self.newest, secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._keys[name]).encrypt(nonce, clear.encode(), place.encode())
        return f"v1:{name}:{base64.b64encode(nonce + sealed).decode()}"

    def unseal(self, sealed: str, place: str) -> str:
        """Decrypt; raises PhanHoiError where key, place or text do not belong together.

        A key that is not known may have been added since: the file is then read once more.
        """
        try:
            _, name, encoded = sealed.split(":", 2)
            raw = base64.b64decode(encoded, validate=True)
            if name not in self._keys and self._path is not None:
                self._read_again(self._path)
            clear = AESGCM(self._keys[name]).decrypt(
                raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()
            )
        except (InvalidTag, KeyError, ValueError) as error:
            raise PhanHoiError(
                "Không mở được khóa bí mật đã lưu: tệp khóa không đúng với dữ liệu này.",
                code="keys",
            ) from error
        return clear.decode()

    def _catch_up(self) -> None:
        """Read the file again if it has changed: what is sealed now must outlast an old key."""
        if self._path is None:
            return
        stamp = _stamp(self._path)
        if stamp is not None and stamp != self._stamp:
            self._read_again(self._path)

    def _read_again(self, path: Path) -> None:
        """Take what the file holds; while it is half written or away the keys in memory stand."""
        stamp = _stamp(path)
        try:
            keys = _read(path)
        except (OSError, ValueError):
            return
        if keys:
            self._keys, self._stamp = keys, stamp


def _stamp(path: Path) -> _Stamp | None:
    """What differs as soon as the file does; none where it can't be seen."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


def _read(path: Path) -> dict[str, bytes]:
    pairs = (line.partition(":") for line in path.read_text(encoding="ascii").split())
    keys = {name: base64.b64decode(encoded, validate=True) for name, _, encoded in pairs}
    if any(len(key) != _KEY_BYTES for key in keys.values()):
        raise ValueError(path)
    return keys


def new_key_line(name: str) -> str:
    """One line for a key file."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}\n"
