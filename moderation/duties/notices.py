"""What is written to a network and to the authority about an incident: ready to be copied or sent.

Only facts that stand in the register; what has no place there yet is left as a row of dots, to be
filled in by hand. The letter to the network is also in English, which its support desk reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import IncidentKind

__all__ = [
    "Letter",
    "Matter",
    "place_and_date",
    "to_authority",
    "to_provider",
    "to_provider_in_english",
]

_CODE = "Bộ Quy tắc ứng xử trên mạng xã hội (Quyết định số 874/QĐ-BTTTT ngày 17/6/2021)"
_DOTS = "…………………"
_HAPPENED = {
    IncidentKind.LOST: "bị chiếm quyền quản trị",
    IncidentKind.IMPERSONATED: "bị mạo danh",
    IncidentKind.MISUSED: "bị lợi dụng để đăng, phát tán nội dung trái phép",
}
_HAPPENED_EN = {
    IncidentKind.LOST: "has been taken over: we no longer control it",
    IncidentKind.IMPERSONATED: "is being impersonated",
    IncidentKind.MISUSED: "is being misused to spread unauthorised content",
}
_WANTED = {
    IncidentKind.LOST: (
        "Khóa tạm thời mọi thao tác đăng, xóa, nhắn tin và thay đổi quản trị của trang.",
        "Gỡ nội dung do người chiếm quyền đăng và trả lại quyền quản trị cho cơ quan.",
        "Lưu nhật ký đăng nhập, thay đổi quản trị để cung cấp cho cơ quan có thẩm quyền.",
    ),
    IncidentKind.IMPERSONATED: (
        "Gỡ bỏ hoặc khóa trang, tài khoản mạo danh.",
        "Ngăn việc lập lại trang, tài khoản tương tự về tên và ảnh.",
        "Lưu thông tin về người lập trang để cung cấp cho cơ quan có thẩm quyền.",
    ),
    IncidentKind.MISUSED: (
        "Gỡ bỏ nội dung vi phạm và xử lý tài khoản đã đăng.",
        "Lưu nhật ký liên quan để cung cấp cho cơ quan có thẩm quyền.",
    ),
}
_WANTED_EN = {
    IncidentKind.LOST: (
        "Lock posting, deleting, messaging and changes of administrators on the page.",
        "Remove what was posted since, and restore our control of the page.",
        "Preserve the logs of sign-ins and administrative changes for the authorities.",
    ),
    IncidentKind.IMPERSONATED: (
        "Remove or disable the impersonating page or account.",
        "Prevent it from being created again under a like name and picture.",
        "Preserve what is known of its creator for the authorities.",
    ),
    IncidentKind.MISUSED: (
        "Remove the violating content and act on the accounts that posted it.",
        "Preserve the related logs for the authorities.",
    ),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """The facts of one incident as its letters need them; `fake_url` of an impersonating page."""

    agency: str
    page: str
    page_url: str
    network: str
    kind: IncidentKind
    detected_at: datetime
    summary: str
    fake_name: str = ""
    fake_url: str = ""
    provider_notified_at: datetime | None = None
    provider_reference: str = ""
    contact: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: to whom, about what, its paragraphs, and what is asked for, point by point."""

    to: str
    subject: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    ending: tuple[str, ...]

    @property
    def text(self) -> str:
        """The same to be pasted into a form."""
        points = [f"{number}. {point}" for number, point in enumerate(self.points, start=1)]
        return "\n\n".join(
            [self.to, self.subject, *self.paragraphs, "\n".join(points), *self.ending]
        )


def to_provider(matter: Matter) -> Letter:
    """The notice to the network (A11)."""
    return Letter(
        to=f"Kính gửi: {matter.network}",
        subject=f"V/v trang chính thức của {matter.agency} {_HAPPENED[matter.kind]}",
        paragraphs=(
            *_facts(matter),
            (f"Theo {_CODE}, {matter.agency} thông báo và đề nghị {matter.network}:"),
        ),
        points=_WANTED[matter.kind],
        ending=_ending(matter, "Đề nghị cho biết mã tiếp nhận và kết quả xử lý."),
    )


