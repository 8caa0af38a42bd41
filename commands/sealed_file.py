"""A file that only the holder of one private key can read, however long it is.

    `PHANHOI-SEALED-1`, line end | u16 length | HPKE of a fresh 32-byte key | pieces of 1 MiB

HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) seals the key to the recipient's public key, so
that the machine that writes backups can't read them. Each piece is AES-256-GCM under that key with
its number and a mark on the last one as nonce, bound to the header: pieces can't be changed, moved,
left out, or cut from the end.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from moderation.errors import BadInputError, ConflictError

__all__ = ["is_sealed", "make_pair", "seal_file", "unseal_file"]

_MAGIC = b"PHANHOI-SEALED-1\n"
_PIECE, _TAG = 2**20, 16
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def make_pair(path: Path) -> Path:
    """A private key at `path`, readable by its owner alone, and its public half beside it."""
    public_path = path.with_name(f"{path.name}.pub")
    if path.exists() or public_path.exists():
        raise ConflictError(f"Đã có {path} hoặc {public_path} nên chưa tạo khóa.")
    key = X25519PrivateKey.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    public_path.write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return public_path


def is_sealed(path: Path) -> bool:
    """Whether a file begins as one of these; OSError where it can't be read."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def seal_file(source: Path, target: Path, recipient: Path) -> None:
    """Write `source` sealed to the public key in `recipient`."""
    public = _public_key(recipient)
    key = secrets.token_bytes(32)
    wrapped = _SUITE.encrypt(key, public, _MAGIC)
    header = _MAGIC + len(wrapped).to_bytes(2) + wrapped
    bound, cipher = hashlib.sha256(header).digest(), AESGCM(key)
    with source.open("rb") as plain, target.open("wb") as file:
        file.write(header)
        for number, (piece, is_last) in enumerate(_pieces(plain, _PIECE)):
            file.write(cipher.encrypt(_nonce(number, is_last=is_last), piece, bound))
        file.flush()
        os.fsync(file.fileno())


def unseal_file(source: Path, target: Path, private: Path) -> None:
    """Write what is in `source`; BadInputError for another key and for any change of the file."""
    key = _private_key(private)
    with source.open("rb") as file, target.open("wb") as plain:
        magic, length = file.read(len(_MAGIC)), file.read(2)
        wrapped = file.read(int.from_bytes(length))
        header = magic + length + wrapped
        try:
            cipher = AESGCM(_SUITE.decrypt(wrapped, key, _MAGIC))
            bound = hashlib.sha256(header).digest()
            for number, (piece, is_last) in enumerate(_pieces(file, _PIECE + _TAG)):
                plain.write(cipher.decrypt(_nonce(number, is_last=is_last), piece, bound))
        except (InvalidTag, ValueError) as error:
            raise BadInputError(
                f"Không mở được {source}: khóa không phải của bản sao này, hoặc tệp bị hỏng, "
                "bị sửa, bị cắt. Chưa khôi phục gì."
            ) from error


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Runs of bytes, one at least, each with whether it is the last."""
    piece = file.read(size)
    while True:
        following = file.read(size)
        yield piece, not following
        if not following:
            return
        piece = following


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])


def _public_key(path: Path) -> X25519PublicKey:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInputError(f"Không đọc được khóa công khai ở {path}; chưa sao lưu gì.") from error
    if not isinstance(key, X25519PublicKey):
        raise BadInputError(f"{path} không phải khóa do `phanhoi keys backup` tạo; chưa làm gì.")
    return key


def _private_key(path: Path) -> X25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise BadInputError(f"Không đọc được khóa riêng ở {path}; chưa khôi phục gì.") from error
    if not isinstance(key, X25519PrivateKey):
        raise BadInputError(f"{path} không phải khóa do `phanhoi keys backup` tạo; chưa làm gì.")
    return key
