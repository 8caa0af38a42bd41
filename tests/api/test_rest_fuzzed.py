"""The API under requests made from its own document: no server error, and answers as described."""

from __future__ import annotations

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.checks import CheckContext, not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from api.filling import catalogue
from api.schema import described_app
from moderation.casework import cases
from moderation.database import Database
from moderation.intake import imports
from moderation.queries.cases import CaseFilter, list_cases
from moderation.vocabulary import Label, Role
from tests.api.conftest import new_key
from tests.factories import House, event, make_house

app = described_app()  # described before there is a database; `busy` gives it one
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app).include(path_regex="^/api/v1")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def busy(database: Database, rest_app: FastAPI) -> House:
    """An agency with cases to act on."""
    app.state.phanhoi = rest_app.state.phanhoi
    house = make_house(database, 10_000)
    house.take(*(event(f"c{number}", f"Câu hỏi số {number} về đất") for number in range(5)))
    house.triage(lambda _: Label.POLICY_QUESTION)
    return house


@pytest.fixture(scope="module")
def key(busy: House) -> str:
    """A triage key of that agency."""
    return new_key(busy, Role.TRIAGE)


@pytest.fixture(scope="module")
def real(busy: House) -> dict[str, int | str]:
    """Things of that agency, by the names that paths have for them."""
    with busy.database.transaction(busy.agency_id) as session:
        case = list_cases(busy.agency_id, session, CaseFilter())[0].case
        decided = cases.escalate(session, busy.who(Role.TRIAGE), case.id, Role.MANAGER)
        kept = imports.start(session, busy.who(Role.TRIAGE), busy.page_id, "tep.csv", b"a")
    template = next(iter(catalogue()))
    return {
        "case_id": case.id,
        "event_id": decided.id,
        "import_id": kept.id,
        "template_id": template.id,
    }


few = settings(max_examples=8, suppress_health_check=list(HealthCheck))


@schema.parametrize()
@few
@pytest.mark.usefixtures("busy")
def test_strangers_get_answers_as_described(case: schemathesis.Case) -> None:
    """Whatever a stranger sends, the answer is one of the document's and never a failure."""
    answer = case.call_and_validate(checks=CHECKS)
    assert answer.status_code >= 400


@schema.parametrize()
@few
def test_a_key_gets_answers_as_described(
    case: schemathesis.Case, key: str, real: dict[str, int | str]
) -> None:
    """The same for a program with a key, on things that are there."""
    case.path_parameters.update({k: v for k, v in real.items() if k in case.path_parameters})
    case.call_and_validate(checks=CHECKS, headers={"authorization": f"Bearer {key}"})


thorough = settings(max_examples=50, suppress_health_check=list(HealthCheck))
whole = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


def bodies_that_do_not_fit_are_refused(
    ctx: CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> bool | None:
    """What a query holds besides is left unread, as HTTP has it; a body holds nothing besides."""
    body = case.meta and case.meta.components.get(ParameterLocation.BODY)
    if body and body.mode.is_negative:
        return negative_data_rejection(ctx, response, case)
    return None


ALL_CHECKS = [
    *CHECKS,
    bodies_that_do_not_fit_are_refused,
    missing_required_header,
    unsupported_method,
]


@pytest.fixture(scope="module", params=list(Role), ids=lambda role: role.value)
def key_of_a_role(busy: House, request: pytest.FixtureRequest) -> str:
    """A key of each role in turn."""
    return new_key(busy, request.param)


@pytest.mark.long
@whole.parametrize()
@thorough
@pytest.mark.usefixtures("busy")
def test_strangers_get_answers_as_described_at_every_address(case: schemathesis.Case) -> None:
    """The long form of the stranger, health and webhooks too; with a key that nobody made."""
    is_for_keys = case.path.startswith("/api/v1")
    if is_for_keys:
        case.headers["authorization"] = "Bearer ph_khong-ai-tao-khoa-nay"
    answer = case.call_and_validate(checks=ALL_CHECKS)
    assert answer.status_code >= 400 or not is_for_keys


@pytest.mark.long
@schema.parametrize()
@thorough
def test_a_key_of_each_role_gets_answers_as_described(
    case: schemathesis.Case, key_of_a_role: str, real: dict[str, int | str]
) -> None:
    """The long form: every role, whether it may or not, many requests to each route."""
    case.path_parameters.update({k: v for k, v in real.items() if k in case.path_parameters})
    case.headers["authorization"] = f"Bearer {key_of_a_role}"
    case.call_and_validate(checks=ALL_CHECKS)
