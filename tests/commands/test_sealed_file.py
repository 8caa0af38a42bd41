"""A sealed backup: whole for its one reader, nothing for anybody else, and no change unseen."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from commands.sealed_file import is_sealed, make_pair, seal_file, unseal_file
from moderation.errors import BadInputError, ConflictError

MIB = 2**20


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 7])
def test_what_was_sealed_comes_back_to_the_byte(tmp_path: Path, size: int) -> None:
    """Also around the borders of the pieces; nothing of it stands in the file."""
    recipient = make_pair(tmp_path / "mo.key")
    content = (b"phuong hoa mai " * (size // 15 + 1))[:size]
    (tmp_path / "plain").write_bytes(content)

    seal_file(tmp_path / "plain", tmp_path / "sealed", recipient)
    unseal_file(tmp_path / "sealed", tmp_path / "back", tmp_path / "mo.key")

    assert (tmp_path / "back").read_bytes() == content
    assert is_sealed(tmp_path / "sealed")
    assert b"hoa mai" not in (tmp_path / "sealed").read_bytes()
    assert (tmp_path / "mo.key").stat().st_mode & 0o777 == 0o600


def test_any_change_and_any_other_key_are_refused(tmp_path: Path) -> None:
    """A flipped bit anywhere, a missing end, pieces that changed places, a stranger's key."""
    recipient = make_pair(tmp_path / "mo.key")
    make_pair(tmp_path / "khac.key")
    (tmp_path / "plain").write_bytes(bytes(3 * MIB))
    seal_file(tmp_path / "plain", tmp_path / "sealed", recipient)
    whole = (tmp_path / "sealed").read_bytes()
    head, piece = len(whole) - 3 * (MIB + 16), MIB + 16
    lots = random.Random(7)  # noqa: S311 - which bytes are flipped, the same each time
    changed = [
        whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        for at in (20, *(lots.randrange(17, len(whole)) for _ in range(8)), len(whole) - 1)
    ]
    changed += [whole[:-1], whole[:-piece], whole[:head], whole[:40], whole + b"x"]
    changed.append(whole[:head] + whole[head + piece : head + 2 * piece] + whole[head:][:piece])
    for bad in changed:
        (tmp_path / "bad").write_bytes(bad)
        with pytest.raises(BadInputError, match="Không mở được"):
            unseal_file(tmp_path / "bad", tmp_path / "back", tmp_path / "mo.key")
    with pytest.raises(BadInputError, match="Không mở được"):
        unseal_file(tmp_path / "sealed", tmp_path / "back", tmp_path / "khac.key")
    with pytest.raises(ConflictError):
        make_pair(tmp_path / "mo.key")
