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

__all__ = ["Keyring", "new_key_line"]

_NONCE_BYTES = 12


class Keyring:
    """The keys of one installation; the newest seals, any opens."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        if not keys:
            raise PhanHoiError("Tệp khóa mã hóa trống: hãy tạo lại bằng `phanhoi up`.", code="keys")
        self._keys = keys
        self._newest = list(keys)[-1]

    @classmethod
    def read(cls, path: Path) -> Keyring:
        """Read a key file: one `<key id>:<base64 of 32 bytes>` a line, the newest last."""
        keys = {}
        for line in path.read_text(encoding="ascii").split():
            name, _, encoded = line.partition(":")
            keys[name] = base64.b64decode(encoded, validate=True)
        return cls(keys)

    def seal(self, clear: str, place: str) -> str:
        """Encrypt a text for one place, for example `endpoints.secret:7`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._keys[self._newest]).encrypt(nonce, clear.encode(), place.encode())
        return f"v1:{self._newest}:{base64.b64encode(nonce + sealed).decode()}"

    def unseal(self, sealed: str, place: str) -> str:
        """Decrypt; raises PhanHoiError where key, place or text do not belong together."""
        _, name, encoded = sealed.split(":", 2)
        raw = base64.b64decode(encoded)
        try:
            clear = AESGCM(self._keys[name]).decrypt(
                raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()
            )
        except (InvalidTag, KeyError) as error:
            raise PhanHoiError(
                "Không mở được khóa bí mật đã lưu: tệp khóa không đúng với dữ liệu này.",
                code="keys",
            ) from error
        return clear.decode()


def new_key_line(name: str) -> str:
    """One line for a key file."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}\n"
