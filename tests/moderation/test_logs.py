"""Every line of a log says when it was told."""

from __future__ import annotations

import json
import subprocess
import sys


def test_lines_of_libraries_are_told_like_our_own() -> None:
    """Workers speak mostly through Celery's logger, the web server through uvicorn's."""
    script = (
        "import logging, structlog; from moderation.logs import configure_logs; configure_logs();"
        "logging.getLogger('celery').warning('lost %s', 'redis');"
        "logging.getLogger('uvicorn.access').warning('seen');"
        "structlog.get_logger().warning('ours')"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in (ran.stdout + ran.stderr).splitlines()]
    assert {line["event"] for line in lines} == {"lost redis", "seen", "ours"}
    assert all(line["timestamp"] and line["level"] == "warning" for line in lines)
