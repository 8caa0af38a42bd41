"""One family of errors in, one answer out: a page, a fragment or a problem document (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote, urlsplit
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.i18n import pick_locale
from api.state import state_of
from api.view_models.doors import ErrorKind, ErrorPage
from moderation import errors
from moderation.database import COLLIDED, UNREACHABLE, is_collision, is_deadlock

__all__ = ["install", "status_of", "too_many"]

_STATUS: tuple[tuple[type[errors.PhanHoiError], HTTPStatus, ErrorKind], ...] = (
    (errors.TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"),
    (errors.UnsupportedMediaError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "bad_input"),
    (errors.BadInputError, HTTPStatus.UNPROCESSABLE_ENTITY, "bad_input"),
    (errors.VerificationError, HTTPStatus.UNAUTHORIZED, "forbidden"),
    (errors.SignInError, HTTPStatus.UNAUTHORIZED, "forbidden"),
    (errors.ForbiddenError, HTTPStatus.FORBIDDEN, "forbidden"),
    (errors.NotFoundError, HTTPStatus.NOT_FOUND, "not_found"),
    (errors.ConflictError, HTTPStatus.CONFLICT, "conflict"),
    (errors.UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE, "away"),
)
_HTTP_VI = {
    HTTPStatus.BAD_REQUEST: "Không đọc được nội dung gửi lên; chưa có gì thay đổi.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Địa chỉ này không nhận cách gọi đó.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Nội dung gửi lên lớn quá mức cho phép nên chưa được nhận;"
    " hãy chia nhỏ rồi gửi lại.",
}
_RETRY_SECONDS = "30"
_LONGEST_FIELD, _MOST_FIELDS = 60, 20
_log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Teach the application how to refuse."""
    app.add_exception_handler(errors.PhanHoiError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in UNREACHABLE:
        app.add_exception_handler(kind, _away)
    for clash in COLLIDED:
        app.add_exception_handler(clash, _collided)
    app.add_exception_handler(Exception, _failed)


def too_many(request: Request, seconds: int) -> Response:
    """The answer to whoever asks too often, with how long to wait."""
    return _answer(
        request,
        HTTPStatus.TOO_MANY_REQUESTS,
        "away",
        f"Có quá nhiều yêu cầu từ máy này nên chưa có gì thay đổi. Hãy thử lại sau {seconds} giây.",
        "too_many",
        {"retry-after": str(seconds)},
    )


def status_of(error: errors.PhanHoiError) -> HTTPStatus:
    """With which status a refusal is answered, for a form that shows it beside what was typed."""
    return _status_and_kind(error)[0]


def _status_and_kind(error: errors.PhanHoiError) -> tuple[HTTPStatus, ErrorKind]:
    return next(
        ((status, kind) for family, status, kind in _STATUS if isinstance(error, family)),
        (HTTPStatus.BAD_REQUEST, "bad_input"),
    )


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.PhanHoiError)  # noqa: S101 - registered for this family
    status, kind = _status_and_kind(error)
    if isinstance(error, errors.SignInError) and _wants_page(request):
        return _to_sign_in(request)
    if error.code == "fresh":
        return _to_proof(request)
    headers = {"retry-after": _RETRY_SECONDS} if kind == "away" else {}
    if isinstance(error, errors.SignInError) and _is_api(request):
        headers["www-authenticate"] = "Bearer"
    return _answer(request, status, kind, error.message, error.code, headers, facts=error.facts)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    wrong = [
        {"field": _speakable(str(item["loc"][-1])[:_LONGEST_FIELD]), "kind": item["type"]}
        for item in error.errors()[:_MOST_FIELDS]
    ]
    fields = ", ".join(sorted({item["field"] for item in wrong}))
    return _answer(
        request,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "bad_input",
        f"Dữ liệu gửi lên thiếu hoặc sai ở: {fields}.",
        "bad_input",
        facts={"fields": wrong},
    )


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    if error.status_code == HTTPStatus.NOT_FOUND:
        return _answer(
            request,
            HTTPStatus.NOT_FOUND,
            "not_found",
            "Không có trang ở địa chỉ này. Hãy kiểm tra lại địa chỉ đã mở.",
            "not_found",
        )
    status = HTTPStatus(error.status_code)
    message = _HTTP_VI.get(status, f"Yêu cầu không thực hiện được ({status.value}).")
    is_large = status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind: ErrorKind = "too_large" if is_large else "bad_input"
    return _answer(request, status, kind, message, "http", dict(error.headers or {}))


