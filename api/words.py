"""The words of closed lists that only screens need (`docs/glossary.md`)."""

from __future__ import annotations

from moderation.policy import Permission
from moderation.vocabulary import (
    REASONS_VI,
    Actor,
    CaseStatus,
    ContributionOutcome,
    CorrectionReason,
    CriticismSign,
    DismissReason,
    EventKind,
    HideReason,
    IncidentKind,
    NoticeChannel,
    Platform,
    ReferralOutcome,
    ReplySignature,
    RevealReason,
    Role,
    RuleActor,
    RuleLayer,
    RuleStrength,
    SuspectLevel,
    SuspectOutcome,
)

__all__ = [
    "ACTORS_VI",
    "AUTHORITIES_VI",
    "CHANNELS_VI",
    "CORRECTION_REASONS_VI",
    "CRITICISM_SIGNS_VI",
    "DISMISS_VI",
    "EVENTS_VI",
    "HIDE_REASONS_VI",
    "INCIDENTS_VI",
    "LETTER_TROUBLES_VI",
    "NOTICES_VI",
    "OUTCOMES_VI",
    "PERMISSIONS_VI",
    "PLATFORMS",
    "REFERRAL_OUTCOMES_VI",
    "REVEAL_VI",
    "ROLES_VI",
    "RULE_ACTORS_VI",
    "RULE_LAYERS_VI",
    "RULE_STRENGTHS_VI",
    "SIGNATURES_VI",
    "STATUSES_VI",
    "SUSPECT_LEVELS_VI",
    "SUSPECT_OUTCOMES_VI",
]

DISMISS_VI: dict[DismissReason, str] = {
    DismissReason.NO_ANSWER_NEEDED: "Không cần trả lời",
    DismissReason.ALREADY_ANSWERED: "Đã trả lời ở nơi khác",
    DismissReason.NOTED: "Đã ghi nhận góp ý",
    DismissReason.OUT_OF_COMPETENCE: "Ngoài thẩm quyền, đã chuyển nơi có thẩm quyền",
    DismissReason.SPAM: "Tin rác",
    DismissReason.ILLEGAL_RECORDED: "Vi phạm, đã lưu chứng cứ",
    DismissReason.DELETED_AT_SOURCE: "Người viết đã xóa bình luận",
    DismissReason.MERGED: "Đã gộp vào vụ khác",
}

REVEAL_VI: dict[RevealReason, str] = {
    RevealReason.ANSWER: "Để trả lời người dân",
    RevealReason.VERIFY: "Để tra cứu, xác minh hồ sơ",
    RevealReason.REFER: "Để chuyển cơ quan có thẩm quyền",
    RevealReason.CITIZEN_REQUEST: "Theo yêu cầu của chính người đó",
    RevealReason.INSPECTION: "Phục vụ thanh tra, kiểm tra",
}

HIDE_REASONS_VI: dict[HideReason, str] = {
    **{HideReason(reason.value): name for reason, name in REASONS_VI.items()},
    HideReason.SPAM: "Tin rác, quảng cáo",
}

SIGNATURES_VI: dict[ReplySignature, str] = {
    ReplySignature.NONE: "Không ghi gì thêm",
    ReplySignature.UNIT: "Tên cơ quan",
    ReplySignature.PERSON: "Tên người soạn và tên cơ quan",
}

