"""The head's report on the duties besides answering, as parts of an official report."""

from __future__ import annotations

from dataclasses import replace

from moderation.duties.heads_report import DutyFigures
from moderation.vocabulary import IncidentKind, OfficerRole
from workers.report_part import Part, counted

__all__ = ["duty_parts"]

_INCIDENTS = {
    IncidentKind.LOST: "lần trang bị chiếm, mất quyền quản trị",
    IncidentKind.IMPERSONATED: "lần trang bị mạo danh",
    IncidentKind.MISUSED: "lần trang bị lợi dụng đăng nội dung trái phép",
}
_OFFICERS = {
    OfficerRole.SPOKESPERSON: "người phát ngôn",
    OfficerRole.CONTENT_RESPONSIBLE: "người chịu trách nhiệm nội dung",
    OfficerRole.ADMINISTRATOR: "người quản trị trang",
}
_FIRST = 7
"""The parts on answers come before, numbered one to six."""


def duty_parts(duties: DutyFigures) -> list[Part]:
    """What has nothing behind it is left out, and the rest numbered on."""
    found = [_contributions(duties), _pages(duties), _staff(duties)]
    kept = [part for part in found if part is not None]
    return [replace(part, title=f"{at}. {part.title}") for at, part in enumerate(kept, _FIRST)]


def _contributions(duties: DutyFigures) -> Part:
    counts, reviews = duties.contributions, duties.reviews
    said = [
        (
            f"Người dân có {counted(counts.received)} góp ý, phản ánh; cơ quan trả lời "
            f"{counted(counts.answered)}, tiếp thu {counted(counts.adopted)}, chưa tiếp thu và "
            f"nêu lý do {counted(counts.not_adopted)}, chưa ghi kết quả "
            f"{counted(counts.undecided)}."
        )
    ]
    if reviews.proposed:
        said.append(
            f"{counted(reviews.proposed)} đề nghị ẩn lời có thể là phê bình được hai người xem "
            f"xét; {counted(reviews.refused)} đề nghị không được đồng ý."
        )
    if reviews.asked:
        said.append(
            f"{counted(reviews.asked)} người có bình luận bị ẩn đề nghị xem lại; "
            f"{counted(reviews.undone)} bình luận được hiện lại."
        )
    rows = [
        [
            f"{one.name} ({one.tag})",
            counted(one.counts.received),
            counted(one.counts.adopted),
            counted(one.counts.not_adopted),
        ]
        for one in duties.consultations
    ]
    heads = ("Đợt lấy ý kiến", "Góp ý", "Đã tiếp thu", "Chưa tiếp thu") if rows else ()
    return Part("Góp ý, phản biện của người dân", said, heads, rows)


def _pages(duties: DutyFigures) -> Part:
    """Incidents of the period, then what the pages lack on the day of the report."""
    kinds = [f"{counted(count)} {_INCIDENTS[kind]}" for kind, count in duties.incidents.items()]
    said = [
        f"Trong kỳ ghi nhận {', '.join(kinds)}." if kinds else "Trong kỳ không ghi nhận sự cố nào."
    ]
    if duties.incidents_open:
        said.append(f"Còn {counted(duties.incidents_open)} sự cố chưa kết thúc.")
    if duties.suspects_open:
        said.append(f"{counted(duties.suspects_open)} trang nghi mạo danh đang được theo dõi.")
    if duties.unverified:
        said.append(f"Trang chưa được xác thực: {'; '.join(duties.unverified)}.")
    rows = [[name, ", ".join(_OFFICERS[role] for role in roles)] for name, roles in duties.lacking]
    heads = ("Trang còn thiếu người phụ trách", "Thiếu") if rows else ()
    return Part("An toàn và người phụ trách của trang", said, heads, rows)


def _staff(duties: DutyFigures) -> Part | None:
    if duties.version is None:
        return None
    said = (
        f"{counted(duties.unread)} người chưa xác nhận đã đọc"
        if duties.unread
        else "Mọi người đã xác nhận đọc"
    )
    return Part("Phổ biến Bộ Quy tắc ứng xử", [f"{said} bản {duties.version} đang có hiệu lực."])
