"""The command line as a person calls it, on the tests' database."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from commands import main
from commands.embedded import EmbeddedPostgres

Phanhoi = Callable[..., "Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def offline(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Run `phanhoi` where no system runs."""
    for name in ("PHANHOI_DATABASE_URL", "PHANHOI_REDIS_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["phanhoi", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else int(code is not None), said.out, said.err)

    return run


@pytest.fixture
def phanhoi(
    offline: Phanhoi, postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> Phanhoi:
    """Run `phanhoi` beside the running system of the tests."""
    monkeypatch.setenv("PHANHOI_DATABASE_URL", postgres.app_url)
    return offline
