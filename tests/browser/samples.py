"""Every page of the console with invented contents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from api import view_models as v
from moderation.vocabulary import (
    ConnectionState,
    Label,
    OfficerRole,
    Platform,
    Priority,
    Reason,
    WorkState,
)
from tests.browser import (
    sample_acts,
    sample_approvals,
    sample_duties,
    sample_letters,
    sample_preferences,
    sample_quality,
    sample_referrals,
    sample_registry,
    sample_set_aside,
)
from tests.browser.sample_cases import (
    CASE,
    CLOSED,
    DRAFT,
    HARSH,
    HOSTILE,
    LISTING,
    LONG,
    MINE,
    NOW,
    QUEUES,
    SOURCES,
    TALKED,
    ago,
    empty_page,
    queue_page,
    shell,
    words,
)
from tests.browser.sample_conduct import CONDUCT_PAGES
from tests.browser.sample_office import OFFICE_PAGES
from tests.browser.sample_people import PEOPLE_PAGES
from tests.browser.sample_period import PERIOD, PERIOD_PAGES
from tests.browser.sample_rules import RULE_PAGES

if TYPE_CHECKING:
    from api.view_models import Page

__all__ = ["NOW", "PAGES"]

RUN = v.ImportRun(
    31,
    "binh-luan-facebook-thang-11.csv",
    "Phường Hoa Mai",
    WorkState.RUNNING,
    ago(4),
    "Trần Ngọc Lan",
    total=12480,
    done=4210,
    created=3900,
    known=301,
    bad=9,
)
RUNS = (
    RUN,
    replace(
        RUN,
        id=30,
        file_name="zalo_2026-11.xlsx",
        state=WorkState.DONE,
        started_at=ago(1500),
        total=402,
        done=402,
        created=402,
        known=0,
        bad=0,
    ),
    replace(
        RUN,
        id=29,
        file_name="xuat-thu.json",
        state=WorkState.DEAD,
        started_at=ago(3000),
        created=0,
        known=0,
        bad=0,
        error="Tệp bị cắt giữa chừng. Chưa ghi gì. Xuất lại rồi nhập.",
    ),
)
UPLOAD = v.ImportUploadPage(
    shell("imports"), (v.Choice("1", "Phường Hoa Mai"), v.Choice("2", "Truyền thanh Hoa Mai")), 64
)
MAPPING = v.ImportPreviewPage(
    shell("imports"),
    31,
    RUN.file_name,
    12480,
    columns=(
        v.ImportColumn(
            "message", "text", ("cho em hỏi nộp hồ sơ ở đâu ạ", "hay quá", "bao giờ có điện")
        ),
        v.ImportColumn("created_time", "posted_at", ("2026-11-03T08:15:00+0700",)),
        v.ImportColumn("from.name", "author", ("Ng. T. H.", "Lê B.")),
        v.ImportColumn("like_count", "", ("0", "3", "12")),
    ),
    targets=(
        v.Choice("text", "Nội dung bình luận"),
        v.Choice("posted_at", "Lúc viết"),
        v.Choice("author", "Người viết"),
        v.Choice("external_id", "Mã ở nguồn"),
    ),
    preview=(
        ("cho em hỏi nộp hồ sơ ở đâu ạ", "2026-11-03T08:15:00+0700", "Ng. T. H.", "0"),
        ("hay quá", "2026-11-03T09:00:12+0700", "Lê B.", "3"),
    ),
    saved_mappings=(v.Choice("2", "Tệp xuất của Facebook"),),
    charset="TCVN3 (ABC)",
    conversions=(
        ("Thñ tôc cÊp c¨n c­íc ë ®©u ¹", "Thủ tục cấp căn cước ở đâu ạ"),
        ("§­êng ngËp qu¸", "Đường ngập quá"),
    ),
    warnings=("Không có cột mã ở nguồn: trùng được nhận ra theo nội dung và lúc viết.",),
)
DAYS = tuple(
    v.DayCount(
        date(2026, 11, 11) + timedelta(days=n),
        *(v.Count(n, "/dashboard/cases?what=opened") for n in (received + 4, received, answered)),
    )
    for n, (received, answered) in enumerate(
        [
            (42, 40),
            (55, 47),
            (38, 44),
            (12, 3),
            (9, 1),
            (61, 50),
            (72, 66),
            (48, 51),
            (50, 49),
            (44, 46),
            (15, 2),
            (11, 0),
            (66, 58),
            (31, 22),
        ]
    )
)
FEW = v.ResponseTimes(n=7)
BOARD = v.DashboardPage(
    shell("dashboard"),
    NOW,
    34,
    3,
    v.ResponseTimes(212, 72, 340, 480),
    (
        v.NowFigure("Đang chờ", v.Count(34, "/dashboard/cases?what=waiting")),
        v.NowFigure(
            "Hết hạn trong 1 giờ làm việc", v.Count(5, "/dashboard/cases?what=soon"), "soon"
        ),
        v.NowFigure("Quá hạn", v.Count(3, "/dashboard/cases?what=late"), "late"),
        v.NowFigure("Đăng chưa rõ kết quả", v.Count(0, "/dashboard/cases?what=unknown"), "late"),
    ),
    ages=(
        v.AgeBand("0–1 giờ", 11, url="/queues/all?age=1"),
        v.AgeBand("1–4 giờ", 14),
        v.AgeBand("4–8 giờ", 6, 1),
        v.AgeBand("8–24 giờ", 2, 1),
        v.AgeBand("trên 24 giờ", 1, 1),
    ),
    days=DAYS,
    by_queue=(
        v.QueueFigures(
            QUEUES[0],
            v.Count(64, "/dashboard/cases?what=answered"),
            v.ResponseTimes(64, 44, 160, 120),
        ),
        v.QueueFigures(
            QUEUES[1],
            v.Count(141, "/dashboard/cases?what=answered"),
            v.ResponseTimes(141, 81, 372, 480),
        ),
        v.QueueFigures(QUEUES[3], v.Count(7, "/dashboard/cases?what=answered"), FEW),
    ),
    sources=SOURCES,
)
ROUTING = v.RoutingPage(
    shell("routing"),
    rules=(
        v.RoutingRule(
            1, Label.ILLEGAL_CONTENT, Reason.THREAT, "", "illegal", Priority.URGENT, "1", 2
        ),
        v.RoutingRule(2, Label.CONTRARY_INFORMATION, None, "", "contrary", Priority.HIGH, "2", 143),
        v.RoutingRule(3, Label.POLICY_QUESTION, None, "1", "question", Priority.NORMAL, "3", 1302),
        v.RoutingRule(4, None, None, "", "feedback", Priority.LOW, "3", 410),
    ),
    pages=UPLOAD.pages,
    queues=tuple(v.Choice(q.key, q.name) for q in QUEUES[:6]),
    clocks=(
        v.Choice("1", "1 giờ làm việc"),
        v.Choice("2", "2 giờ làm việc"),
        v.Choice("3", "1 ngày làm việc"),
    ),
)
CONNECTED = v.PagesPage(
    shell("pages"),
    (
        v.SocialPage(
            1,
            "Phường Hoa Mai",
            Platform.FACEBOOK,
            "https://example.vn/hoamai",
            officers=(
                v.Officer(
                    OfficerRole.SPOKESPERSON,
                    "Vũ Đức Minh",
                    "Phó Chủ tịch",
                    "0243 000 0000",
                    "minh@example.gov.vn",
                ),
                v.Officer(
                    OfficerRole.CONTENT_RESPONSIBLE,
                    "Trần Ngọc Lan",
                    "Công chức văn hóa",
                    "",
                    "lan@example.gov.vn",
                ),
                v.Officer(OfficerRole.ADMINISTRATOR),
            ),
            endpoint=v.Endpoint(
                5,
                "https://phanhoi.example.gov.vn/webhooks/facebook/5",
                ago(40000),
                old_secret_until=ago(-1400),
                is_network=True,
                verify_token="3f0c9d7a51e24b68a1c2d3e4f5061728",
            ),
            health=v.PageHealth(
                ago(40), 22, "Mạng xã hội chưa trả lời; hệ thống tự thử lại.", True, True, ago(900)
            ),
            standing=sample_registry.OWING,
        ),
        v.SocialPage(
            2,
            "Truyền thanh Hoa Mai",
            Platform.YOUTUBE,
            "https://example.vn/truyenthanh",
            officers=(v.Officer(OfficerRole.SPOKESPERSON, "Vũ Đức Minh", "Phó Chủ tịch"),),
            endpoint=v.Endpoint(
                6,
                "https://phanhoi.example.gov.vn/webhooks/youtube/6",
                ago(90000),
                secret="whsec_aW52ZW50ZWQ=",
            ),
            health=v.PageHealth(ago(95), is_watched=True),
            connection=v.PageConnection(
                ConnectionState.OK,
                can_reply=True,
                checked_at=ago(100),
                renewed_at=ago(40),
                expires_at=ago(-20),
                quota=v.Quota(1240, 10_000, ago(-600)),
            ),
            standing=sample_registry.KEPT,
        ),
    ),
)
CATALOGUE = v.TemplatesPage(
    shell("templates"),
    (
        v.ResponseTemplate(
            "le_phi_can_cuoc",
            "Lệ phí căn cước",
            (Label.POLICY_QUESTION, Label.CONTRARY_INFORMATION),
            (
                v.TextSegment(
                    "Chào anh/chị, căn cước cấp lần đầu không thu phí. Anh/chị đến bộ phận một cửa "
                ),
                v.TextSegment("ngày làm việc", ("rule",)),
                v.TextSegment(", mang theo "),
                v.TextSegment("giấy tờ", ("rule",)),
                v.TextSegment("."),
            ),
            37,
            (
                v.TemplateSource(
                    "Cổng dịch vụ công",
                    "https://example.gov.vn/le-phi",
                    "https://example.gov.vn/le-phi",
                ),
            ),
            date(2027, 3, 31),
        ),
        v.ResponseTemplate(
            "cam_on_gop_y",
            "Cảm ơn góp ý",
            (Label.FEEDBACK,),
            (
                v.TextSegment("Cảm ơn anh/chị đã góp ý. Phường đã chuyển ý kiến đến "),
                v.TextSegment("bộ phận", ("rule",)),
                v.TextSegment(" và sẽ trả lời kết quả tại đây."),
            ),
            1,
        ),
    ),
)

QUEUE = queue_page()

PAGES: dict[str, Page] = {
    **PEOPLE_PAGES,
    **CONDUCT_PAGES,
    **OFFICE_PAGES,
    **PERIOD_PAGES,
    **RULE_PAGES,
    "queue": queue_page(undo=v.UndoOffer(9, "Đã xếp vụ 2039 là Góp ý, phản ánh.", asks_why=True)),
    "queue_own_keys": replace(QUEUE, shell=replace(QUEUE.shell, keys='{"N": "S"}')),
    "queue_harsh": replace(
        queue_page(case=HARSH), shell=replace(QUEUE.shell, mask_harsh=True, density="compact")
    ),
    "queue_talked": queue_page(case=TALKED),
    "queue_draft": queue_page(case=replace(MINE, draft=DRAFT)),
    "queue_hostile": queue_page(replace(LISTING, current_id=2050), HOSTILE),
    "queue_long": queue_page(case=replace(CASE, text=words(LONG), why=(), also=())),
    "queue_done": empty_page("done"),
    "queue_filtered": empty_page("filtered"),
    "queue_not_connected": empty_page("not_connected"),
    "queue_stale": empty_page("stale"),
    "queue_drafting": queue_page(case=replace(CASE, draft=DRAFT)),
    "case_free": v.CasePage(shell("queue"), CASE, QUEUES[0]),
    "case": v.CasePage(shell("queue"), MINE, QUEUES[0]),
    "case_draft": v.CasePage(shell("queue"), replace(MINE, draft=DRAFT), QUEUES[0]),
    "case_closed": v.CasePage(shell("queue"), CLOSED, QUEUES[0]),
    "import_upload": UPLOAD,
    "import_upload_errors": replace(
        UPLOAD, errors=(v.FieldError("file", "Chọn một tệp để tải lên."),)
    ),
    "import_preview": MAPPING,
    "import_progress": v.ImportProgressPage(shell("imports"), RUN),
    "import_dead": v.ImportProgressPage(shell("imports"), RUNS[2]),
    "imports": v.ImportsPage(shell("imports"), RUNS, v.Paging(1, 3, 3)),
    "dashboard": BOARD,
    "dashboard_period": replace(BOARD, report=PERIOD),
    "dashboard_few": replace(BOARD, times=FEW, late=0, by_queue=()),
    "routing": ROUTING,
    "routing_read_only": replace(ROUTING, may_edit=False),
    "pages": CONNECTED,
    "page_form": v.PageFormPage(shell("pages"), (v.Choice("facebook", "facebook"),)),
    "officer_form": v.OfficerFormPage(
        shell("pages"),
        1,
        "Phường Hoa Mai",
        (v.Choice("spokesperson", "spokesperson"),),
        v.Officer(OfficerRole.SPOKESPERSON),
        (v.FieldError("name", "Ghi họ và tên."),),
    ),
    **sample_acts.PAGES,
    **sample_approvals.PAGES,
    **sample_duties.PAGES,
    **sample_set_aside.PAGES,
    **sample_referrals.PAGES,
    **sample_quality.PAGES,
    **sample_letters.PAGES,
    **sample_registry.PAGES,
    **sample_preferences.PAGES,
    "pages_connected": replace(
        CONNECTED,
        pages=tuple(
            replace(one, connection=sample_approvals.CONNECTION, can_connect=True)
            for one in CONNECTED.pages
        ),
        stopped_at=ago(5),
    ),
    "templates": CATALOGUE,
    "sign_in": v.SignInPage(
        "c2FtcGxl",
        "UBND phường Hoa Mai",
        takes_passkeys=True,
        providers=(v.ProviderLink("/sign-in/with/hoa-mai", "Tài khoản cán bộ tỉnh"),),
    ),
    "sign_in_errors": v.SignInPage(
        "c2FtcGxl",
        username="lan.tran",
        errors=(v.FieldError("password", "Mật khẩu chưa đúng. Còn 4 lần thử trong 15 phút."),),
    ),
    "error_away": v.ErrorPage(
        shell(None),
        "away",
        "Cơ sở dữ liệu đang khởi động lại. Những gì đã lưu vẫn an toàn. Đợi một phút rồi thử lại.",
        "01JD-7K2",
        "/queues",
    ),
    "error_not_found": v.ErrorPage(None, "not_found", "Không có vụ 9999 trong cơ quan này."),
}
