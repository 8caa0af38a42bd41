"""The words of closed lists that only screens need (`docs/glossary.md`)."""

from __future__ import annotations

from moderation.vocabulary import DismissReason, Role

__all__ = ["DISMISS_VI", "ROLES_VI"]

DISMISS_VI: dict[DismissReason, str] = {
    DismissReason.NO_ANSWER_NEEDED: "Không cần trả lời",
    DismissReason.ALREADY_ANSWERED: "Đã trả lời ở nơi khác",
    DismissReason.NOTED: "Đã ghi nhận góp ý",
    DismissReason.OUT_OF_COMPETENCE: "Ngoài thẩm quyền, đã chuyển nơi có thẩm quyền",
    DismissReason.SPAM: "Tin rác",
    DismissReason.ILLEGAL_RECORDED: "Vi phạm, đã lưu chứng cứ",
    DismissReason.DELETED_AT_SOURCE: "Người viết đã xóa bình luận",
}

ROLES_VI: dict[Role, str] = {
    Role.VIEWER: "Người xem",
    Role.TRIAGE: "Quản trị trang",
    Role.DRAFTER: "Người soạn",
    Role.SPOKESPERSON: "Người phát ngôn",
    Role.MANAGER: "Lãnh đạo",
    Role.ADMINISTRATOR: "Quản trị",
    Role.AUDITOR: "Thanh tra, kiểm tra",
    Role.OPERATOR: "Vận hành",
}
