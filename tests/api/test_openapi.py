"""The document of the API: current, valid, and complete."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from pydantic import BaseModel

from api.rest.schemas import examples
from api.rest.schemas.agency import Me
from api.rest.schemas.cases import CasePage
from api.rest.schemas.decisions import Decision
from api.rest.schemas.figures import Figures
from api.rest.schemas.imports import Import
from commands.openapi import document

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = json.loads(document())
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    if path.startswith("/api/v1")
]


def test_the_committed_document_is_current() -> None:
    """Whoever changes the API sees the change of its document in the same commit."""
    committed = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")

    assert committed == document() + "\n", "run `make openapi`"


def test_the_served_document_is_the_committed_one(client: TestClient) -> None:
    """At its address, for anybody who asks."""
    assert client.get("/api/v1/openapi.json").json() == DOCUMENT


def test_the_document_is_valid_openapi() -> None:
    """By the schema of OpenAPI 3.1 itself, with no reference left hanging."""
    assert DOCUMENT["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(DOCUMENT).validate()
    for pointer in _references(DOCUMENT):
        place: Any = DOCUMENT
        for step in pointer.removeprefix("#/").split("/"):
            place = place[step]


@pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[f"{m} {p}" for p, m, _ in OPERATIONS]
)
def test_every_operation_says_all_that_a_caller_needs(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    """A name, words, a tag, the key it wants, its answer's shape and its refusals."""
    assert operation["operationId"].isidentifier()
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]
    assert operation["security"] == [{"api_key": []}]
    refusals = {status for status in operation["responses"] if status >= "400"}
    assert {"401", "403", "422", "503"} <= refusals
    for status in refusals:
        assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
    assert all(one["description"] for one in operation["responses"].values())
    success = next(answer for status, answer in operation["responses"].items() if status < "300")
    assert "$ref" in success["content"]["application/json"]["schema"]


@pytest.mark.parametrize(
    ("model", "example"),
    [
        (CasePage, examples.CASE_PAGE),
        (Decision, examples.DECISION),
        (Figures, examples.FIGURES),
        (Import, examples.IMPORT),
        (Me, examples.ME),
    ],
)
def test_what_the_document_shows_is_what_the_api_gives(
    model: type[BaseModel], example: dict[str, Any]
) -> None:
    """An example leaves no field out and invents none."""
    assert model.model_validate(example).model_dump(mode="json") == example


def test_no_two_operations_share_a_name() -> None:
    """Generated clients name their functions after them."""
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(names) == len(set(names))


def _references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for value in part.values() for found in _references(value)]
    if isinstance(part, list):
        return [found for value in part for found in _references(value)]
    return []
