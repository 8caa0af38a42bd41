"""Two hundred planted personal data go through the running system; where they may not show."""

from __future__ import annotations

import html
import io
import json
import re
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import text

from api.app import create_app
from classifiers import privacy
from moderation.casework import cases, notes
from moderation.models import SignInSession
from moderation.people import accounts, programs
from moderation.queries.escalation import notify, tell_of_case
from moderation.settings import Settings
from moderation.telling import devices, gathering, hooks, letters, wishes
from moderation.telling.devices import Subscription
from moderation.telling.wording import KINDS
from moderation.vocabulary import CaseNews, EscalationMoment, Label, NoticeChannel, Role
from platforms import CommentEvent
from tests.emulators.push import Receiver
from tests.factories import KEYS, House, event
from tests.system.driver import Driver, driving
from tests.system.running import RunningSystem, run_system, wait_until

pytestmark = [pytest.mark.system]

COUNT = 200
ITEMS = Path(__file__).parents[1] / "classifiers/privacy_items.txt"
_MARKED = re.compile(r"\{\w+:([^}]*)\}")


def planted() -> list[tuple[str, str]]:
    """Comments with one private part each that the finder knows, and that part."""
    made = []
    for line in ITEMS.read_text(encoding="utf-8").splitlines():
        parts = _MARKED.findall(line)
        words = _MARKED.sub(r"\1", line)
        known = {words[item.start : item.end] for item in privacy.find(words)}
        if len(parts) == 1 and not line.startswith("#") and known == set(parts):
            made.append((f"{words} ({len(made)})", parts[0]))
    return made[:COUNT]


PLANTED = planted()
NAMES = [f"Chim Hoàng Yến {n}" for n in range(COUNT)]
SECRETS = [part for _, part in PLANTED if len(part) >= 6] + NAMES


def shown_in(said: str) -> list[str]:
    """Which of the planted data stand in a text."""
    return [secret for secret in SECRETS if secret in said]


def events() -> list[CommentEvent]:
    """The comments, each by an author of its own."""
    at = datetime.now(UTC)
    return [
        replace(event(f"chim-{n}", words, at=at, author=f"chim-{n}"), author_name=NAMES[n])
        for n, (words, _) in enumerate(PLANTED)
    ]


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningSystem, Driver]]:
    """A system that has taken them in, and some that it can't read."""
    with run_system(tmp_path_factory.mktemp("canaries"), proxied=False) as system:
        driver, told = driving(system), events()
        for start in range(0, COUNT, 20):
            driver._insist(f"chim-{start}", tuple(told[start : start + 20]))
        broken = f'{{"events": [{{"verb": "{PLANTED[0][0]}", "text": "{PLANTED[1][0]}"}}]}}'
        for body in (broken, broken[:-9]):
            headers = {"content-type": "application/json", "webhook-id": "chim-hong"}
            httpx2.post(
                driver.url,
                content=body.encode(),
                headers=headers,
                trust_env=False,
                verify=False,
                timeout=60,
            )
        wait_until(lambda: system.unfinished() == 0)
        yield system, driver


def cookie(house: House, role: Role) -> dict[str, str]:
    """Somebody signed in, without the password whose check takes long by design."""
    token = secrets.token_urlsafe(16)
    with house.database.transaction(house.agency_id) as session:
        session.add(
            SignInSession(
                agency_id=house.agency_id,
                token_sha256=accounts.digest(token),
                user_id=house.who(role).actor_id or 0,
                ends_at=datetime.now(UTC) + timedelta(hours=1),
            )
        )
    return {"cookie": f"phanhoi={token}"}


def corrected(house: House) -> int:
    """Every label changed by a person, as whoever exports corrections finds them; how many."""
    with house.database.transaction(house.agency_id) as session:
        found = session.execute(text("SELECT id, label FROM cases ORDER BY id")).all()
        for case_id, label in found:
            other = Label.FEEDBACK if label != Label.FEEDBACK else Label.POLICY_QUESTION
            cases.relabel(session, house.who(Role.TRIAGE), case_id, other)
    return len(found)


def leaving(house: House) -> dict[NoticeChannel, str]:
    """What would leave of the cases by each way, as it is before it is sealed or signed."""
    agency_id, admin, triage = (
        house.agency_id,
        house.who(Role.ADMINISTRATOR),
        house.who(Role.TRIAGE),
    )
    chief = house.who(Role.SPOKESPERSON)
    chief_id, every = chief.actor_id or 0, frozenset(NoticeChannel)
    with Receiver() as web, house.database.transaction(agency_id) as session:
        wishes.choose(
            session, chief, mail_address="lan@hoamai.example.vn",
            kinds=dict.fromkeys(every, tuple(KINDS)), digest=False, quiet=False,
        )  # fmt: skip
        near = ["127.0.0.1"]
        subscription = Subscription(**web.keys)
        devices.add_device(session, chief, subscription, name="Máy", hosts=near, keyring=KEYS)
        hooks.set_hook(session, admin, f"{web.url}/hook", hosts=near, keyring=KEYS)
        ids = list(session.scalars(text("SELECT id FROM cases ORDER BY id")))
        notes.add_note(session, triage, ids[0], PLANTED[0][0], mentions=[chief_id])
        for case_id in ids:
            tell_of_case(
                agency_id, session, case_id, CaseNews.REPLY_WAITING, to=[chief_id],
                by=triage.actor_id,
            )  # fmt: skip
        notify(agency_id, session, {(chief_id, moment): ids for moment in EscalationMoment})
        now = datetime.now(UTC) + timedelta(minutes=1)
        said = {}
        for letter in gathering.gather(agency_id, session, now=now, channels=every):
            errand = letters.errand(agency_id, session, KEYS, letter, public_url="https://a.vn")
            assert errand is not None
            said[letter.channel] = clear(errand)
    return said


