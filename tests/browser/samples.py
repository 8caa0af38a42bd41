"""Every page of the console with invented contents, also the awkward ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from api import view_models as v
from api.comment_text import segments
from moderation.vocabulary import (
    CaseStatus,
    DismissReason,
    Label,
    OfficerRole,
    Platform,
    Priority,
    Reason,
    WorkState,
)

if TYPE_CHECKING:
    from api.view_models import Mark, Page

__all__ = ["NOW", "PAGES"]

NOW = datetime(2026, 11, 24, 7, 40, tzinfo=UTC)
SECTIONS: tuple[v.Section, ...] = (
    "queue", "dashboard", "imports", "templates", "routing", "pages",
)  # fmt: skip


def _ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def _shell(section: v.Section | None, **changes: object) -> v.Shell:
    shell = v.Shell(
        agency="UBND phường Hoa Mai",
        person="Trần Ngọc Lan",
        role="Quản trị trang",
        csrf_token="c2FtcGxl",
        section=section,
        sections=SECTIONS,
        path="/queues/contrary",
    )
    return replace(shell, **changes)  # type: ignore[arg-type]


def _words(text: str, **marks: str) -> tuple[v.TextSegment, ...]:
    spans: list[tuple[int, int, Mark]] = [
        (text.index(words), text.index(words) + len(words), mark)  # type: ignore[misc]
        for mark, words in marks.items()
    ]
    return segments(text, spans)


QUEUES = (
    v.QueueCount("contrary", "Thông tin trái chiều", 12, late=1),
    v.QueueCount("question", "Câu hỏi chính sách", 34, late=2),
    v.QueueCount("illegal", "Nội dung vi phạm", 3),
    v.QueueCount("feedback", "Góp ý, phản ánh", 58),
    v.QueueCount("spam", "Tin rác", 1210),
    v.QueueCount("unsure", "Máy chưa chắc", 9),
    v.QueueCount("approval", "Chờ duyệt", 4, group="work"),
    v.QueueCount("recent", "Vừa xử lý", 20, group="work"),
    v.QueueCount("land", "Đất đai", 6, group="mine"),
)
SOURCES = (
    v.SourceHealth("Facebook · Phường Hoa Mai", _ago(3)),
    v.SourceHealth("Zalo · Phường Hoa Mai", _ago(11)),
    v.SourceHealth("YouTube · Truyền thanh Hoa Mai", _ago(95), is_stale=True),
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


def _due(state: v.DueState, minutes: int, unit: str = "office") -> v.Due:
    return v.Due(state, NOW + timedelta(minutes=minutes), minutes, unit)  # type: ignore[arg-type]


ROWS = (
    v.CaseRow(2041, _words(RUMOUR), Platform.FACEBOOK, "Phường Hoa Mai", _due("late", -20), 14,
              claimed_by="Phạm Thu"),
    v.CaseRow(2044, _words("so lieu moi noi mot kieu hom truoc noi 300 ho bay gio lai 120 ho la sao"),
              Platform.YOUTUBE, "Truyền thanh Hoa Mai", _due("soon", 40)),
    v.CaseRow(2047, _words("phường mình có thu tiền vỉa hè thật không các bác, bên kia hồ thấy dân "
              "kêu đóng hai triệu một tháng mà không có biên lai gì cả"),
              Platform.ZALO, "Phường Hoa Mai", _due("waiting", 70), has_draft=True, is_mine=True),
    v.CaseRow(2050, _words("Họp tổ dân phố bảo cuối năm mới lấp hồ, sáng nay đã thấy xe ben chở đất "
              "vào rồi \u202eoàn iảhp\u202c"), Platform.FACEBOOK, "Phường Hoa Mai", _due("waiting", 190), 2),
    v.CaseRow(2052, _words("Thật không vậy trời"), Platform.TIKTOK, "Phường Hoa Mai",
              _due("waiting", 215)),
    v.CaseRow(2058, _words("Nghe bảo trường mầm non số 2 không nhận cháu ngoài phường nữa đúng không ạ"),
              Platform.FACEBOOK, "Phường Hoa Mai", _due("waiting", 470), 5),
    v.CaseRow(2061, _words("bữa trước loa phường báo 8h phát quà mà 10h chưa thấy ai"),
              Platform.FACEBOOK, "Phường Hoa Mai", _due("waiting", 700)),
)  # fmt: skip
LISTING = v.QueueList(
    QUEUES[0], ROWS, v.Paging(1, 7, 12, next_url="/queues/contrary?after=2061"), current_id=2041,
    pages=(v.Choice("1", "Phường Hoa Mai"), v.Choice("2", "Truyền thanh Hoa Mai")),
    dues=(v.Choice("soon", "Sắp quá hạn"), v.Choice("late", "Quá hạn")),
)  # fmt: skip

CASE = v.CaseCard(
    id=2041, version=3, status=CaseStatus.OPEN, platform=Platform.FACEBOOK,
    page_name="Phường Hoa Mai", author="Nguyễn V. A.", posted_at=_ago(155), received_at=_ago(154),
    text=_words(RUMOUR, rule="nghe nói", weight="phải đóng 500k"),
    label=Label.CONTRARY_INFORMATION, also=(Label.POLICY_QUESTION,), certainty="fairly",
    due=_due("late", -20), claim=v.Claim("free"), url="https://example.vn/post/1",
    post=v.PostContext("Lịch cấp căn cước tuần 47", "https://example.vn/post/1",
                       _words("Tuần 47, bộ phận một cửa cấp căn cước thứ Ba và thứ Năm, từ 7:30.")),
    why=(v.WhyLine("rule", "nghe nói", "lời đồn, chưa rõ nguồn"),
         v.WhyLine("weight", "phải đóng 500k", "khác với bài đăng: miễn phí")),
    alike_count=14,
    alike=(v.AlikeComment("Lê B.", _ago(120), _words("nghe nói làm căn cước tháng sau 500k hả mn")),
           v.AlikeComment("Hoàng C.", _ago(90), _words("tháng sau làm cccd phải đóng 500k thật à"))),
    history=(v.HistoryLine(_ago(154), "", "Nhận từ Facebook."),
             v.HistoryLine(_ago(153), "", "Máy xếp vào Thông tin trái chiều."),
             v.HistoryLine(_ago(41), "Phạm Thu", "nhận xử lý."),
             v.HistoryLine(_ago(31), "Phạm Thu", "thôi xử lý.")),
    suggestions=(v.Suggestion("le_phi_can_cuoc", "Lệ phí căn cước", "nói về lệ phí, căn cước"),
                 v.Suggestion("dinh_chinh", "Đính chính tin đồn", "có lời đồn"),
                 v.Suggestion("lich_tiep_dan", "Lịch tiếp dân", "hỏi lịch làm việc")),
    dismiss_reasons=tuple(DismissReason),
)  # fmt: skip
DRAFT = v.Draft(
    text="Chào anh/chị, căn cước cấp lần đầu không thu lệ phí. Anh/chị đến bộ phận một cửa phường "
    "vào thứ Ba hoặc thứ Năm, từ 7:30 đến 16:30, mang theo giấy khai sinh.",
    preview="Chào anh/chị, căn cước cấp lần đầu không thu lệ phí. Anh/chị đến bộ phận một cửa "
    "phường vào thứ Ba hoặc thứ Năm, từ 7:30 đến 16:30, mang theo giấy khai sinh.\n\n"
    "Phường Hoa Mai",
    version=2, template_id="le_phi_can_cuoc", template_title="Lệ phí căn cước",
    fields=(v.DraftField("day", "Ngày làm việc", "thứ Ba hoặc thứ Năm"),
            v.DraftField("document", "Giấy tờ mang theo", "giấy khai sinh", error="")),
    checks=(v.DraftCheck("Lời trả lời chưa dẫn nguồn.", "Thêm đường dẫn cổng thông tin.", blocks=True),
            v.DraftCheck("Có giờ làm việc: xem lại còn đúng không.")),
    sources=(v.SourceLink("Cổng dịch vụ công", "https://example.gov.vn/le-phi"),),
    saved_at=_ago(2), saved_by="Trần Ngọc Lan",
)  # fmt: skip
HOSTILE = replace(
    CASE, id=2050, draft=None, claim=v.Claim("other", by="Phạm Thu"), certainty="unsure",
    text=_words("Ủy\u200b ban đọc đi \u202eɯǝƃ\u202c cái này Z\u0351\u0352\u0357\u035b\u0363\u0364\u0365"
                  "a\u0351\u0352\u0357\u035b\u0363\u0364l <script>alert(1)</script> مرحبا 👨‍👩‍👧 "
                  "gọi 0912 345 678 " + "dài" * 80, private="0912 345 678"),
)  # fmt: skip
MINE = replace(CASE, claim=v.Claim("mine", until=_ago(-9), token="t0k"))
CLOSED = replace(CASE, status=CaseStatus.DISMISSED, due=v.Due("done", _ago(10)),
                 closed_reason="Trần Ngọc Lan đóng lúc 14:30, lý do: đã trả lời ở nơi khác.")  # fmt: skip


def _queue(listing: v.QueueList = LISTING, case: v.CaseCard | None = CASE, **more: object) -> v.QueuePage:
    shown = {"sources": SOURCES, **more}
    return v.QueuePage(_shell("queue"), QUEUES, listing, case=case, **shown)  # type: ignore[arg-type]


def _empty(kind: v.QueueEmpty) -> v.QueuePage:
    sources = SOURCES if kind == "stale" else SOURCES[:2]
    queue = replace(QUEUES[0], count=12 if kind == "filtered" else 0, late=0)
    listing = v.QueueList(queue, (), v.Paging(0, 0, 0), empty=kind,
                          clear_url="/queues/contrary" if kind == "filtered" else "")
    return _queue(listing, None, sources=sources)


RUN = v.ImportRun(31, "binh-luan-facebook-thang-11.csv", "Phường Hoa Mai", WorkState.RUNNING, _ago(4),
                  "Trần Ngọc Lan", total=12480, done=4210, created=3900, known=301, bad=9)  # fmt: skip
RUNS = (
    RUN,
    replace(RUN, id=30, file_name="zalo_2026-11.xlsx", state=WorkState.DONE, started_at=_ago(1500),
            total=402, done=402, created=402, known=0, bad=0),
    replace(RUN, id=29, file_name="xuat-thu.json", state=WorkState.DEAD, started_at=_ago(3000),
            created=0, known=0, bad=0, error="Tệp bị cắt giữa chừng. Chưa ghi gì. Xuất lại rồi nhập."),
)  # fmt: skip
UPLOAD = v.ImportUploadPage(
    _shell("imports"), (v.Choice("1", "Phường Hoa Mai"), v.Choice("2", "Truyền thanh Hoa Mai")), 64
)
MAPPING = v.ImportPreviewPage(
    _shell("imports"), 31, RUN.file_name, 12480,
    columns=(v.ImportColumn("message", "text", ("cho em hỏi nộp hồ sơ ở đâu ạ", "hay quá", "bao giờ có điện")),
             v.ImportColumn("created_time", "posted_at", ("2026-11-03T08:15:00+0700",)),
             v.ImportColumn("from.name", "author", ("Ng. T. H.", "Lê B.")),
             v.ImportColumn("like_count", "", ("0", "3", "12"))),
    targets=(v.Choice("text", "Nội dung bình luận"), v.Choice("posted_at", "Lúc viết"),
             v.Choice("author", "Người viết"), v.Choice("external_id", "Mã ở nguồn")),
    preview=(("cho em hỏi nộp hồ sơ ở đâu ạ", "2026-11-03T08:15:00+0700", "Ng. T. H.", "0"),
             ("hay quá", "2026-11-03T09:00:12+0700", "Lê B.", "3")),
    saved_mappings=(v.Choice("2", "Tệp xuất của Facebook"),),
    warnings=("Không có cột mã ở nguồn: bình luận trùng được nhận ra theo nội dung, người viết và lúc viết.",),
)  # fmt: skip
DAYS = tuple(
    v.DayCount(date(2026, 11, 11) + timedelta(days=n), received, answered)
    for n, (received, answered) in enumerate(
        [(42, 40), (55, 47), (38, 44), (12, 3), (9, 1), (61, 50), (72, 66),
         (48, 51), (50, 49), (44, 46), (15, 2), (11, 0), (66, 58), (31, 22)]
    )
)  # fmt: skip
FEW = v.ResponseTimes(n=7)
BOARD = v.DashboardPage(
    _shell("dashboard"), NOW, 34, 3, v.ResponseTimes(212, 72, 340, 480),
    ages=(v.AgeBand("0–1 giờ", 11, url="/queues/all?age=1"), v.AgeBand("1–4 giờ", 14), v.AgeBand("4–8 giờ", 6, 1),
          v.AgeBand("8–24 giờ", 2, 1), v.AgeBand("trên 24 giờ", 1, 1)),
    days=DAYS,
    by_queue=(v.QueueFigures(QUEUES[0], 64, v.ResponseTimes(64, 44, 160, 120)),
              v.QueueFigures(QUEUES[1], 141, v.ResponseTimes(141, 81, 372, 480)),
              v.QueueFigures(QUEUES[3], 7, FEW)),
    sources=SOURCES,
)  # fmt: skip
ROUTING = v.RoutingPage(
    _shell("routing"),
    rules=(v.RoutingRule(1, Label.ILLEGAL_CONTENT, Reason.THREAT, "", "illegal", Priority.URGENT, "1", 2),
           v.RoutingRule(2, Label.CONTRARY_INFORMATION, None, "", "contrary", Priority.HIGH, "2", 143),
           v.RoutingRule(3, Label.POLICY_QUESTION, None, "1", "question", Priority.NORMAL, "3", 1302),
           v.RoutingRule(4, None, None, "", "feedback", Priority.LOW, "3", 410)),
    pages=UPLOAD.pages, queues=tuple(v.Choice(q.key, q.name) for q in QUEUES[:6]),
    clocks=(v.Choice("1", "1 giờ làm việc"), v.Choice("2", "2 giờ làm việc"), v.Choice("3", "1 ngày làm việc")),
)  # fmt: skip
CONNECTED = v.PagesPage(
    _shell("pages"),
    (v.SocialPage(1, "Phường Hoa Mai", Platform.FACEBOOK, "https://example.vn/hoamai", is_verified=True,
        officers=(v.Officer(OfficerRole.SPOKESPERSON, "Vũ Đức Minh", "Phó Chủ tịch", "0243 000 0000", "minh@example.gov.vn"),
                  v.Officer(OfficerRole.CONTENT_RESPONSIBLE, "Trần Ngọc Lan", "Công chức văn hóa", "", "lan@example.gov.vn"),
                  v.Officer(OfficerRole.ADMINISTRATOR)),
        endpoint=v.Endpoint(5, "https://phanhoi.example.gov.vn/webhooks/facebook/5", _ago(40000), _ago(3),
                            old_secret_until=_ago(-1400), secret="whsec_aW52ZW50ZWQ=")),
     v.SocialPage(2, "Truyền thanh Hoa Mai", Platform.YOUTUBE, "https://example.vn/truyenthanh", is_verified=False,
        officers=(v.Officer(OfficerRole.SPOKESPERSON, "Vũ Đức Minh", "Phó Chủ tịch"),),
        endpoint=v.Endpoint(6, "https://phanhoi.example.gov.vn/webhooks/youtube/6", _ago(90000), _ago(95), is_stale=True))),
)  # fmt: skip
CATALOGUE = v.TemplatesPage(
    _shell("templates"),
    (v.ResponseTemplate("le_phi_can_cuoc", "Lệ phí căn cước", (Label.POLICY_QUESTION, Label.CONTRARY_INFORMATION),
        (v.TextSegment("Chào anh/chị, căn cước cấp lần đầu không thu lệ phí. Anh/chị đến bộ phận một cửa vào "),
         v.TextSegment("ngày làm việc", ("rule",)), v.TextSegment(", mang theo "),
         v.TextSegment("giấy tờ", ("rule",)), v.TextSegment(".")), 4, 37,
        v.SourceLink("Cổng dịch vụ công", "https://example.gov.vn/le-phi"), date(2027, 3, 31)),
     v.ResponseTemplate("cam_on_gop_y", "Cảm ơn góp ý", (Label.FEEDBACK,),
        (v.TextSegment("Cảm ơn anh/chị đã góp ý. Phường đã chuyển ý kiến đến "),
         v.TextSegment("bộ phận", ("rule",)), v.TextSegment(" và sẽ trả lời kết quả tại đây.")), 1, 1)),
)  # fmt: skip

PAGES: dict[str, Page] = {
    "queue": _queue(undo=v.UndoOffer(9, "Đã chuyển vụ 2039 sang Góp ý, phản ánh.")),
    "queue_draft": _queue(case=replace(MINE, draft=DRAFT)),
    "queue_hostile": _queue(replace(LISTING, current_id=2050), HOSTILE),
    "queue_long": _queue(case=replace(CASE, text=_words(LONG), why=(), also=())),
    "queue_done": _empty("done"),
    "queue_filtered": _empty("filtered"),
    "queue_not_connected": _empty("not_connected"),
    "queue_stale": _empty("stale"),
    "case": v.CasePage(_shell("queue"), MINE, QUEUES[0]),
    "case_draft": v.CasePage(_shell("queue"), replace(MINE, draft=DRAFT), QUEUES[0]),
    "case_closed": v.CasePage(_shell("queue"), CLOSED, QUEUES[0]),
    "import_upload": UPLOAD,
    "import_upload_errors": replace(UPLOAD, errors=(v.FieldError("file", "Chọn một tệp để tải lên."),)),
    "import_preview": MAPPING,
    "import_progress": v.ImportProgressPage(_shell("imports"), RUN),
    "import_dead": v.ImportProgressPage(_shell("imports"), RUNS[2]),
    "imports": v.ImportsPage(_shell("imports"), RUNS, v.Paging(1, 3, 3)),
    "dashboard": BOARD,
    "dashboard_few": replace(BOARD, times=FEW, late=0, by_queue=()),
    "routing": ROUTING,
    "routing_read_only": replace(ROUTING, may_edit=False),
    "pages": CONNECTED,
    "templates": CATALOGUE,
    "sign_in": v.SignInPage("c2FtcGxl", "UBND phường Hoa Mai"),
    "sign_in_errors": v.SignInPage(
        "c2FtcGxl", email="lan@example.gov.vn",
        errors=(v.FieldError("password", "Mật khẩu chưa đúng. Còn 4 lần thử trong 15 phút."),)),
    "error_away": v.ErrorPage(_shell(None), "away", "Cơ sở dữ liệu đang khởi động lại. Những gì đã lưu vẫn an "
                              "toàn. Đợi một phút rồi thử lại.", "01JD-7K2", "/queues"),
    "error_not_found": v.ErrorPage(None, "not_found", "Không có vụ 9999 trong cơ quan này."),
}  # fmt: skip
