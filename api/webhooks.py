"""Where deliveries arrive: read whole and raw, verified, kept, committed, and only then 200."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.rest.schemas.problems import problems
from api.state import State, state_of
from moderation.errors import NotFoundError, TooLargeError, UnsupportedMediaError
from moderation.intake.deliveries import accept_delivery
from moderation.queries import doors
from moderation.queries.agencies import endpoint_by_public_id
from moderation.setup import endpoint_secrets
from platforms import standard

__all__ = ["router"]

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


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
    state = state_of(request)
    _refuse_encodings(request)
    body = await _read_capped(request, state.settings.webhook_limit_kb * 1024)
    headers = dict(request.headers)
    await run_in_threadpool(_keep, state, public_id, headers, body)
    return JSONResponse({"status": "accepted"})


def _keep(state: State, public_id: str, headers: dict[str, str], body: bytes) -> None:
    now = datetime.now(UTC)
    with state.database.doorway() as door:
        agency_id = doors.agency_of_endpoint(door, public_id)
    if agency_id is None:
        raise NotFoundError("Không có địa chỉ nhận này.")
    with state.database.transaction(agency_id) as session:
        endpoint = endpoint_by_public_id(agency_id, session, public_id)
        if endpoint is None:
            raise NotFoundError("Không có địa chỉ nhận này.")
        live = endpoint_secrets(endpoint, state.keyring, now)
        external_id = standard.verify(live, headers, body, now)
        standard.read(body)
        accept_delivery(
            agency_id, session, endpoint, external_id=external_id, body=body, received_at=now
        )


def _refuse_encodings(request: Request) -> None:
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaError("Không nhận nội dung nén: hãy gửi JSON không nén.")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise UnsupportedMediaError("Chỉ nhận application/json.")


async def _read_capped(request: Request, limit: int) -> bytes:
    """Stop at the cap, whatever length the sender claims."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLargeError(f"Nội dung lớn hơn {limit // 1024} KiB. Hãy chia nhỏ rồi gửi lại.")
    return bytes(body)