def clear(errand: letters.Errand) -> str:
    """All that a letter says; what is JSON as its reader has it."""
    if isinstance(errand, letters.MailErrand):
        return f"{errand.to} {errand.subject} {errand.text}"
    return str(json.loads(errand.body))


def read(answer: httpx2.Response) -> str:
    """An answer as its reader has it, the sheets of a workbook too."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return html.unescape("".join(book.read(name).decode() for name in book.namelist()))


def test_there_are_enough_to_plant() -> None:
    """A check of a handful would prove little."""
    assert len(PLANTED) == COUNT


def test_nothing_planted_shows_where_it_may_not(flown: tuple[RunningSystem, Driver]) -> None:
    """Logs of all processes, Redis, metrics, lists, files, notices, letters, the audit log."""
    system, driver = flown
    house = driver.house
    corrections, sent = corrected(house), leaving(house)
    since = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    span = {"since": since, "until": until}
    period = {"what": "opened", **span}
    with house.database.transaction(house.agency_id) as session:
        key = programs.new_api_key(session, house.who(Role.ADMINISTRATOR), "Cổng", Role.TRIAGE)[1]
    program = {"authorization": f"Bearer {key}"}
    triage, auditor = cookie(house, Role.TRIAGE), cookie(house, Role.AUDITOR)
    # Beside the list stands the first case, on whose card those who work on it read the name.
    viewer = cookie(house, Role.VIEWER)
    asked = [
        *((f"/api/v1/cases?limit=200&q={word}", program, {}) for word in ("", "nhé")),
        ("/queues/all", viewer, {}),
        ("/notifications", triage, {}),
        ("/status", triage, {}),
        ("/dashboard", triage, {}),
        ("/dashboard/cases", triage, period),
        ("/dashboard/cases.csv", triage, period),
        ("/dashboard/cases.xlsx", triage, period),
        ("/dashboard/comments", triage, span),
        ("/dashboard/comments.csv", triage, span),
        ("/dashboard/comments.xlsx", triage, span),
        ("/corrections", triage, {}),
        ("/corrections/export", triage, {}),
        ("/audit", auditor, {}),
        ("/audit/export", auditor, {}),
    ]
    answers = {
        path: httpx2.get(
            f"{system.address}{path}",
            headers=headers,
            params=more or None,
            trust_env=False,
            verify=False,
            timeout=60,
        )
        for path, headers, more in asked
    }
    httpx2.get(
        f"{system.address}/nowhere/{PLANTED[2][1]}", trust_env=False, verify=False, timeout=60
    )
    settings = Settings(
        database_url=SecretStr(system.postgres.app_url),
        metrics_token=SecretStr("chim" * 10),
        key_file=system.data / "keys",
    )
    with TestClient(create_app(settings)) as client:
        metrics = client.get("/metrics", headers={"authorization": f"Bearer {'chim' * 10}"})
    redis = "".join(
        path.read_bytes().decode("utf-8", "replace")
        for path in (system.data / "redis").rglob("*")
        if path.is_file()
    )
    tables = (
        "events", "notifications", "letters", "authors", "near_copy_keys", "predictions",
        "agency_keys",
    )  # fmt: skip
    exported = "SELECT data->>'what', max((data->>'rows')::int) FROM events WHERE kind = 'exported'"
    logs = {
        path: path.read_text(encoding="utf-8", errors="replace")
        for path in system.data.rglob("*")
        if path.is_file() and (path.suffix == ".log" or "log" in path.parent.name)
    }

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert metrics.status_code == 200
    assert len(logs) > 2
    assert system.count("SELECT count(*) FROM comments WHERE text IS NOT NULL") == COUNT
    assert set(sent) == set(NoticeChannel)
    # A file of nothing would show nothing; the machine is free to be sure of a few.
    counted = f"{exported} AND data->>'what' <> 'audit' GROUP BY 1"
    rows = {what: count for what, count in system.rows(counted)}  # noqa: C416 - typed pairs
    assert rows.keys() == {"cases", "comments", "corrections"}
    assert (rows["cases"], rows["comments"]) == (corrections, COUNT)
    assert int(str(rows["corrections"])) > COUNT // 4
    for where, shown in {
        **{path: read(answer) for path, answer in answers.items()},
        **sent,
        "metrics": metrics.text,
        "redis": redis,
        **{table: str(system.rows(f"SELECT t::text FROM {table} t")) for table in tables},
        **{str(path): said for path, said in logs.items()},
    }.items():
        assert shown_in(shown) == [], where
