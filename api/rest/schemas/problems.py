"""The one form of every refusal, and how routes name it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["VERSION_SHOWN", "Problem", "problems"]

VERSION_SHOWN: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "ETag": {
                "description": "Phiên bản của vụ việc, để gửi lại ở `If-Match`.",
                "schema": {"type": "string", "examples": ['"3"']},
            }
        }
    }
}
"""The version in an answer's head, for a route's document."""

_MEANINGS = {
    400: "Không đọc được nội dung gửi lên.",
    401: "Thiếu khóa API, khóa sai hoặc đã bị thu hồi.",
    403: "Khóa này không có quyền làm việc đó.",
    404: "Không có thứ được hỏi trong cơ quan của khóa này.",
    409: "Người khác đã làm trước, hoặc thứ này đã thay đổi; chưa có gì bị sửa.",
    413: "Nội dung gửi lên lớn quá mức cho phép.",
    415: "Loại nội dung này không nhận ở đây.",
    422: "Dữ liệu thiếu hoặc sai.",
    429: "Hỏi quá nhiều; hãy thử lại sau `Retry-After` giây.",
    503: "Hệ thống tạm thời không phục vụ được; hãy thử lại sau `Retry-After` giây.",
}
_EVERYWHERE = (401, 403, 422, 429, 503)


class Problem(BaseModel):
    """Lỗi theo RFC 9457; có thể kèm mục riêng của từng lỗi."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:phanhoi:conflict",
                    "title": "Vụ việc đã thay đổi từ lúc anh/chị mở. Hãy xem lại rồi quyết định.",
                    "status": 409,
                    "code": "conflict",
                    "version": 8,
                }
            ]
        },
    )

    type: str = Field(description="`urn:phanhoi:` và mã lỗi.")
    title: str = Field(description="Chuyện gì xảy ra và nên làm gì, bằng tiếng Việt.")
    status: int = Field(description="Mã trạng thái HTTP.")
    code: str = Field(description="Mã ổn định cho chương trình.")
    fields: list[dict[str, str]] | None = Field(
        None, description="Với 422: từng mục sai, `field` là tên và `kind` là sai thế nào."
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route for its document: those named and those of every route."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        for status in sorted({*_EVERYWHERE, *statuses})
    }
