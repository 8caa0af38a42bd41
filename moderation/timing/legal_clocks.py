"""The time limits that an agency starts with: its own, and those of the law with their source.

Every one is an editable row. The Code of Conduct (Decision 874/QĐ-BTTTT) asks to answer
"promptly" and gives no number, so how soon a comment is looked at and answered is the agency's
own rule. A limit whose text we have not read says so by its degree of confidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from moderation.vocabulary import ClockConfidence, ClockUnit

__all__ = ["STARTING_CLOCKS", "StartingClock"]


@dataclass(frozen=True, slots=True)
class StartingClock:
    """One limit as a new agency gets it."""

    key: str
    name: str
    amount: int
    unit: ClockUnit = ClockUnit.OFFICE_MINUTES
    citation: str = "Quy định của cơ quan; Quyết định 874/QĐ-BTTTT yêu cầu kịp thời"
    confidence: ClockConfidence = ClockConfidence.OWN
    valid_from: date | None = None


_PERSONAL_DATA = "Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP"
_INFORMATION = "Luật Tiếp cận thông tin 104/2016/QH13, Điều 30"
_PROMPTLY = "Quyết định 874/QĐ-BTTTT yêu cầu thông báo nhanh chóng; số giờ do cơ quan quy định"
_SINCE_2026 = date(2026, 1, 1)
_SINCE_2018 = date(2018, 7, 1)

STARTING_CLOCKS = (
    StartingClock("contrary_information", "Trả lời thông tin trái chiều", 60),
    StartingClock("first_look", "Xem xét nội dung vi phạm", 120),
    StartingClock("vulnerable_attack", "Xem xét nội dung xâm hại nhóm yếu thế", 30),
    StartingClock("policy_question", "Trả lời câu hỏi", 480),
    StartingClock("feedback", "Tiếp nhận góp ý", 960),
    StartingClock("bulk", "Dọn tin rác và bình luận khác", 2400),
    StartingClock(
        "hidden_review",
        "Xem lại bình luận đã ẩn khi người viết đề nghị",
        3,
        ClockUnit.WORKING_DAYS,
    ),
    StartingClock("first_reply", "Phản hồi lần đầu", 480),
    StartingClock("final_answer", "Trả lời dứt điểm", 15, ClockUnit.WORKING_DAYS),
    StartingClock(
        "transfer",
        "Chuyển cơ quan có thẩm quyền",
        5,
        ClockUnit.WORKING_DAYS,
        "Thông lệ theo Nghị định 20/2008/NĐ-CP; quy chế của từng địa phương",
        ClockConfidence.UNCONFIRMED,
    ),
    StartingClock(
        "personal_data_receipt",
        "Yêu cầu về dữ liệu cá nhân: phản hồi tiếp nhận",
        2,
        ClockUnit.WORKING_DAYS,
        _PERSONAL_DATA,
        ClockConfidence.CONFIRMED,
        _SINCE_2026,
    ),
    StartingClock(
        "personal_data",
        "Yêu cầu về dữ liệu cá nhân: hoàn thành",
        15,
        ClockUnit.CALENDAR_DAYS,
        _PERSONAL_DATA,
        ClockConfidence.CONFIRMED,
        _SINCE_2026,
    ),
    StartingClock(
        "personal_data_third_party",
        "Yêu cầu về dữ liệu cá nhân: hoàn thành khi có bên thứ ba",
        20,
        ClockUnit.CALENDAR_DAYS,
        _PERSONAL_DATA,
        ClockConfidence.CONFIRMED,
        _SINCE_2026,
    ),
    StartingClock(
        "information",
        "Cung cấp thông tin: thông tin đơn giản, có sẵn",
        3,
        ClockUnit.WORKING_DAYS,
        _INFORMATION,
        ClockConfidence.CONFIRMED,
        _SINCE_2018,
    ),
    StartingClock(
        "information_complex",
        "Cung cấp thông tin: thông tin phức tạp",
        15,
        ClockUnit.WORKING_DAYS,
        _INFORMATION,
        ClockConfidence.KNOWN,
        _SINCE_2018,
    ),
    StartingClock(
        "incident_notice",
        "Thông tin ban đầu về vụ việc đột xuất",
        24,
        ClockUnit.CLOCK_HOURS,
        "Nghị định 09/2017/NĐ-CP, Điều 6; kiểm tra văn bản thay thế theo Luật Báo chí 2025",
        ClockConfidence.KNOWN,
        date(2017, 3, 30),
    ),
    StartingClock(
        "data_breach",
        "Thông báo vi phạm dữ liệu cá nhân",
        72,
        ClockUnit.CLOCK_HOURS,
        "Luật 91/2025/QH15, Điều 23",
        ClockConfidence.KNOWN,
        _SINCE_2026,
    ),
    StartingClock(
        "incident_provider",
        "Báo mạng xã hội khi trang bị chiếm, bị mạo danh",
        4,
        ClockUnit.CLOCK_HOURS,
        _PROMPTLY,
    ),
    StartingClock(
        "incident_authority",
        "Báo cơ quan chức năng khi trang bị chiếm, bị mạo danh",
        24,
        ClockUnit.CLOCK_HOURS,
        _PROMPTLY,
    ),
    StartingClock(
        "page_scan",
        "Rà soát trang mạo danh",
        30,
        ClockUnit.CALENDAR_DAYS,
        "Quy định của cơ quan; công văn 142/STTTT-TTBCXB (23-01-2024) đề nghị rà soát",
    ),
)