STATUSES_VI: dict[CaseStatus, str] = {
    CaseStatus.OPEN: "Đang chờ",
    CaseStatus.DRAFTING: "Đang soạn",
    CaseStatus.WAITING_APPROVAL: "Chờ duyệt",
    CaseStatus.RETURNED: "Trả lại",
    CaseStatus.APPROVED: "Đã duyệt",
    CaseStatus.ANSWERED: "Đã trả lời",
    CaseStatus.DISMISSED: "Đóng không trả lời",
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

PLATFORMS: dict[Platform, str] = {
    Platform.FACEBOOK: "Facebook",
    Platform.INSTAGRAM: "Instagram",
    Platform.ZALO: "Zalo",
    Platform.YOUTUBE: "YouTube",
    Platform.TIKTOK: "TikTok",
}
"""The networks by their own names, which are the same in every language."""

INCIDENTS_VI: dict[IncidentKind, str] = {
    IncidentKind.LOST: "Bị chiếm, mất quyền quản trị",
    IncidentKind.IMPERSONATED: "Bị mạo danh",
    IncidentKind.MISUSED: "Bị lợi dụng đăng nội dung trái phép",
}

SUSPECT_LEVELS_VI: dict[SuspectLevel, str] = {
    SuspectLevel.HIGH: "Cao: xin tiền, xin dữ liệu nhân danh cơ quan",
    SuspectLevel.MEDIUM: "Vừa: tự nhận là cơ quan",
    SuspectLevel.LOW: "Thấp: chỉ tên giống",
}

SUSPECT_OUTCOMES_VI: dict[SuspectOutcome, str] = {
    SuspectOutcome.REMOVED: "Đã bị gỡ",
    SuspectOutcome.RENAMED: "Đã đổi tên",
    SuspectOutcome.STANDS: "Vẫn còn, không gỡ được",
    SuspectOutcome.HARMLESS: "Không phải mạo danh",
}

AUTHORITIES_VI = (
    "Công an tỉnh, thành phố (phòng An ninh mạng và phòng, chống tội phạm công nghệ cao)",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Cục Phát thanh, truyền hình và thông tin điện tử, Bộ Văn hóa, Thể thao và Du lịch",
    "Cục An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao, Bộ Công an",
)
"""Whom an incident is told to, as is known since the reform of 2025; anything else can be typed."""
OUTCOMES_VI: dict[ContributionOutcome, str] = {
    ContributionOutcome.ADOPTED: "Đã tiếp thu",
    ContributionOutcome.NOT_ADOPTED: "Chưa tiếp thu",
}

CRITICISM_SIGNS_VI: dict[CriticismSign, str] = {
    CriticismSign.READ_SO: "máy đọc là góp ý, câu hỏi hoặc ý kiến trái chiều",
    CriticismSign.NAMES_AGENCY: "lời nói tới cơ quan hoặc cán bộ",
}

RULE_STRENGTHS_VI: dict[RuleStrength, str] = {
    RuleStrength.MUST: "Phải",
    RuleStrength.MUST_NOT: "Không được",
    RuleStrength.SHOULD: "Nên",
    RuleStrength.ENCOURAGED: "Khuyến khích",
}

RULE_LAYERS_VI: dict[RuleLayer, str] = {
    RuleLayer.DRAFT_2018: "Dự thảo 2018",
    RuleLayer.CODE_874_2021: "Quyết định 874 (2021)",
    RuleLayer.LOCAL_INSTRUCTION: "Chỉ đạo địa phương",
    RuleLayer.LAW: "Luật, nghị định",
}

RULE_ACTORS_VI: dict[RuleActor, str] = {
    RuleActor.EVERYONE: "Mọi tổ chức, cá nhân",
    RuleActor.AGENCY: "Cơ quan nhà nước",
    RuleActor.HEAD: "Người đứng đầu",
    RuleActor.ORGANISATION: "Tổ chức",
    RuleActor.STAFF: "Cán bộ, công chức, viên chức, người lao động",
    RuleActor.CITIZEN: "Người dân",
    RuleActor.PROVIDER: "Nhà cung cấp dịch vụ",
}

PERMISSIONS_VI: dict[Permission, str] = {
    Permission.READ_CASES: "Xem vụ việc",
    Permission.TRIAGE: "Phân loại, đóng vụ",
    Permission.DRAFT: "Soạn trả lời",
    Permission.NOTE: "Ghi chú, thêm chứng cứ",
    Permission.APPROVE: "Duyệt trả lời",
    Permission.REVEAL: "Xem thông tin cá nhân đang che",
    Permission.PROTECT_DATA: "Bảo vệ dữ liệu cá nhân",
    Permission.KEEP_RULES: "Ban hành quy tắc, lấy ý kiến",
    Permission.STOP_OUTGOING: "Dừng mọi việc gửi ra",
    Permission.KEEP_DUTIES: "Ghi sự cố, trang mạo danh",
    Permission.HIDE: "Ẩn bình luận",
    Permission.REVIEW_HIDDEN: "Xem lại bình luận đã ẩn",
    Permission.REFER: "Chuyển cơ quan có thẩm quyền",
    Permission.SEE_FIGURES: "Xem số liệu",
    Permission.IMPORT: "Nhập tệp",
    Permission.EDIT_TEMPLATES: "Viết mẫu phản hồi",
    Permission.EDIT_ROUTING: "Sửa định tuyến",
    Permission.EDIT_PAGES: "Sửa trang",
    Permission.MANAGE_PEOPLE: "Quản lý người dùng",
    Permission.MANAGE_API_KEYS: "Quản lý khóa API",
    Permission.READ_AUDIT: "Xem nhật ký",
}

ACTORS_VI: dict[Actor, str] = {
    Actor.PERSON: "Người dùng",
    Actor.MACHINE: "Máy",
    Actor.SOURCE: "Nguồn",
    Actor.API_KEY: "Chương trình",
}

EVENTS_VI: dict[EventKind, str] = {
    EventKind.COMMENT_RECEIVED: "Nhận bình luận",
    EventKind.COMMENT_EDITED: "Người viết sửa bình luận",
    EventKind.COMMENT_DELETED: "Bình luận bị xóa ở nguồn",
    EventKind.COMMENT_HIDDEN: "Bình luận bị ẩn ở nguồn",
    EventKind.COMMENT_UNHIDDEN: "Bình luận hiện lại ở nguồn",
    EventKind.COMMENT_CLASSIFIED: "Máy phân loại",
    EventKind.CASE_OPENED: "Mở vụ việc",
    EventKind.TIP_RECEIVED: "Báo tin",
    EventKind.INCIDENT: "Xử lý sự cố của trang",
    EventKind.SUSPECT_PAGE: "Ghi trang nghi mạo danh",
    EventKind.PAGES_SCANNED: "Rà soát trang mạo danh",
    EventKind.COMMENT_JOINED: "Gom bình luận giống",
    EventKind.CASE_REROUTED: "Chuyển hàng đợi",
    EventKind.CLAIMED: "Nhận xử lý",
    EventKind.RELEASED: "Thôi xử lý",
    EventKind.TAKEN_OVER: "Nhận thay",
    EventKind.RELABELLED: "Sửa nhãn",
    EventKind.TRAITS_CHANGED: "Sửa dấu hiệu",
    EventKind.CORRECTION_EXPLAINED: "Ghi lý do sửa nhãn",
    EventKind.LOOKED_AGAIN: "Xem lại độc lập",
    EventKind.DISMISSED: "Đóng không trả lời",
    EventKind.REOPENED: "Mở lại",
    EventKind.ESCALATED: "Chuyển cấp",
    EventKind.SENT_BACK: "Trả về",
    EventKind.NOTE_ADDED: "Ghi chú",
    EventKind.EVIDENCE_ADDED: "Thêm chứng cứ",
    EventKind.EVIDENCE_WITHDRAWN: "Rút chứng cứ",
    EventKind.PAUSED: "Tạm dừng thời hạn",
    EventKind.RESUMED: "Chạy tiếp thời hạn",
    EventKind.SPLIT: "Tách bình luận",
    EventKind.ACTED_ON_MANY: "Làm cho nhiều vụ",
    EventKind.NOTICE_SENT: "Nhắc thời hạn",
    EventKind.TEMPLATE_PICKED: "Chọn mẫu",
    EventKind.DRAFT_SAVED: "Lưu dự thảo",
    EventKind.ANSWERED: "Ghi là đã trả lời",
    EventKind.ANSWERED_AT_SOURCE: "Trang đã trả lời ở nguồn",
    EventKind.IMPORT_CONFIRMED: "Xác nhận nhập tệp",
    EventKind.SETTING_CHANGED: "Đổi thiết lập",
    EventKind.SIGNED_IN: "Đăng nhập",
    EventKind.SIGNED_OUT: "Đăng xuất",
    EventKind.SIGN_IN_FAILED: "Đăng nhập sai",
    EventKind.IDENTITY_PROVED: "Xác nhận lại danh tính",
    EventKind.SESSION_ENDED: "Kết thúc phiên",
    EventKind.SECOND_FACTOR_SET: "Bật xác thực hai lớp",
    EventKind.SECOND_FACTOR_REMOVED: "Bỏ xác thực hai lớp",
    EventKind.RECOVERY_CODE_USED: "Dùng mã dự phòng",
    EventKind.RECOVERY_CODES_MADE: "Tạo mã dự phòng mới",
    EventKind.MAIL_ADDRESS_CHANGED: "Đổi địa chỉ nhận thư",
    EventKind.PASSKEY_ADDED: "Thêm khóa bảo mật",
    EventKind.PASSKEY_REMOVED: "Bỏ khóa bảo mật",
    EventKind.IDENTITY_LINKED: "Nối tài khoản định danh",
    EventKind.IDENTITY_UNLINKED: "Gỡ tài khoản định danh",
    EventKind.REFUSED: "Bị từ chối quyền",
    EventKind.AUDIT_VERIFIED: "Kiểm tra nhật ký",
    EventKind.USER_ADDED: "Thêm người dùng",
    EventKind.USER_CHANGED: "Sửa người dùng",
    EventKind.PASSWORD_SET: "Đặt mật khẩu",
    EventKind.API_KEY_MADE: "Tạo khóa API",
    EventKind.API_KEY_REVOKED: "Thu hồi khóa API",
    EventKind.EXPORTED: "Xuất dữ liệu",
    EventKind.REVEALED: "Xem dữ liệu được che",
    EventKind.DATA_REQUEST: "Yêu cầu về dữ liệu cá nhân",
    EventKind.HELD: "Giữ dữ liệu theo pháp luật",
    EventKind.REFERRED: "Chuyển cơ quan có thẩm quyền",
    EventKind.REFERRAL_ANSWERED: "Cơ quan có thẩm quyền trả lời",
    EventKind.RETENTION_APPLIED: "Xóa dữ liệu hết hạn giữ",
    EventKind.CONTRIBUTION_DECIDED: "Ghi kết quả tiếp thu",
    EventKind.RULEBOOK_PUBLISHED: "Ban hành quy tắc",
    EventKind.RULES_ACKNOWLEDGED: "Xác nhận đã đọc quy tắc",
    EventKind.RETRIED: "Làm lại mục đã gác",
    EventKind.SUBMITTED: "Trình duyệt",
    EventKind.RETURNED: "Trả lại để sửa",
    EventKind.APPROVED: "Duyệt",
    EventKind.APPROVAL_VOIDED: "Duyệt mất hiệu lực",
    EventKind.APPROVAL_WITHDRAWN: "Rút lại",
    EventKind.PUBLISHED: "Đã đăng",
    EventKind.PUBLISH_REFUSED: "Mạng xã hội từ chối",
    EventKind.PUBLISH_UNKNOWN: "Chưa rõ đã đăng chưa",
    EventKind.HIDE_ASKED: "Ra lệnh ẩn bình luận",
    EventKind.HIDE_REVIEWED: "Xem lại bình luận ẩn",
    EventKind.HIDE_PROPOSED: "Đề nghị ẩn",
    EventKind.HIDE_DECIDED: "Quyết định đề nghị ẩn",
    EventKind.REVIEW_ASKED: "Người viết đề nghị xem lại",
    EventKind.REVIEW_DECIDED: "Trả lời đề nghị xem lại",
    EventKind.ACT_CANCELLED: "Rút lại lệnh chưa gửi",
    EventKind.UNDONE: "Hoàn tác",
}

REFERRAL_OUTCOMES_VI: dict[ReferralOutcome, str] = {
    ReferralOutcome.HANDLED: "Đã xử lý người vi phạm",
    ReferralOutcome.REMOVED: "Đã yêu cầu gỡ nội dung",
    ReferralOutcome.NO_BREACH: "Không vi phạm",
    ReferralOutcome.PASSED_ON: "Đã chuyển cơ quan khác",
    ReferralOutcome.SENT_BACK: "Trả lại, cần bổ sung",
}

CORRECTION_REASONS_VI: dict[CorrectionReason, str] = {
    CorrectionReason.DIALECT: "Tiếng địa phương, viết tắt, không dấu",
    CorrectionReason.SARCASM: "Mỉa mai, nói ngược",
    CorrectionReason.CONTEXT: "Phải đọc bài đăng mới hiểu",
    CorrectionReason.MIXED: "Nhiều ý, ý chính khác",
    CorrectionReason.RULE: "Quy tắc của cơ quan xếp sai",
    CorrectionReason.OTHER: "Lý do khác",
}

CHANNELS_VI: dict[NoticeChannel, str] = {
    NoticeChannel.MAIL: "Thư điện tử",
    NoticeChannel.PUSH: "Máy của anh/chị",
    NoticeChannel.HOOK: "Chương trình của cơ quan",
}

NOTICES_VI: dict[str, str] = {
    "before": "Vụ sắp quá hạn",
    "breach": "Vụ vừa quá hạn",
    "after": "Vụ quá hạn đã lâu",
    "reply_waiting": "Câu trả lời chờ tôi duyệt",
    "reply_returned": "Câu trả lời của tôi bị trả lại",
    "reply_void": "Câu trả lời không còn hiệu lực",
    "hide_void": "Lệnh ẩn của tôi không còn hiệu lực",
    "escalated": "Vụ được chuyển lên tôi",
    "sent_back": "Vụ được trả về tôi",
    "mentioned": "Có người gọi tôi tới vụ",
    "new_device": "Tài khoản của tôi đăng nhập ở máy mới",
    "needs_reader": "Vụ viết bằng tiếng tôi đọc được",
    "review_asked": "Người viết đề nghị xem lại bình luận bị ẩn",
    "duty_soon": "Nghĩa vụ sắp đến hạn",
    "duty_late": "Nghĩa vụ đã quá hạn",
    "tip_closed": "Tin tôi báo đã có kết quả",
    "taken_over": "Có người nhận thay vụ của tôi",
}

LETTER_TROUBLES_VI: dict[str, str] = {
    "address_refused": "Máy chủ thư từ chối địa chỉ của người nhận.",
    "mail_refused": "Máy chủ thư từ chối lá thư.",
    "no_mail_server": "Hệ thống chưa có máy chủ thư (PHANHOI_SMTP_URL).",
    "host_not_allowed": "Máy chủ nhận không còn trong danh sách được phép.",
    "no_answer": "Bên nhận không trả lời.",
    "not_reached": "Không kết nối được tới bên nhận.",
    "worker_lost": "Tiến trình xử lý dừng giữa chừng mỗi lần tới mục này.",
    "": "Bên nhận chưa nhận. Hệ thống tự thử lại, mỗi lần đợi lâu hơn.",
}
"""Why a letter did not leave, by the code of its last attempt."""
