"""Invented queues, lists and cases, also the awkward ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from api.comment_text import segments
from api.view_models.case import (
    AlikeComment,
    CaseCard,
    CaseRow,
    Claim,
    HistoryLine,
    PostContext,
    WhyLine,
)
from api.view_models.drafts import Draft, DraftCheck, DraftField, SourceLink, Suggestion
from api.view_models.parts import (
    Choice,
    Due,
    DueState,
    Paging,
    QueueCount,
    Section,
    Shell,
    SourceHealth,
    TextSegment,
)
from api.view_models.queue import QueueEmpty, QueueList, QueuePage
from api.view_models.talk import CaseTalk, EvidenceLine, NoteLine
from moderation.vocabulary import CaseStatus, DismissReason, Label, Platform, Role

if TYPE_CHECKING:
    from api.view_models.parts import Mark

NOW = datetime(2026, 11, 24, 7, 40, tzinfo=UTC)
SECTIONS: tuple[Section, ...] = (
    "queue",
    "dashboard",
    "imports",
    "templates",
    "routing",
    "pages",
    "duties",
)


def ago(minutes: int) -> datetime:
    """So many minutes before NOW."""
    return NOW - timedelta(minutes=minutes)


def shell(section: Section | None, **changes: object) -> Shell:
    """The frame, as an administrator sees it."""
    made = Shell(
        agency="UBND phường Hoa Mai",
        person="Trần Ngọc Lan",
        role="Quản trị trang",
        csrf_token="c2FtcGxl",
        section=section,
        sections=SECTIONS,
        path="/queues/contrary",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def words(text: str, **marks: str) -> tuple[TextSegment, ...]:
    """Text with a span for each mark, given as `mark="the words"`."""
    spans: list[tuple[int, int, Mark]] = [
        (text.index(words), text.index(words) + len(words), mark)  # type: ignore[misc]
        for mark, words in marks.items()
    ]
    return segments(text, spans)


QUEUES = (
    QueueCount("contrary", "Trái chiều", 12, late=1),
    QueueCount("question", "Câu hỏi", 34, late=2),
    QueueCount("illegal", "Vi phạm", 3),
    QueueCount("feedback", "Góp ý", 58),
    QueueCount("spam", "Tin rác", 1210),
    QueueCount("other", "Khác", 41),
    QueueCount("unsure", "Máy chưa chắc", 9),
    QueueCount("new", "Mới", 5, group="work", late=1),
    QueueCount("mine", "Của tôi", 2, group="work"),
    QueueCount("soon", "Sắp quá hạn", 7, group="work"),
    QueueCount("late", "Quá hạn", 3, group="work"),
    QueueCount("waiting", "Chờ duyệt", 4, group="work"),
    QueueCount("escalated", "Đã chuyển cấp", 1, group="work"),
    QueueCount("recent", "Vừa xử lý", 20, group="work"),
    QueueCount("all", "Tất cả", 1367, group="work", late=3),
    QueueCount("land", "Đất đai", 6, group="mine"),
)
SOURCES = (
    SourceHealth("Facebook · Phường Hoa Mai", ago(3)),
    SourceHealth("Zalo · Phường Hoa Mai", ago(11)),
    SourceHealth("YouTube · Truyền thanh Hoa Mai", ago(95), is_stale=True),
)
RUMOUR = (
    "nghe nói tháng sau làm căn cước phải đóng 500k, phường báo miễn phí mà? "
    "Ai đi làm rồi cho em xin thông tin với ạ"
)
LONG = (
    "Kính gửi ủy ban, nhà tôi ở tổ 7, đoạn ngõ 12 từ đầu tháng đến nay ngập ba lần. "
    "Lần nào cũng thấy bảo đã ghi nhận rồi để đó. Tôi không đòi hỏi gì hơn ngoài việc có người "
    "xuống xem thực tế, nói rõ bao giờ làm, làm đến đâu, ai chịu trách nhiệm. "
) * 7


def _due(state: DueState, minutes: int, unit: str = "office") -> Due:
    return Due(state, NOW + timedelta(minutes=minutes), minutes, unit)  # type: ignore[arg-type]


ROWS = (
    CaseRow(
        2041,
        words(RUMOUR),
        Platform.FACEBOOK,
        "Phường Hoa Mai",
        _due("late", -20),
        14,
        claimed_by="Phạm Thu",
    ),
    CaseRow(
        2044,
        words("so lieu moi noi mot kieu hom truoc noi 300 ho bay gio lai 120 ho la sao"),
        Platform.YOUTUBE,
        "Truyền thanh Hoa Mai",
        _due("soon", 40),
    ),
    CaseRow(
        2047,
        words(
            "phường mình có thu tiền vỉa hè thật không các bác, bên kia hồ thấy dân "
            "kêu đóng hai triệu một tháng mà không có biên lai gì cả"
        ),
        Platform.ZALO,
        "Phường Hoa Mai",
        _due("waiting", 70),
        has_draft=True,
        is_mine=True,
    ),
    CaseRow(
        2050,
        words(
            "Họp tổ dân phố bảo cuối năm mới lấp hồ, sáng nay đã thấy xe ben chở đất "
            "vào rồi \u202eoàn iảhp\u202c"
        ),
        Platform.FACEBOOK,
        "Phường Hoa Mai",
        _due("waiting", 190),
        2,
    ),
    CaseRow(
        2052, words("Thật không vậy trời"), Platform.TIKTOK, "Phường Hoa Mai", _due("waiting", 215)
    ),
    CaseRow(
        2058,
        words("Nghe bảo trường mầm non số 2 không nhận cháu ngoài phường nữa đúng không ạ"),
        Platform.FACEBOOK,
        "Phường Hoa Mai",
        _due("waiting", 470),
        5,
    ),
    CaseRow(
        2061,
        words("bữa trước loa phường báo 8h phát quà mà 10h chưa thấy ai"),
        Platform.FACEBOOK,
        "Phường Hoa Mai",
        _due("waiting", 700),
    ),
)
LISTING = QueueList(
    QUEUES[0],
    ROWS,
    Paging(1, 7, 12, next_url="/queues/contrary?after=2061"),
    current_id=2041,
    pages=(Choice("1", "Phường Hoa Mai"), Choice("2", "Truyền thanh Hoa Mai")),
    dues=(Choice("soon", "Sắp quá hạn"), Choice("late", "Quá hạn")),
)

CASE = CaseCard(
    id=2041,
    version=3,
    status=CaseStatus.OPEN,
    platform=Platform.FACEBOOK,
    page_name="Phường Hoa Mai",
    author="Nguyễn V. A.",
    posted_at=ago(155),
    received_at=ago(154),
    text=words(RUMOUR, rule="nghe nói", weight="phải đóng 500k"),
    label=Label.CONTRARY_INFORMATION,
    also=(Label.POLICY_QUESTION,),
    certainty="fairly",
    due=_due("late", -20),
    claim=Claim("free"),
    url="https://example.vn/post/1",
    post=PostContext(
        "Lịch cấp căn cước tuần 47",
        "https://example.vn/post/1",
        words("Tuần 47, bộ phận một cửa cấp căn cước thứ Ba và thứ Năm, từ 7:30."),
    ),
    why=(
        WhyLine("rule", "nghe nói", "lời đồn, chưa rõ nguồn"),
        WhyLine("weight", "phải đóng 500k", "khác với bài đăng: miễn phí"),
    ),
    alike_count=14,
    alike=(
        AlikeComment("Lê B.", ago(120), words("nghe nói làm căn cước tháng sau 500k hả mn")),
        AlikeComment("Hoàng C.", ago(90), words("tháng sau làm cccd phải đóng 500k thật à")),
    ),
    history=(
        HistoryLine(ago(154), "", "Nhận từ Facebook."),
        HistoryLine(ago(153), "", "Máy xếp vào Thông tin trái chiều."),
        HistoryLine(ago(41), "Phạm Thu", "nhận xử lý."),
        HistoryLine(ago(31), "Phạm Thu", "thôi xử lý."),
    ),
    suggestions=(
        Suggestion("le_phi_can_cuoc", "Lệ phí căn cước", "nói về lệ phí, căn cước"),
        Suggestion("dinh_chinh", "Đính chính tin đồn", "có lời đồn"),
        Suggestion("lich_tiep_dan", "Lịch tiếp dân", "hỏi lịch làm việc"),
    ),
    dismiss_reasons=(
        DismissReason.NO_ANSWER_NEEDED,
        DismissReason.ALREADY_ANSWERED,
        DismissReason.NOTED,
        DismissReason.OUT_OF_COMPETENCE,
        DismissReason.DELETED_AT_SOURCE,
    ),
)
DRAFT = Draft(
    text="Chào anh/chị, căn cước cấp lần đầu không thu lệ phí. Anh/chị đến bộ phận một cửa phường "
    "vào thứ Ba hoặc thứ Năm, từ 7:30 đến 16:30, mang theo giấy khai sinh.",
    preview="Chào anh/chị, căn cước cấp lần đầu không thu lệ phí. Anh/chị đến bộ phận một cửa "
    "phường vào thứ Ba hoặc thứ Năm, từ 7:30 đến 16:30, mang theo giấy khai sinh.\n\n"
    "Phường Hoa Mai",
    version=2,
    template_id="le_phi_can_cuoc",
    template_title="Lệ phí căn cước",
    fields=(
        DraftField("day", "Ngày làm việc", "thứ Ba hoặc thứ Năm"),
        DraftField("document", "Giấy tờ mang theo", "giấy khai sinh", error=""),
    ),
    checks=(
        DraftCheck("Câu trả lời chưa dẫn nguồn.", "Thêm đường dẫn cổng thông tin.", blocks=True),
        DraftCheck("Có giờ làm việc: xem lại còn đúng không."),
    ),
    sources=(SourceLink("Cổng dịch vụ công", "https://example.gov.vn/le-phi"),),
    saved_at=ago(2),
    saved_by="Trần Ngọc Lan",
)
HOSTILE = replace(
    CASE,
    id=2050,
    draft=None,
    claim=Claim("other", by="Phạm Thu"),
    certainty="unsure",
    text=words(
        "Ủy\u200b ban đọc đi \u202eɯǝƃ\u202c cái này Z\u0351\u0352\u0357\u035b\u0363\u0364\u0365"
        "a\u0351\u0352\u0357\u035b\u0363\u0364l <script>alert(1)</script> مرحبا 👨‍👩‍👧 "
        "gọi 0912 345 678 " + "dài" * 80,
        private="0912 345 678",
    ),
)
TALK = CaseTalk(
    notes=(
        NoteLine(
            "Phạm Thu",
            ago(44),
            words("Đã hỏi bộ phận một cửa: lệ phí không đổi. Chờ văn bản trả lời chiều nay."),
            called="Lê Quang Minh",
        ),
        NoteLine("Lê Quang Minh", ago(12), words("Dùng mẫu lệ phí căn cước là được.")),
    ),
    files=(
        EvidenceLine(
            3, "ảnh chụp bài đăng 20-11.png", 412_700, "Phạm Thu", ago(43), may_withdraw=True
        ),
        EvidenceLine(4, "nhầm tệp.pdf", 90_100, "Phạm Thu", ago(40), is_withdrawn=True),
    ),
    colleagues=(
        Choice("7", "Lê Quang Minh"),
        Choice("8", "Phạm Thu"),
        Choice("9", "Vũ Đức Thắng"),
    ),
    may_note=True,
)
CASE = replace(
    CASE,
    talk=replace(TALK, notes=(), files=()),
    odds=(
        (Label.CONTRARY_INFORMATION, 74),
        (Label.POLICY_QUESTION, 18),
        (Label.FEEDBACK, 6),
        (Label.OTHER, 0),
    ),
)
TALKED = replace(
    CASE, talk=replace(TALK, escalated_to=Role.MANAGER, may_send_back=True), alike_count=0
)
MINE = replace(CASE, claim=Claim("mine", until=ago(-9), token="t0k"))
CLOSED = replace(
    CASE,
    status=CaseStatus.DISMISSED,
    due=Due("done", ago(10)),
    closed_reason="Trần Ngọc Lan đóng lúc 14:30, lý do: đã trả lời ở nơi khác.",
)

HARSH = replace(
    CASE, text=words("nói thế đéo ai tin, thu tiền vỉa hè thật à", harsh="đéo"), why=(), also=()
)


def queue_page(
    listing: QueueList = LISTING, case: CaseCard | None = CASE, **more: object
) -> QueuePage:
    """The queue page with a case open."""
    shown = {"sources": SOURCES, **more}
    return QueuePage(shell("queue"), QUEUES, listing, case=case, **shown)  # type: ignore[arg-type]


def empty_page(kind: QueueEmpty) -> QueuePage:
    """The queue page with one of its emptinesses."""
    sources = SOURCES if kind == "stale" else SOURCES[:2]
    queue = replace(QUEUES[0], count=12 if kind == "filtered" else 0, late=0)
    listing = QueueList(
        queue,
        (),
        Paging(0, 0, 0),
        empty=kind,
        unread=269 if kind == "unread" else 0,
        clear_url="/queues/contrary" if kind == "filtered" else "",
    )
    return queue_page(listing, None, sources=sources)
