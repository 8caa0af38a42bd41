"""Invented answers that the API's document shows; a test holds them to their models."""

from __future__ import annotations

from typing import Any

__all__ = ["CASE", "CASE_PAGE", "DECISION", "FIGURES", "IMPORT", "ME"]

CASE: dict[str, Any] = {
    "id": 4211,
    "version": 3,
    "page": {"id": 2, "name": "UBND phường Hoa Mai", "platform": "facebook"},
    "post": {
        "id": 87,
        "external_id": "1029384756_55",
        "text": "Lịch cấp căn cước lưu động tuần này",
        "permalink": "https://example.org/bai/55",
        "posted_at": "2026-11-17T01:00:00Z",
    },
    "comment": {
        "id": 90210,
        "external_id": "1029384756_55_7",
        "parent_external_id": None,
        "author_name": "N. V. A.",
        "text": "Thứ bảy phường mình có làm căn cước không ạ?",
        "permalink": "https://example.org/bai/55?comment=7",
        "posted_at": "2026-11-18T02:05:00Z",
        "received_at": "2026-11-18T02:05:03Z",
        "edited_at": None,
        "deleted_at": None,
        "hidden_at": None,
        "is_own": False,
    },
    "comments_count": 4,
    "label": "policy_question",
    "also": [],
    "reasons": [],
    "traits": [],
    "certainty": 0.97,
    "needs_human": False,
    "queue": "policy_question",
    "severity": 2,
    "status": "open",
    "opened_at": "2026-11-18T02:05:00Z",
    "due_at": "2026-11-19T02:05:00Z",
    "first_response_at": None,
    "response_minutes": None,
    "closed_at": None,
    "dismiss_reason": None,
    "escalated_to": None,
    "claimed_by": None,
    "claimed_until": None,
    "has_draft": False,
}

CASE_PAGE: dict[str, Any] = {
    "items": [CASE],
    "next": "WyIyMDI2LTExLTE5VDAyOjA1OjAwKzAwOjAwIiwgMiwgNDIxMV0",
}

DECISION: dict[str, Any] = {
    "event": {
        "id": 51877,
        "at": "2026-11-18T03:12:44Z",
        "kind": "escalated",
        "actor": "api_key",
        "actor_name": None,
        "comment_id": None,
        "undoes_id": None,
        "data": {"to": "spokesperson"},
    },
    "case": {**CASE, "version": 4, "severity": 0, "escalated_to": "spokesperson"},
}

FIGURES: dict[str, Any] = {
    "as_of": "2026-11-18T03:12:44Z",
    "since": "2026-11-11T03:12:44Z",
    "waiting": 37,
    "late": 2,
    "ages": [{"from_hours": 0, "to_hours": 1, "count": 5, "late": 0}],
    "responses": [{"queue": None, "n": 112, "median": 84.0, "p90": 310.5, "within_limit": 104}],
    "days": [{"day": "2026-11-17", "received": 61, "opened": 52, "answered": 48}],
}

IMPORT: dict[str, Any] = {
    "id": 12,
    "page_id": 2,
    "file_name": "binh-luan-thang-11.csv",
    "size": 48211,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "mapping": {"text": "Nội dung", "created_at": "Thời gian", "date_order": "auto"},
    "created_at": "2026-11-18T03:00:00Z",
    "confirmed_at": "2026-11-18T03:00:00Z",
    "finished_at": "2026-11-18T03:00:04Z",
    "state": "running",
    "is_over": False,
    "rows_read": 320,
    "rows_bad": 3,
    "new": 300,
    "known": 17,
    "waiting": 44,
    "error_code": None,
}

ME: dict[str, Any] = {
    "key_id": 5,
    "name": "Cổng thông tin điện tử",
    "agency_id": 1,
    "agency": "UBND phường Hoa Mai",
    "roles": ["triage"],
    "permissions": ["read_cases", "triage", "draft", "see_figures", "import"],
}
