"""Where deliveries arrive: read whole and raw, verified, kept, committed, and only then 200.

A network first makes sure that an address is ours (its handshake), and then delivers there for all
pages of the agency. Any other sender speaks Standard Webhooks, at an address for each page.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.requests import ClientDisconnect

from api.arrivals import Arrival, open_address
from api.rest.schemas.problems import problems
from api.state import state_of
from moderation.errors import (
    BadInputError,
    NotFoundError,
    TooLargeError,
    UnsupportedMediaError,
)
from moderation.intake.endpoints import endpoint_secrets, verify_tokens
from moderation.queries import doors
from moderation.vocabulary import Platform
from platforms import HANDSHAKES

__all__ = ["router"]

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

_READ_SECONDS = 10.0
_MAX_HEADER = 8 * 1024


@router.post(
    "/standard/{public_id}",
    operation_id="receive_standard",
    summary="Nhận bình luận theo Standard Webhooks",
    responses=problems(404, 413, 415),
    openapi_extra={
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
            for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
    },
)
async def receive_standard(public_id: str, request: Request) -> JSONResponse:
    """Gói bình luận có chữ ký Standard Webhooks 1.0; trả 200 sau khi đã lưu chắc chắn."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise UnsupportedMediaError("Chỉ nhận application/json.")
    return await _receive(request, Platform.STANDARD, public_id)


@router.post("/{network}/{public_id}", include_in_schema=False)
async def receive_network(network: str, public_id: str, request: Request) -> JSONResponse:
    """What a network delivers, for any of the agency's pages on it."""
    return await _receive(request, _network(network), public_id)


@router.get("/{network}/{public_id}", include_in_schema=False)
def greet(network: str, public_id: str, request: Request) -> PlainTextResponse:
    """Answer a network that asks whether the address is ours."""
    state, platform = state_of(request), _network(network)
    now = datetime.now(UTC)
    with state.database.admission(doors.BY_ENDPOINT, public_id) as session:
        if session is None:
            raise NotFoundError(
                "Không có địa chỉ nhận này; chưa nhận gì. Hãy xem lại địa chỉ ở mục Trang."
            )
        endpoint = open_address(session, (platform, public_id))
        tokens = verify_tokens(endpoint, endpoint_secrets(endpoint, state.keyring, now))
    return PlainTextResponse(HANDSHAKES[platform].greet(tokens, dict(request.query_params)))


async def _receive(request: Request, platform: Platform, public_id: str) -> JSONResponse:
    state = state_of(request)
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaError("Không nhận nội dung nén: hãy gửi JSON không nén.")
    body = await _read_capped(request, state.settings.webhook_limit_kb * 1024)
    headers = {name: value[:_MAX_HEADER] for name, value in request.headers.items()}
    await state.arrivals.take((platform, public_id), Arrival(headers, body, datetime.now(UTC)))
    return JSONResponse({"status": "accepted"})


def _network(name: str) -> Platform:
    """A network that delivers; NotFoundError for any other word."""
    for platform in HANDSHAKES:
        if platform.value == name:
            return platform
    raise NotFoundError("Không có địa chỉ nhận này; chưa nhận gì. Hãy xem lại địa chỉ ở mục Trang.")


async def _read_capped(request: Request, limit: int) -> bytes:
    """Stop at the cap, whatever length the sender claims, and at a sender who trickles."""
    body = bytearray()
    try:
        async with asyncio.timeout(_READ_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise TooLargeError(
                        f"Nội dung lớn hơn {limit // 1024} KiB. Hãy chia nhỏ rồi gửi lại."
                    )
    except (TimeoutError, ClientDisconnect):
        raise BadInputError("Nội dung không đến đủ trong 10 giây; chưa có gì được ghi.") from None
    return bytes(body)
