"""What a comment is, where it comes from and how it is read."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "LABELS_VI",
    "LANGUAGES_VI",
    "REASONS_VI",
    "TRAITS_VI",
    "UNSURE_QUEUE",
    "CommentVerb",
    "CorrectionReason",
    "Label",
    "Language",
    "Platform",
    "Reason",
    "RuleState",
    "Trait",
]


class Label(StrEnum):
    """What a comment asks of the agency, in the order in which one is the primary.

    When two labels hold, the primary is the first of this order and the rest go under `also`
    (labelling guide, rule 9).
    """

    ILLEGAL_CONTENT = "illegal_content"
    CONTRARY_INFORMATION = "contrary_information"
    POLICY_QUESTION = "policy_question"
    FEEDBACK = "feedback"
    SPAM = "spam"
    OTHER = "other"


class Reason(StrEnum):
    """Why a comment is `illegal_content`; each names a fault of the words alone."""

    HATE = "hate"
    INSULT = "insult"
    THREAT = "threat"
    INCITEMENT = "incitement"
    SEXUAL = "sexual"
    GAMBLING = "gambling"
    FRAUD = "fraud"
    PROHIBITED_GOODS = "prohibited_goods"
    PRIVACY = "privacy"
    CHILD_HARM = "child_harm"


class Trait(StrEnum):
    """What a comment is about beside its label: whom it concerns, or what the law has a way for.

    The first four are people whom the Code of Conduct asks to take heed of (duties A15).
    """

    CHILD = "child"
    DISABILITY = "disability"
    MINORITY = "minority"
    POVERTY = "poverty"
    MINORITY_LANGUAGE = "minority_language"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    PETITION = "petition"
    INFORMATION_REQUEST = "information_request"
    PERSONAL_DATA_REQUEST = "personal_data_request"


class Language(StrEnum):
    """Languages of Vietnam's minorities in which people write on pages."""

    KHMER = "khmer"
    CHAM = "cham"
    THAI = "thai"
    HMONG = "hmong"
    EDE = "ede"
    JARAI = "jarai"
    BAHNAR = "bahnar"
    TAY = "tay"


class Platform(StrEnum):
    """Where a page lives. `standard` is any sender that speaks Standard Webhooks.

    `report` is no network: the agency's own room for what people tell it of (`moderation.duties`).
    """

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    ZALO = "zalo"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    STANDARD = "standard"
    REPORT = "report"


class CommentVerb(StrEnum):
    """What happened to a comment at its source."""

    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"
    HIDDEN = "hidden"
    UNHIDDEN = "unhidden"


class CorrectionReason(StrEnum):
    """Why the machine took a comment for something else."""

    DIALECT = "dialect"
    SARCASM = "sarcasm"
    CONTEXT = "context"
    MIXED = "mixed"
    RULE = "rule"
    OTHER = "other"


class RuleState(StrEnum):
    """What becomes of a rule that an agency wrote. Only a live one is applied to comments."""

    DRAFT = "draft"
    LIVE = "live"
    OFF = "off"


UNSURE_QUEUE = "unsure"


LABELS_VI: dict[Label, str] = {
    Label.POLICY_QUESTION: "Câu hỏi chính sách",
    Label.CONTRARY_INFORMATION: "Thông tin trái chiều",
    Label.ILLEGAL_CONTENT: "Nội dung vi phạm",
    Label.SPAM: "Tin rác",
    Label.FEEDBACK: "Góp ý, phản ánh",
    Label.OTHER: "Khác",
}


REASONS_VI: dict[Reason, str] = {
    Reason.HATE: "Kỳ thị, thù ghét",
    Reason.INSULT: "Xúc phạm, lăng mạ",
    Reason.THREAT: "Đe dọa, kêu gọi bạo lực",
    Reason.INCITEMENT: "Kích động vi phạm pháp luật",
    Reason.SEXUAL: "Khiêu dâm, gạ gẫm",
    Reason.GAMBLING: "Cờ bạc",
    Reason.FRAUD: "Lừa đảo",
    Reason.PROHIBITED_GOODS: "Hàng cấm, giấy tờ giả",
    Reason.PRIVACY: "Lộ thông tin cá nhân",
    Reason.CHILD_HARM: "Xâm hại trẻ em",
}


TRAITS_VI: dict[Trait, str] = {
    Trait.CHILD: "Trẻ em cần bảo vệ",
    Trait.DISABILITY: "Người khuyết tật",
    Trait.MINORITY: "Người dân tộc thiểu số",
    Trait.POVERTY: "Người nghèo, neo đơn",
    Trait.MINORITY_LANGUAGE: "Tiếng dân tộc thiểu số",
    Trait.COMPLAINT: "Khiếu nại",
    Trait.DENUNCIATION: "Tố cáo, tố giác",
    Trait.PETITION: "Kiến nghị",
    Trait.INFORMATION_REQUEST: "Yêu cầu cung cấp thông tin",
    Trait.PERSONAL_DATA_REQUEST: "Yêu cầu về dữ liệu cá nhân",
}


LANGUAGES_VI: dict[Language, str] = {
    Language.KHMER: "Tiếng Khmer",
    Language.CHAM: "Tiếng Chăm",
    Language.THAI: "Tiếng Thái",
    Language.HMONG: "Tiếng Mông",
    Language.EDE: "Tiếng Ê Đê",
    Language.JARAI: "Tiếng Gia Rai",
    Language.BAHNAR: "Tiếng Ba Na",
    Language.TAY: "Tiếng Tày, Nùng",
}
