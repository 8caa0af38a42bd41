"""`phanhoi classify`: a line in, a line out, and a bad line stops nothing."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUN = "import sys; sys.argv[0] = 'phanhoi'; from commands import main; main()"
GOOD = {"id": "1", "text": "Cho hỏi phạt bao nhiêu ạ", "post": "Tăng mức phạt"}


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command as a user runs it, with an environment that names no database."""
    return subprocess.run(
        [sys.executable, "-c", RUN, "classify", *arguments],
        input=given,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
    )


def lines_of(*rows: object) -> bytes:
    """JSON Lines."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def test_every_line_gets_its_prediction_in_order(tmp_path: Path) -> None:
    """Without database or Redis, from a gzipped file."""
    rows = [GOOD | {"id": str(at), "text": f"{GOOD['text']} {at}"} for at in range(300)]
    path = tmp_path / "comments.jsonl.gz"
    path.write_bytes(gzip.compress(lines_of(*rows)))

    done = run(str(path))

    made = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [row["id"] for row in made] == [row["id"] for row in rows]
    assert set(made[0]) == {"id", "primary", "labels", "reasons", "spans", "needs_human"}


def test_a_bad_line_is_told_by_its_number_and_the_rest_is_done() -> None:
    """The exit code says that something was left out."""
    given = lines_of(GOOD) + b"{broken\n" + lines_of({"id": "3"}, GOOD)

    done = run("-", given=given)

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert "Dòng 2" in done.stderr.decode()
    assert "Dòng 3" in done.stderr.decode()


def test_a_missing_file_is_one_sentence() -> None:
    """No traceback."""
    done = run("no-such-file.jsonl")

    assert done.returncode == 1
    assert "Không đọc được tệp" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
