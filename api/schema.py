"""The routes that OpenAPI describes, before there is a database: the API and its document."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import Lifespan

from api import errors, health, metrics, rest, webhooks
from api.body_limit import BodyLimit
from api.rate_limits import RateLimits
from api.rest.schemas.problems import Problem
from api.security import SecurityHeaders

__all__ = ["described_app"]

_DESCRIPTION = """\
API tiếp nhận, phân loại và xử lý bình luận trên trang của cơ quan nhà nước.

**Khóa.** Mỗi chương trình gọi bằng khóa riêng: `Authorization: Bearer ph_…`. Khóa thuộc một cơ
quan và mang một vai trò; người quản trị tạo bằng `phanhoi user key`.

**Lỗi.** Mọi lỗi là `application/problem+json` (RFC 9457): `title` là câu tiếng Việt cho người,
`code` là mã ổn định cho chương trình.

**Quyết định.** `GET /api/v1/cases/{case_id}` trả phiên bản của vụ việc ở `ETag`. Việc nào quyết
định về vụ việc phải gửi lại phiên bản ấy ở `If-Match`; nếu người khác đã làm trước thì nhận 409 và
chưa có gì thay đổi. Vì vậy gửi lại một yêu cầu không rõ kết quả là an toàn.

**Danh sách.** Lấy trang kế bằng `cursor` lấy từ `next`; vụ việc đến thêm trong lúc lật trang không
làm sót dòng nào.
"""

_TAGS = [
    {"name": "cases", "description": "Vụ việc: tìm, đọc và xử lý."},
    {"name": "imports", "description": "Nhập tệp bình luận."},
    {"name": "templates", "description": "Mẫu phản hồi."},
    {"name": "agency", "description": "Cơ quan: khóa đang dùng, hàng đợi, trang."},
    {"name": "figures", "description": "Số liệu cho lãnh đạo."},
    {"name": "webhooks", "description": "Nơi nhận bình luận do hệ thống khác gửi đến."},
    {"name": "health", "description": "Tình trạng của tiến trình."},
]


def described_app(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The API without its state: what needs a database fails until `app.state.phanhoi` is set."""
    app = FastAPI(
        title="Phản Hồi",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        openapi_tags=_TAGS,
        lifespan=lifespan,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(metrics.IntakeMetrics),
            Middleware(RateLimits),
            Middleware(BodyLimit),
        ],
    )
    errors.install(app)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(webhooks.router)
    app.include_router(rest.router)
    _finish_document(app)
    return app


def _finish_document(app: FastAPI) -> None:
    """Add the error document, which routes name by reference under its own media type.

    Answers without words of their own are called by what was asked for, in Vietnamese.
    """
    describe = app.openapi

    def finished() -> dict[str, Any]:
        document = describe()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for operation in (o for methods in document["paths"].values() for o in methods.values()):
            for answer in operation["responses"].values():
                if answer["description"] == "Successful Response":
                    answer["description"] = operation["summary"]
        return document

    app.openapi = finished  # type: ignore[method-assign]  # the way that FastAPI offers
