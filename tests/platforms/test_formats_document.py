"""What docs/formats.md tells senders to do works."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from platforms import CommentEvent, standard

DOCUMENT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The document's one example in a language."""
    (code,) = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    return str(code)


def test_the_example_body_is_read() -> None:
    """With every field that it shows."""
    (event,) = standard.read(block("json").encode())
    assert isinstance(event, CommentEvent)
    assert None not in (event.text, event.created_at, event.occurred_at, event.post)
    assert event.post is not None
    assert event.post.posted_at is not None


def test_the_python_example_signs_what_is_accepted() -> None:
    """A sender may copy it."""
    example: dict[str, object] = {"__name__": "example"}
    exec(block("python"), example)  # noqa: S102 - our own document
    sign = example["signed_headers"]
    assert callable(sign)
    headers = sign(b"{}")
    secret = str(example["SECRET"])
    assert standard.verify([secret], headers, b"{}", datetime.now(UTC)) == headers["webhook-id"]


@pytest.mark.skipif(not shutil.which("openssl"), reason="the example signs with openssl")
def test_the_curl_example_signs_what_is_accepted() -> None:
    """Run to the letter, with a curl that only shows what it was given."""
    script = 'curl() { printf "%s\\n" "$@"; }\n' + block("bash")
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    given = done.stdout.splitlines()
    headers = dict(line.split(": ", 1) for line in given if line.startswith("webhook-"))
    body = given[-1].encode()
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert standard.verify([secret], headers, body, datetime.now(UTC)) == headers["webhook-id"]
    assert isinstance(standard.read(body)[0], CommentEvent)
