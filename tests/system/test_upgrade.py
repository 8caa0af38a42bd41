"""M1: the schema moves under load, and the version before works on with it."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from api.rendering import ASSETS_DIST
from moderation.migrations import config, upgrade
from tests.system.driver import driving
from tests.system.ledgers import everything_holds_together, judge, settle
from tests.system.running import run_system

pytestmark = [pytest.mark.system, pytest.mark.long, pytest.mark.timeout(900)]

Say = Callable[[str], None]
_ROOT = Path(__file__).parents[2]


def the_version_before(folder: Path) -> Path:
    """A checkout of the commit before the one that brought the newest migration."""
    script = ScriptDirectory(str(_ROOT / "moderation/migrations")).get_revision("head")
    assert script is not None
    brought = (
        _git("log", "-1", "--format=%H", "--diff-filter=A", "--", script.path).decode().strip()
    )
    if not brought or _git("rev-parse", "--is-shallow-repository").strip() == b"true":
        pytest.skip("this checkout has no history to take the version before from")
    packed = _git("archive", f"{brought}~1")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    shutil.copytree(ASSETS_DIST, folder / ASSETS_DIST.relative_to(_ROOT))
    return folder


def _git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=_ROOT, check=True, capture_output=True).stdout


def test_the_version_before_works_on_while_the_schema_moves(tmp_path: Path, say: Say) -> None:
    """Its API and workers meet both schemas, and the move between them, three times over."""
    code = the_version_before(tmp_path / "before")
    with run_system(tmp_path / "data", code=code) as system:
        driver = driving(system)
        moved = []
        with driver.sending("m1", 2_000, per_second=50):
            for _ in range(3):
                time.sleep(3)
                moved.append(_timed(lambda: _step_back(system.postgres.owner_url)))
                time.sleep(3)
                moved.append(_timed(lambda: upgrade(system.postgres.owner_url)))
        settle(system)
        verdict = judge(system, driver)
        say(
            f"M1 schema moved {len(moved)} times in {max(moved):.1f} s at most under the version"
            f" before, answers {dict(driver.answers)}, {verdict}"
        )
        assert set(driver.answers) == {200}
        assert (verdict.lost, verdict.doubled, verdict.dead) == (0, 0, 0), verdict
        everything_holds_together(system)


def _step_back(owner_url: str) -> None:
    command.downgrade(config(owner_url), "-1")


def _timed(act: Callable[[], None]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began
