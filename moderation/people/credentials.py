"""Passwords and digests: how they are kept, and which passwords are too easily guessed.

Passwords are argon2id with the library's RFC 9106 figures; a semaphore keeps a burst of sign-ins
from taking all memory (64 MiB each). Tokens, keys and recovery codes are random, so a plain
SHA-256 of them is enough.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import secrets
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from moderation.errors import BadInputError
from moderation.text import fold

__all__ = [
    "MIN_PASSWORD",
    "check_password",
    "digest",
    "hash_password",
    "new_codes",
    "new_password",
    "nobodys",
    "verify_password",
    "waste_time",
]

MIN_PASSWORD = 12
_MAX_PASSWORD = 128
_WEAK = Path(__file__).parent / "data" / "weak_passwords.txt"
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read for something else
_SWAPS = str.maketrans("013457@$!", "oleastasi")
_LEFT_OVER = 8  # one word of everybody's is not enough beside `123456` (decision 0024)
_FEWEST_LETTERS = 5
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = {key: (row, at) for row, keys in enumerate(_ROWS) for at, key in enumerate(keys)}
_WALK = 3  # three keys side by side and more are a walk: `qaz`, `123`, `asd`

_hasher = PasswordHash((Argon2Hasher(),))
_one_at_a_time = BoundedSemaphore(2)


def digest(secret: str) -> bytes:
    """What is kept of a token, a key or a code."""
    return hashlib.sha256(secret.encode()).digest()


def hash_password(password: str) -> str:
    """What is kept of a password."""
    with _one_at_a_time:
        return _hasher.hash(password)


def verify_password(password: str, kept: str) -> tuple[bool, str | None]:
    """Whether it is the one, and a fresh hash where the figures have risen since."""
    with _one_at_a_time:
        return _hasher.verify_and_update(password[:_MAX_PASSWORD], kept)


def waste_time(password: str) -> None:
    """Check a password against nobody's, for a name that does not exist."""
    verify_password(password, nobodys())


@lru_cache(maxsize=1)
def nobodys() -> str:
    """What `waste_time` checks against, so that both answers take equally long.

    It takes a quarter of a second to make, so whoever serves sign-ins asks for it beforehand; a
    worker, which serves none, need not.
    """
    return _hasher.hash("không ai dùng mật khẩu này")


def new_password() -> str:
    """One that nobody guesses, in groups that can be read out."""
    return _grouped(20)


def new_codes(count: int) -> list[str]:
    """Recovery codes: fifty bits and more each, as `abcde-fghij`."""
    return [_grouped(10) for _ in range(count)]


def check_password(password: str, *context: str) -> None:
    """Raise BadInputError for one that is short, a known pattern, or made of what is known of us.

    `context` is what an attacker knows: names of the person and of the agency. No rule asks for
    kinds of characters, and none for changes (ASVS 6.2.5, 6.2.10).
    """
    if not MIN_PASSWORD <= len(password) <= _MAX_PASSWORD:
        raise BadInputError(f"Mật khẩu cần từ {MIN_PASSWORD} đến {_MAX_PASSWORD} ký tự.")
    forms = _forms(password)
    known = {form for one in context for word in (one, *one.split()) for form in _forms(word)}
    if any(len(word) > 3 and word in form for word in known for form in forms):
        raise BadInputError("Mật khẩu không được chứa tên đăng nhập, họ tên hay tên cơ quan.")
    if any(map(_is_weak, forms)):
        raise BadInputError(
            "Mật khẩu này nằm trong danh sách dễ đoán. Hãy dùng vài từ không liên quan ghép lại."
        )


@lru_cache(maxsize=1)
def _weak_words() -> tuple[str, ...]:
    lines = _WEAK.read_text(encoding="utf-8").splitlines()
    words = {form for line in lines if line and line[0] != "#" for form in _forms(line)}
    return tuple(sorted(words, key=len, reverse=True))


def _is_weak(form: str) -> bool:
    """Whether hardly anything is left once patterns, years and repeats are taken out."""
    rest = re.sub(r"(19|20)\d\d", "", form)
    for word in _weak_words():
        rest = rest.replace(word, "")
    rest = re.sub(r"(.{1,4}?)\1{2,}", "", rest)
    return (
        len(rest) < _LEFT_OVER
        or len(set(form)) < _FEWEST_LETTERS
        or _is_run(form)
        or _is_walk(form)
    )


def _is_walk(form: str) -> bool:
    """`123qweasdzxc`, `q1w2e3r4t5y6`: made of walks over neighbouring keys but for a key or two."""
    lengths = [1]
    for before, key in itertools.pairwise(form):
        if _are_neighbours(before, key):
            lengths[-1] += 1
        else:
            lengths.append(1)
    return sum(length for length in lengths if length < _WALK) < _WALK


def _are_neighbours(one: str, other: str) -> bool:
    if one not in _KEYS or other not in _KEYS:
        return one == other
    (row, at), (next_row, next_at) = _KEYS[one], _KEYS[other]
    return abs(row - next_row) <= 1 and abs(at - next_at) <= 1


def _is_run(form: str) -> bool:
    """`abcdefghijkl`, `987654321…`: each character beside the one before it."""
    steps = {ord(b) - ord(a) for a, b in itertools.pairwise(form)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def _forms(text: str) -> tuple[str, str]:
    """Without case, marks and punctuation; as it is, and with `0` for `o` and the like undone."""
    folded = fold(text)
    return re.sub(r"[\W_]+", "", folded), re.sub(r"[\W_]+", "", folded.translate(_SWAPS))


def _grouped(length: int) -> str:
    made = "".join(secrets.choice(_ALPHABET) for _ in range(length))
    return "-".join(made[start : start + 5] for start in range(0, length, 5))
