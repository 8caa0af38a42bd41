"""What every refusal of the API must be."""

from __future__ import annotations

from typing import Any

from httpx2 import Response

__all__ = ["as_problem"]


def as_problem(answer: Response, status: int) -> dict[str, Any]:
    """The problem document (RFC 9457) of a refusal, which must be one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"] == f"urn:phanhoi:{problem['code']}"
    assert problem["title"]
    return problem