def _away(request: Request, error: Exception) -> Response:
    # A network delivers again what it is told to bring later; a person has to look first.
    if is_deadlock(error) and not request.url.path.startswith("/webhooks/"):
        return _second(request, error)
    _log.warning("database_away", error=type(error).__name__)
    message = (
        "Hệ thống tạm thời không kết nối được cơ sở dữ liệu. Chưa có gì thay đổi; hãy thử lại."
    )
    headers = {"retry-after": _RETRY_SECONDS}
    return _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, "away", message, "unavailable", headers)


def _collided(request: Request, error: Exception) -> Response:
    if not is_collision(error):
        return _failed(request, error)
    return _second(request, error)


def _second(request: Request, error: Exception) -> Response:
    """What is told to whoever wrote at the same time as somebody else, and lost."""
    _log.warning("collided", error=type(error).__name__)
    message = (
        "Có người vừa ghi cùng lúc vào đúng chỗ này nên việc của anh/chị chưa được ghi. Chưa có gì "
        "thay đổi; hãy tải lại trang, xem lại rồi làm lại nếu còn cần."
    )
    return _answer(request, HTTPStatus.CONFLICT, "conflict", message, "conflict")


def _failed(request: Request, error: Exception) -> Response:
    request_id = uuid4().hex[:12]
    _log.error("request_failed", request_id=request_id, exc_info=error)
    message = f"Hệ thống gặp lỗi khi xử lý yêu cầu này. Hãy báo người quản trị mã {request_id}."
    return _answer(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "away",
        message,
        "internal",
        request_id=request_id,
    )


def _answer(
    request: Request,
    status: HTTPStatus,
    kind: ErrorKind,
    message: str,
    code: str,
    headers: dict[str, str] | None = None,
    *,
    request_id: str = "",
    facts: Mapping[str, object] | None = None,
) -> Response:
    message = _speakable(message)
    if _is_api(request):
        body = {
            **(facts or {}),
            "type": f"urn:phanhoi:{code}",
            "title": message,
            "status": status.value,
            "code": code,
        }
        return JSONResponse(
            body, status.value, headers=headers, media_type="application/problem+json"
        )
    view = ErrorPage(shell=None, kind=kind, message=message, request_id=request_id)
    locale = pick_locale(request.cookies.get("language"))
    pages = state_of(request).pages
    is_fragment = request.headers.get("hx-request") == "true"
    if not is_fragment:
        return HTMLResponse(pages.page(view, locale=locale), status.value, headers=headers)
    # Wherever the answer was meant to go, a refusal lands in the notice and typed text stays.
    place = {"hx-retarget": "#notice", "hx-reswap": "innerHTML", "hx-reselect": "[data-answer]"}
    html = pages.part(view, "notice", locale=locale)
    return HTMLResponse(html, status.value, headers={**(headers or {}), **place})


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request") == "true":
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"hx-redirect": "/sign-in"})
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={quote(target, safe='')}" if request.method == "GET" and target != "/" else ""
    return RedirectResponse(f"/sign-in{back}", HTTPStatus.SEE_OTHER)


def _to_proof(request: Request) -> Response:
    """Ask who it is, and lead back to the page that the act was begun on."""
    is_fragment = request.headers.get("hx-request") == "true"
    if request.method == "GET":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        came = request.headers.get("hx-current-url") or request.headers.get("referer", "")
        parts = urlsplit(came)
        back = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    place = f"/account/prove?next={quote(back, safe='')}"
    if is_fragment:
        return Response(status_code=HTTPStatus.FORBIDDEN, headers={"hx-redirect": place})
    return RedirectResponse(place, HTTPStatus.SEE_OTHER)


def _speakable(text: str) -> str:
    """What a sender wrote may hold lone surrogates, which no answer can carry."""
    return text.encode("utf-8", "replace").decode()


def _wants_page(request: Request) -> bool:
    return not _is_api(request) and request.url.path != "/sign-in"


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/webhooks/", "/healthz", "/readyz"))
