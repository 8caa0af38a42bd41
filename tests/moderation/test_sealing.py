"""The keys of an installation while their file is written anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.sealing import Keyring, new_key_line


@pytest.mark.parametrize("broken", ["", "two", "two:AAAA", "two:A", "kh\u00f3a"])
def test_a_file_that_is_half_written_leaves_the_keys_as_they_were(
    tmp_path: Path, broken: str
) -> None:
    """What is sealed and opened meanwhile goes on; the new key seals once it stands there whole."""
    path = tmp_path / "keys"
    path.write_text(new_key_line("one"))
    keyring = Keyring.read(path)
    path.write_text(broken)
    sealed = keyring.seal("bí mật", "here")
    assert sealed.startswith("v1:one:")
    path.unlink()
    assert keyring.unseal(keyring.seal("bí mật", "here"), "here") == "bí mật"
    path.mkdir()  # as what may not be read
    assert keyring.seal("bí mật", "here").startswith("v1:one:")
    path.rmdir()
    path.write_text(new_key_line("two"))
    assert keyring.seal("bí mật", "here").startswith("v1:two:")
