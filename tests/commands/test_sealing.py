"""The sealer's round, and the command that checks its work."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine, text

from commands import keys
from commands.audit import verify_log
from commands.embedded import EmbeddedPostgres
from moderation.audit import Fault, Verdict, read_heads, verify
from moderation.chain import PublicKeys, new_audit_key_line
from moderation.events import record
from moderation.queries import audit as queries
from moderation.settings import Settings
from moderation.vocabulary import EventKind, Role
from tests.emulators.mail import Mailbox
from tests.factories import House
from workers.seal import Sealer, mail_night


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A sealing key."""
    path = tmp_path / "audit.key"
    path.write_text(new_audit_key_line("one"), encoding="ascii")
    path.chmod(0o600)
    return path


def sealer(house: House, key_file: Path) -> Sealer:
    """A sealer that has just started."""
    return Sealer(house.database, key_file, key_file.with_name("heads"), "")


def write(house: House) -> int:
    """One event."""
    with house.database.transaction(house.agency_id) as session:
        return record(session, house.who(Role.TRIAGE), EventKind.SETTING_CHANGED, n=1).id


def last(house: House, key_file: Path) -> int:
    """The last event under a shipped seal."""
    heads = read_heads(key_file.with_name("heads"))
    return next((head.last for head in reversed(heads) if head.agency == house.agency_id), 0)


def test_each_round_seals_what_is_new_and_ships_its_head(house: House, key_file: Path) -> None:
    """A round without news makes nothing; a new process goes on where the last one stood."""
    first = write(house)
    sealer(house, key_file).seal_all()
    assert last(house, key_file) == first

    second = write(house)
    again = sealer(house, key_file)
    again.seal_all()
    assert last(house, key_file) == second
    assert again.seal_all() == 0


def test_an_event_that_commits_late_is_never_left_behind_a_seal(
    house: House, key_file: Path
) -> None:
    """Ids are taken before they are committed; the sealer waits for the lower ones to settle."""
    slow, done = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with house.database.transaction(house.agency_id) as session:
            record(session, house.who(Role.TRIAGE), EventKind.SETTING_CHANGED, n="slow")
            slow.set()
            done.wait(30)

    thread = threading.Thread(target=write_slowly)
    thread.start()
    slow.wait(30)
    quick = write(house)
    made = sealer(house, key_file)
    made.seal_all(patience=0.2)
    before = last(house, key_file)
    done.set()
    thread.join()
    made.seal_all()

    assert before < quick
    assert last(house, key_file) == quick


def test_a_new_sealing_key_seals_from_the_next_round_and_the_old_one_still_verifies(
    house: House, key_file: Path, postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`keys rotate --audit` while the sealer runs; without the old line nothing can be checked."""
    monkeypatch.setenv("PHANHOI_DATABASE_URL", postgres.app_url)
    monkeypatch.setenv("PHANHOI_AUDIT_KEY_FILE", str(key_file))
    running = sealer(house, key_file)
    write(house)
    running.seal_all()

    keys.rotate(audit=True, data=key_file.parent)
    write(house)
    running.seal_all()

    assert key_file.stat().st_mode & 0o777 == 0o600
    with house.database.transaction(house.agency_id) as session:
        names = [one.key_name for one in queries.seals(house.agency_id, session)]
        public = PublicKeys.of(key_file)
        assert len(set(names)) == 2
        assert names[0] == "one"
        assert verify(house.agency_id, session, public).fault is None
        key_file.write_text(key_file.read_text().splitlines()[1] + "\n")
        assert verify(house.agency_id, session, PublicKeys.of(key_file)).fault is not None


def test_the_command_names_the_first_bad_row_and_ends_with_one(
    house: House,
    key_file: Path,
    postgres: EmbeddedPostgres,
    as_superuser: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """First a whole log, then one with a row whose actor was changed."""
    monkeypatch.setenv("PHANHOI_DATABASE_URL", postgres.app_url)
    monkeypatch.setenv("PHANHOI_REDIS_URL", "redis://127.0.0.1:1/0")
    event_id = write(house)
    sealer(house, key_file).seal_all()
    public = key_file.with_name("public")
    public.write_text(PublicKeys.of(key_file).lines(), encoding="ascii")
    asked = {
        "agency": f"phuong-{house.agency_id}",
        "heads": key_file.with_name("heads"),
        "public_key": public,
        "data": key_file.parent,
    }

    with pytest.raises(typer.Exit) as whole:
        verify_log(**asked)  # type: ignore[arg-type]
    with as_superuser.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text("UPDATE events SET actor = 'machine' WHERE id = :id"), {"id": event_id}
        )
    with pytest.raises(typer.Exit) as broken:
        verify_log(**asked)  # type: ignore[arg-type]

    assert (whole.value.exit_code, broken.value.exit_code) == (0, 1)
    assert f"sự kiện số {event_id}" in capsys.readouterr().out


def test_the_whole_log_is_checked_once_a_night_and_told_in_the_log(
    house: House, key_file: Path, as_superuser: Engine
) -> None:
    """What the check found is a line that auditors see; the first fault is named."""
    first = write(house)
    nightly = sealer(house, key_file)
    nightly.seal_all()
    now = datetime.now(UTC)

    def own(found: list[tuple[str, Verdict]]) -> list[Verdict]:
        return [verdict for slug, verdict in found if slug == f"phuong-{house.agency_id}"]

    [whole] = own(nightly.verify_all(now))
    assert whole.fault is None
    assert own(nightly.verify_all(now)) == []
    with as_superuser.begin() as connection:
        connection.execute(text("ALTER TABLE events DISABLE TRIGGER only_added"))
        connection.execute(text("UPDATE events SET actor_id = 1 WHERE id = :id"), {"id": first})
        connection.execute(text("ALTER TABLE events ENABLE TRIGGER only_added"))

    [broken] = own(nightly.verify_all(now + timedelta(hours=21)))

    assert broken.fault is not None
    assert broken.fault.event_id == first
    with house.database.transaction(house.agency_id) as session:
        told = session.scalars(
            text("SELECT data->>'fault' FROM events WHERE kind = 'audit_verified' ORDER BY id")
        ).all()
    assert told == [None, "sự kiện bị sửa"]


def test_the_night_is_told_by_mail_with_every_head(house: House, key_file: Path) -> None:
    """To somebody who does not run this machine; a mail server that is away costs nothing."""
    write(house)
    nightly = sealer(house, key_file)
    nightly.seal_all()
    fault = Verdict(1, 9, 0, Fault("sự kiện bị xóa", 1, 7))
    with Mailbox() as box:
        settings = Settings(
            smtp_url=box.url,  # type: ignore[arg-type]
            audit_mail_to="thanh.tra@vi.du",
            mail_from="phanhoi@vi.du",
        )
        mail_night(settings, [("hoa-mai", fault)], nightly.last_heads())
    mail_night(settings, [("hoa-mai", fault)], nightly.last_heads())

    [letter] = box.letters
    assert letter["To"] == "thanh.tra@vi.du"
    assert "HỎNG" in str(make_header(decode_header(letter["Subject"])))
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "sự kiện bị xóa" in body.decode()
    assert nightly.last_heads()[-1].root in body.decode()