def to_authority(matter: Matter, authority: str) -> Letter:
    """The notice to the competent authority (A12)."""
    told = "chưa báo mạng xã hội"
    if matter.provider_notified_at is not None:
        told = f"đã báo {matter.network} lúc {_at(matter.provider_notified_at)}"
        told += f", mã tiếp nhận {matter.provider_reference}" if matter.provider_reference else ""
    return Letter(
        to=f"Kính gửi: {authority or _DOTS}",
        subject=f"V/v trang mạng xã hội của {matter.agency} {_HAPPENED[matter.kind]}",
        paragraphs=(
            *_facts(matter),
            f"Đến nay {matter.agency} {told}.",
            (f"Thực hiện trách nhiệm thông báo theo {_CODE}, {matter.agency} báo cáo và đề nghị:"),
        ),
        points=(
            "Hướng dẫn, phối hợp xử lý; yêu cầu mạng xã hội ngăn chặn, gỡ bỏ theo thẩm quyền.",
            "Xác minh, xử lý tổ chức, cá nhân vi phạm theo quy định của pháp luật.",
            "Cảnh báo để người dân không bị lừa đảo, không chia sẻ thông tin từ nguồn này.",
        ),
        ending=_ending(matter, "Đề nghị quý cơ quan quan tâm, phản hồi kết quả."),
    )


def to_provider_in_english(matter: Matter) -> Letter:
    """The same as `to_provider`, for a support desk that reads no Vietnamese."""
    page = f"{matter.page} ({matter.page_url})" if matter.page_url else matter.page
    fake = f"The impersonating page: {matter.fake_name} {matter.fake_url}".strip()
    return Letter(
        to=f"To: {matter.network}",
        subject=f"The official page of a Vietnamese state agency {_HAPPENED_EN[matter.kind]}",
        paragraphs=(
            (
                f"{matter.agency}, a state agency of Viet Nam, runs the page {page}, which "
                f"{_HAPPENED_EN[matter.kind]}. We noticed it at {_at_en(matter.detected_at)}."
            ),
            *((f"{fake}.",) if matter.fake_url or matter.fake_name else ()),
            f"What happened (in Vietnamese): {matter.summary}",
            "We ask you to:",
        ),
        points=_WANTED_EN[matter.kind],
        ending=(
            f"Contact: {matter.contact or _DOTS}",
            "Please tell us your case number and what was done.",
        ),
    )


def place_and_date(place: str, today: date) -> str:
    """`Hoa Mai, ngày 05 tháng 11 năm 2026`, as the head of a state document has it."""
    when = f"ngày {today.day:02} tháng {today.month:02} năm {today.year}"
    return f"{place}, {when}" if place else when


def _facts(matter: Matter) -> tuple[str, ...]:
    page = f"{matter.page} ({matter.page_url})" if matter.page_url else matter.page
    fake = " ".join(part for part in (matter.fake_name, matter.fake_url) if part)
    return (
        (
            f"{matter.agency} quản lý trang {page} trên {matter.network}. Lúc "
            f"{_at(matter.detected_at)}, cơ quan phát hiện trang {_HAPPENED[matter.kind]}."
        ),
        *((f"Trang mạo danh: {fake}.",) if fake else ()),
        f"Diễn biến: {matter.summary}",
    )


def _ending(matter: Matter, wish: str) -> tuple[str, ...]:
    files = f"Chứng cứ kèm theo: {'; '.join(matter.files)}." if matter.files else ""
    contact = f"Đầu mối liên hệ: {matter.contact or _DOTS}."
    return tuple(part for part in (files, contact, wish) if part)


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H giờ %M phút ngày %d/%m/%Y}"


def _at_en(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M on %d %B %Y} (UTC+7)"
