"""Where settings come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.settings import Settings


def test_a_secret_file_gives_a_setting_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`phanhoi_redis_url` in the secrets folder is `PHANHOI_REDIS_URL`, unless that is set."""
    (tmp_path / "phanhoi_redis_url").write_text("redis://from-a-file\n", encoding="utf-8")
    monkeypatch.setitem(Settings.model_config, "secrets_dir", tmp_path)
    monkeypatch.delenv("PHANHOI_REDIS_URL", raising=False)
    assert _redis_url() == "redis://from-a-file"
    monkeypatch.setenv("PHANHOI_REDIS_URL", "redis://from-the-environment")
    assert _redis_url() == "redis://from-the-environment"


def _redis_url() -> str | None:
    found = Settings().redis_url
    return None if found is None else found.get_secret_value()
