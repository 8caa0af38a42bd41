"""Changing keys: every secret opens before, meanwhile and after; being stopped costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import String

from commands import keys as command
from commands.embedded import EmbeddedPostgres, remove_postgres, start_postgres
from moderation.database import Database
from moderation.errors import ConflictError, PhanHoiError
from moderation.intake import endpoints
from moderation.migrations import upgrade
from moderation.models import Author, Base, Endpoint, SecondFactor
from moderation.people import second_factors
from moderation.queries.authors import identities
from moderation.resealing import SEALED, reseal
from moderation.sealing import Keyring, new_key_line
from moderation.vocabulary import Role
from tests.factories import House, event, make_house


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of its own: other tests' agencies are sealed by other keys."""
    data = tmp_path_factory.mktemp("pg")
    started = start_postgres(data)
    upgrade(started.owner_url)
    yield started
    remove_postgres(data)


@pytest.fixture
def installed(server: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one key and nothing sealed by others."""
    path = tmp_path / "keys"
    path.touch(mode=0o600)
    path.write_text(new_key_line("one"), encoding="ascii")
    monkeypatch.setenv("PHANHOI_DATABASE_URL", server.app_url)
    monkeypatch.setenv("PHANHOI_KEY_FILE", str(path))
    return path


@pytest.fixture
def house(server: EmbeddedPostgres, installed: Path) -> Iterator[House]:
    """An agency of that installation."""
    database = Database(server.app_url, keys=Keyring.read(installed))
    yield make_house(database, 1)
    database.engine.dispose()


def seal_some(house: House, keyring: Keyring) -> tuple[list[str], int]:
    """Three addresses and an authenticator; their secrets and whose it is."""
    who, admin = house.who(Role.SPOKESPERSON), house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        made = [endpoints.add_endpoint(session, admin, house.page_id, keyring)[1] for _ in range(3)]
        factor = second_factors.begin(session, who, who.actor_id or 0, "x", keyring)
    return [*sorted(made), factor.secret], who.actor_id or 0


def opened(house: House, keyring: Keyring) -> list[str]:
    """The same secrets as the rows give them now."""
    with house.database.transaction(house.agency_id) as session:
        rows = session.query(Endpoint).all()
        secrets = sorted(keyring.unseal(r.sealed_secret, endpoints.secret_place(r)) for r in rows)
        factor = session.query(SecondFactor).one()
        where = second_factors.place(factor.agency_id, factor.user_id)
        return [*secrets, keyring.unseal(factor.sealed_secret, where)]


def test_rotation_seals_everything_anew_while_others_read(
    house: House, installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A process that started before finds the new key by itself; the old one may then go."""
    running = Keyring.read(installed)
    kept, _ = seal_some(house, running)
    house.take(event("c1"))

    command.rotate(audit=False, batch=2, data=installed.parent)

    assert opened(house, running) == kept
    assert "mã hóa lại 6 bí mật" in capsys.readouterr().out
    with house.database.transaction(house.agency_id) as session:
        [author] = identities(house.agency_id, session, [session.query(Author).one().id]).values()
        assert author.name == "Người dân"
    assert len(Keyring.read(installed).names) == 2
    assert installed.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ConflictError):
        command.drop(Keyring.read(installed).newest, data=installed.parent)
    command.drop("one", data=installed.parent)
    assert opened(house, Keyring.read(installed)) == kept


def test_a_rotation_that_was_stopped_goes_on_with_the_same_key(
    house: House, installed: Path
) -> None:
    """What is left stands in the rows: no further key is made, and no old one dropped."""
    kept, _ = seal_some(house, Keyring.read(installed))
    command._append(installed, new_key_line)
    halfway = Keyring.read(installed)
    with house.database.transaction(house.agency_id) as session:
        assert reseal(house.agency_id, session, halfway, limit=3) == 3
    with pytest.raises(ConflictError):
        command.drop("one", data=installed.parent)

    command.rotate(audit=False, batch=2, data=installed.parent)

    assert Keyring.read(installed).names == halfway.names
    command.drop("one", data=installed.parent)
    assert opened(house, Keyring.read(installed)) == kept


def test_no_sealed_column_is_left_out() -> None:
    """Whoever adds a sealed column adds its place, or its rows would be lost with the old key."""
    named = {(one.column.class_.__tablename__, one.column.key) for one in SEALED}
    there = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.startswith("sealed_") and isinstance(column.type, String)
    }
    assert there == named


def test_a_process_that_opened_nothing_since_a_rotation_seals_with_the_new_key(
    tmp_path: Path,
) -> None:
    """Else what it seals after the old key was dropped would be lost at its next start."""
    path = tmp_path / "keys"
    path.write_text(new_key_line("one"), encoding="ascii")
    running = Keyring.read(path)
    new = command._append(path, new_key_line)

    sealed = running.seal("bí mật", "a:1")

    assert sealed.startswith(f"v1:{new}:")
    assert Keyring.read(path).unseal(sealed, "a:1") == "bí mật"


def test_a_text_of_no_known_key_is_refused_in_words(tmp_path: Path) -> None:
    """Nothing that is not ours opens, and nothing of it is told."""
    path = tmp_path / "keys"
    path.write_text(new_key_line("one"), encoding="ascii")
    keyring = Keyring.read(path)
    sealed = keyring.seal("bí mật", "a:1")
    for odd in ("", "v1:", "v1:x:AAAA", sealed[:-4] + "AAAA", sealed.replace("one", "two")):
        with pytest.raises(PhanHoiError, match="tệp khóa"):
            keyring.unseal(odd, "a:1")
    with pytest.raises(PhanHoiError):
        keyring.unseal(sealed, "a:2")
