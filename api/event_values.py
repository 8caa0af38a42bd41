"""The words of what the fields of events hold, where it is a word of a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.words import (
    CORRECTION_REASONS_VI,
    CRITICISM_SIGNS_VI,
    DISMISS_VI,
    HIDE_REASONS_VI,
    INCIDENTS_VI,
    NOTICES_VI,
    OUTCOMES_VI,
    PERMISSIONS_VI,
    REFERRAL_OUTCOMES_VI,
    REVEAL_VI,
    ROLES_VI,
    RULE_STRENGTHS_VI,
    SIGNATURES_VI,
    SUSPECT_LEVELS_VI,
    SUSPECT_OUTCOMES_VI,
)
from moderation.vocabulary import LABELS_VI, LANGUAGES_VI, TRAITS_VI

__all__ = ["STEPS_VI", "VALUES_VI"]


def _by_value(*lists: Mapping[Any, str]) -> dict[str, str]:
    """The words of closed lists by what an event holds, which is plain text."""
    return {str(word): said for each in lists for word, said in each.items()}


_SETTINGS_VI = {
    "agency_rules": "quy tắc của cơ quan",
    "agency_templates": "mẫu của cơ quan",
    "answers_once": "trả lời một lần dưới mỗi bài",
    "authorities": "thẩm quyền duyệt",
    "calendar": "lịch làm việc",
    "clock": "thời hạn",
    "contact": "liên hệ ghi trong câu trả lời",
    "connection": "kết nối của trang",
    "consultation": "lấy ý kiến",
    "duty": "ca trực",
    "encryption_key": "khóa mã hóa",
    "endpoint": "địa chỉ nhận",
    "escalation": "nhắc thời hạn",
    "golden": "câu mẫu",
    "identity_provider": "nơi định danh",
    "language_readers": "người đọc tiếng dân tộc",
    "notice_hook": "chương trình nhận thông báo",
    "officer": "người phụ trách trang",
    "official_hosts": "nguồn chính thức",
    "outgoing": "mọi việc gửi ra",
    "page": "trang",
    "public_log": "nhật ký công khai của trang",
    "public_tips": "nhận tin báo của người dân",
    "quality": "xem lại độc lập",
    "reply_signature": "chữ ký dưới câu trả lời",
    "reports": "báo cáo định kỳ",
    "restored": "phục hồi từ bản sao lưu",
    "retention": "hạn giữ dữ liệu",
    "reviews": "nhận đề nghị xem lại",
    "role_power": "quyền của vai trò",
    "routing": "định tuyến",
    "rule": "quy tắc ứng xử",
    "rules_public": "công khai quy tắc",
    "safety": "an toàn tài khoản trang",
    "second_factor": "xác thực hai lớp",
    "shifts": "giờ làm việc",
    "source_changes": "nguồn của mẫu thay đổi",
    "verification": "xác minh trang",
    "view": "danh sách đã lưu",
}

_STATES_VI = {
    "draft": "nháp",
    "live": "đang dùng",
    "off": "đã tắt",
    "archived": "đã ngừng dùng",
    "none": "chưa đăng ký xác minh",
    "applied": "đã đăng ký, đang chờ",
    "verified": "đã xác minh",
    "lost": "mất xác minh",
}

_CHANGES_VI = {
    **_by_value(SIGNATURES_VI),
    "paused": "tạm dừng",
    "resumed": "cho chạy tiếp",
    "connected": "kết nối",
    "disconnected": "ngắt kết nối",
    "placed": "đặt",
    "lifted": "bỏ",
    "ended": "kết thúc",
    "set": "đặt",
    "removed": "bỏ",
    "closed": "đóng",
    "saved": "lưu",
    "changed": "sửa",
    "True": "có",
    "False": "không",
}

_ACTS_VI = {
    "relabel": "sửa nhãn",
    "dismiss": "đóng không trả lời",
    "escalate": "chuyển cấp",
    "undo": "hoàn tác",
    "reply": "trả lời công khai",
    "private_reply": "nhắn riêng",
    "hide": "ẩn",
    "unhide": "hiện lại",
    "edit": "sửa lời đã đăng",
    "delete": "gỡ lời đã đăng",
}

STEPS_VI = {
    "opened": "ghi sự cố",
    "frozen": "dừng mọi việc gửi ra của trang",
    "provider_notified": "báo mạng xã hội",
    "authority_notified": "báo cơ quan chức năng",
    "file_added": "thêm chứng cứ",
    "closed": "kết thúc sự cố",
    "recorded": "ghi trang nghi mạo danh",
    "judged": "đánh giá lại",
    "reported": "báo trang này",
    "ended": "ghi kết quả",
    "received": "nhận yêu cầu",
    "acknowledged": "báo đã nhận",
    "author_chosen": "chọn người viết",
    "exported": "xuất bản sao",
    "restricted": "hạn chế xử lý",
    "erased": "xóa",
    "done": "đã thực hiện",
    "refused": "từ chối",
}

_EXPORTS_VI = {
    "audit": "nhật ký",
    "bad_rows": "dòng đọc không được",
    "case_file": "hồ sơ vụ việc",
    "cases": "danh sách vụ việc",
    "comments": "danh sách bình luận",
    "contributions": "góp ý",
    "corrections": "lần sửa nhãn",
    "referrals": "sổ chuyển cơ quan",
    "rule_readers": "người đã đọc quy tắc",
}

_JOBS_VI = {
    "intake.read_import": "đọc tệp nhập",
    "intake.read_deliveries": "đọc gói tin",
    "classify.classify_comments": "phân loại",
    "publish.publish_intents": "đăng",
    "bulk.carry_out": "làm cho nhiều vụ",
    "reports.make": "lập báo cáo",
    "letters.send": "gửi thông báo",
}

VALUES_VI: Mapping[str, Mapping[str, str]] = {
    "act": _ACTS_VI,
    "after": _by_value(RULE_STRENGTHS_VI),
    "because": {
        "draft_changed": "dự thảo đã được sửa",
        "comment_changed": "người dân đã sửa bình luận",
        "comment_deleted": "người dân đã xóa bình luận",
        "case_closed": "vụ đã đóng",
        "relabelled": "vụ đã được xếp nhãn khác",
        "withdrawn": "người trình đã rút lại",
    },
    "by": {
        "passkey": "khóa bảo mật",
        "provider": "nơi định danh",
        "code_or_password": "mã hoặc mật khẩu",
    },
    "change": _CHANGES_VI,
    "choice": _by_value(LABELS_VI, DISMISS_VI, ROLES_VI),
    "data_class": {
        "authors": "tên và mã người viết",
        "words": "lời bình luận",
        "deliveries": "gói tin thô",
        "import_problems": "dòng đọc không được",
        "notifications": "thông báo",
    },
    "duty": {
        "incident_notice": "báo mạng xã hội, cơ quan chức năng về sự cố",
        "page_scan": "rà soát trang mạo danh",
        "referral": "trả lời của cơ quan nhận hồ sơ",
        "data_request": "yêu cầu về dữ liệu cá nhân",
        "hidden_review": "đề nghị xem lại bình luận bị ẩn",
    },
    "happened": _by_value(INCIDENTS_VI),
    "item": {
        "second_factor": "xác thực hai lớp",
        "administrators": "danh sách người quản trị",
        "left_staff": "người đã thôi việc",
        "recovery": "thư, điện thoại khôi phục",
        "keys": "khóa và mật khẩu",
        "devices": "thiết bị đang đăng nhập",
    },
    "job": _JOBS_VI,
    "label": _by_value(LABELS_VI),
    "languages": _by_value(LANGUAGES_VI),
    "level": _by_value(SUSPECT_LEVELS_VI),
    "method": {"by_hand": "tìm bằng tay", "list": "danh sách nhập vào"},
    "moment": {"before": "trước hạn", "breach": "khi quá hạn", "after": "sau khi quá hạn"},
    "new_role": _by_value(ROLES_VI),
    "news": _by_value(NOTICES_VI),
    "outcome": _by_value(SUSPECT_OUTCOMES_VI, OUTCOMES_VI, REFERRAL_OUTCOMES_VI),
    "permission": _by_value(PERMISSIONS_VI),
    "proof": {"password": "mật khẩu", "second_factor": "mã xác thực"},
    "reason": {
        **_by_value(CORRECTION_REASONS_VI, HIDE_REASONS_VI, DISMISS_VI, REVEAL_VI),
        "other_body": "chờ cơ quan khác trả lời",
        "citizen": "chờ người dân bổ sung thông tin",
        "verifying": "chờ kết quả xác minh",
        "force_majeure": "thiên tai, sự cố",
    },
    "role": _by_value(ROLES_VI),
    "sensitive": _by_value(LABELS_VI),
    "sent_from": _by_value(ROLES_VI),
    "setting": _SETTINGS_VI,
    "sign": _by_value(CRITICISM_SIGNS_VI),
    "source": {"staff": "cán bộ", "citizen": "người dân"},
    "state": _STATES_VI,
    "step": STEPS_VI,
    "to": {**_by_value(ROLES_VI), "owner": "người đang xử lý", "deputy": "cấp phó được phân công"},
    "traits": _by_value(TRAITS_VI),
    "unit": {
        "clock_hours": "giờ đồng hồ",
        "office_minutes": "phút làm việc",
        "working_days": "ngày làm việc",
        "calendar_days": "ngày",
    },
    "verdict": {"upheld": "giữ ẩn", "undone": "cho hiện lại"},
    "what": {**_EXPORTS_VI, **_CHANGES_VI},
}
