"""What a production process refuses to start with."""

from __future__ import annotations

from pathlib import Path

import pytest

import moderation.production as module
from api.app import create_app
from commands.embedded import EmbeddedPostgres
from moderation.database import Database
from moderation.errors import PhanHoiError
from moderation.production import faults_of_file, faults_of_settings, refuse_unsafe
from moderation.queries.authors import is_opened_by, vault_of
from moderation.sealing import new_key_line
from moderation.settings import Settings
from tests.factories import KEYS, House


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A key file as `phanhoi up` makes it."""
    path = tmp_path / "keys"
    path.write_text(new_key_line("one"), encoding="ascii")
    path.chmod(0o600)
    return path


def settings(keys: Path | None, **given: object) -> Settings:
    """Production settings that are safe but for what is given."""
    return Settings(environment="production", key_file=keys, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    ["https://phanhoi.example.gov.vn", "http://127.0.0.1:8000", "http://[::1]:8000",
     "http://localhost:8000"],
)  # fmt: skip
def test_safe_settings_have_no_fault(keys: Path, address: str) -> None:
    """https, or plain http on this machine alone, where no wire carries the cookie."""
    assert faults_of_settings(settings(keys, public_url=address)) == []


def test_every_fault_is_named_in_one_sentence(
    keys: Path, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    """Whoever starts it with four faults reads of all four at once."""
    keys.chmod(0o644)
    unsafe = settings(keys, public_url="http://phanhoi.example.gov.vn", log_level="DEBUG")
    owner = Database(postgres.owner_url, pool_size=1)

    with pytest.raises(PhanHoiError) as refused:
        refuse_unsafe(unsafe, owner)

    owner.engine.dispose()
    for word in ("PHANHOI_PUBLIC_URL", "644", "sở hữu", "PHANHOI_LOG_LEVEL"):
        assert word in refused.value.message
    missing = faults_of_settings(settings(tmp_path / "no-such-file"))
    assert "không có" in missing[0]
    assert faults_of_settings(settings(None)) == ["chưa đặt PHANHOI_KEY_FILE"]


def test_a_superuser_is_refused_and_a_demonstration_is_not(
    keys: Path, postgres: EmbeddedPostgres
) -> None:
    """The role that steps over walls serves nobody's comments; a demo starts with anything."""
    above = Database(postgres.admin_url, pool_size=1)

    with pytest.raises(PhanHoiError, match="superuser"):
        refuse_unsafe(settings(keys), above)

    refuse_unsafe(Settings(environment="demo", public_url="http://example.vn"), above)
    above.engine.dispose()


def test_a_credential_of_systemd_may_show_a_group_and_no_others(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the group's bits are the mask of the list by which the one account reads the file."""
    keys.chmod(0o440)
    assert "440" in faults_of_file("PHANHOI_AUDIT_KEY_FILE", keys)[0]

    monkeypatch.setattr(module, "_CREDENTIALS", keys.parent.parent)

    assert faults_of_file("PHANHOI_AUDIT_KEY_FILE", keys) == []
    keys.chmod(0o444)
    assert "444" in faults_of_file("PHANHOI_AUDIT_KEY_FILE", keys)[0]


def test_a_key_file_that_is_not_of_this_data_is_refused(keys: Path, house: House) -> None:
    """Run with it, every comment with an author would fail and be set aside."""
    with house.database.transaction(house.agency_id) as session:
        vault_of(house.agency_id, session)
        assert is_opened_by(house.agency_id, session, KEYS)

    with pytest.raises(PhanHoiError, match="không phải tệp khóa của dữ liệu này"):
        refuse_unsafe(settings(keys), house.database)

    keys.write_text("not a line of keys", encoding="ascii")
    with pytest.raises(PhanHoiError, match="không đọc được PHANHOI_KEY_FILE"):
        refuse_unsafe(settings(keys), house.database)


def test_the_web_process_ends_with_the_sentence(postgres: EmbeddedPostgres) -> None:
    """No traceback is needed to understand it."""
    with pytest.raises(SystemExit, match="PHANHOI_KEY_FILE"):
        create_app(Settings(environment="production", database_url=postgres.app_url))  # type: ignore[arg-type]
