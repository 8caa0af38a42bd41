"""Every page of the console with invented contents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from api.view_models.connections import PageConnection, PageHealth, Quota
from api.view_models.doors import ErrorPage, ProviderLink, SignInPage
from api.view_models.figures import (
    AgeBand,
    DashboardPage,
    DayCount,
    NowFigure,
    QueueFigures,
    ResponseTimes,
)
from api.view_models.imports import (
    ImportColumn,
    ImportPreviewPage,
    ImportProgressPage,
    ImportRun,
    ImportsPage,
    ImportUploadPage,
)
from api.view_models.parts import Choice, FieldError, Paging, TextSegment
from api.view_models.period import Count
from api.view_models.queue import CasePage, UndoOffer
from api.view_models.settings import (
    Endpoint,
    Officer,
    OfficerFormPage,
    PageFormPage,
    PagesPage,
    RoutingPage,
    RoutingRule,
    SocialPage,
)
from api.view_models.templates import ResponseTemplate, TemplateSource, TemplatesPage
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
    sample_privacy,
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
    from api.view_models.parts import Page

__all__ = ["NOW", "PAGES"]

RUN = ImportRun(
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
UPLOAD = ImportUploadPage(
    shell("imports"), (Choice("1", "Phường Hoa Mai"), Choice("2", "Truyền thanh Hoa Mai")), 64
)
MAPPING = ImportPreviewPage(
    shell("imports"),
    31,
    RUN.file_name,
    12480,
    columns=(
        ImportColumn(
            "message", "text", ("cho em hỏi nộp hồ sơ ở đâu ạ", "hay quá", "bao giờ có điện")
        ),
        ImportColumn("created_time", "posted_at", ("2026-11-03T08:15:00+0700",)),
        ImportColumn("from.name", "author", ("Ng. T. H.", "Lê B.")),
        ImportColumn("like_count", "", ("0", "3", "12")),
    ),
    targets=(
        Choice("text", "Nội dung bình luận"),
        Choice("posted_at", "Lúc viết"),
        Choice("author", "Người viết"),
        Choice("external_id", "Mã ở nguồn"),
    ),
    preview=(
        ("cho em hỏi nộp hồ sơ ở đâu ạ", "2026-11-03T08:15:00+0700", "Ng. T. H.", "0"),
        ("hay quá", "2026-11-03T09:00:12+0700", "Lê B.", "3"),
    ),
    saved_mappings=(Choice("2", "Tệp xuất của Facebook"),),
    charset="TCVN3 (ABC)",
    conversions=(
        ("Thñ tôc cÊp c¨n c­íc ë ®©u ¹", "Thủ tục cấp căn cước ở đâu ạ"),
        ("§­êng ngËp qu¸", "Đường ngập quá"),
    ),
    warnings=("Không có cột mã ở nguồn: trùng được nhận ra theo nội dung và lúc viết.",),
)
DAYS = tuple(
    DayCount(
        date(2026, 11, 11) + timedelta(days=n),
        *(Count(n, "/dashboard/cases?what=opened") for n in (received + 4, received, answered)),
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
FEW = ResponseTimes(n=7)
BOARD = DashboardPage(
    shell("dashboard"),
    NOW,
    34,
    3,
    ResponseTimes(212, 72, 340, 480),
    (
        NowFigure("Đang chờ", Count(34, "/dashboard/cases?what=waiting")),
        NowFigure("Hết hạn trong 1 giờ làm việc", Count(5, "/dashboard/cases?what=soon"), "soon"),
        NowFigure("Quá hạn", Count(3, "/dashboard/cases?what=late"), "late"),
        NowFigure("Đăng chưa rõ kết quả", Count(0, "/dashboard/cases?what=unknown"), "late"),
    ),
    ages=(
        AgeBand("0–1 giờ", 11, url="/queues/all?age=1"),
        AgeBand("1–4 giờ", 14),
        AgeBand("4–8 giờ", 6, 1),
        AgeBand("8–24 giờ", 2, 1),
        AgeBand("trên 24 giờ", 1, 1),
    ),
    days=DAYS,
    by_queue=(
        QueueFigures(
            QUEUES[0],
            Count(64, "/dashboard/cases?what=answered"),
            ResponseTimes(64, 44, 160, 120),
        ),
        QueueFigures(
            QUEUES[1],
            Count(141, "/dashboard/cases?what=answered"),
            ResponseTimes(141, 81, 372, 480),
        ),
        QueueFigures(QUEUES[3], Count(7, "/dashboard/cases?what=answered"), FEW),
    ),
    sources=SOURCES,
)
ROUTING = RoutingPage(
    shell("routing"),
    rules=(
        RoutingRule(
            1, Label.ILLEGAL_CONTENT, Reason.THREAT, "", "illegal", Priority.URGENT, "1", 2
        ),
        RoutingRule(2, Label.CONTRARY_INFORMATION, None, "", "contrary", Priority.HIGH, "2", 143),
        RoutingRule(3, Label.POLICY_QUESTION, None, "1", "question", Priority.NORMAL, "3", 1302),
        RoutingRule(4, None, None, "", "feedback", Priority.LOW, "3", 410),
    ),
    pages=UPLOAD.pages,
    queues=tuple(Choice(q.key, q.name) for q in QUEUES[:6]),
    clocks=(
        Choice("1", "1 giờ làm việc"),
        Choice("2", "2 giờ làm việc"),
        Choice("3", "1 ngày làm việc"),
    ),
)
CONNECTED = PagesPage(
    shell("pages"),
    (
        SocialPage(
            1,
            "Phường Hoa Mai",
            Platform.FACEBOOK,
            "https://example.vn/hoamai",
            officers=(
                Officer(
                    OfficerRole.SPOKESPERSON,
                    "Vũ Đức Minh",
                    "Phó Chủ tịch",
                    "0243 000 0000",
                    "minh@example.gov.vn",
                ),
                Officer(
                    OfficerRole.CONTENT_RESPONSIBLE,
                    "Trần Ngọc Lan",
                    "Công chức văn hóa",
                    "",
                    "lan@example.gov.vn",
                ),
                Officer(OfficerRole.ADMINISTRATOR),
            ),
            endpoint=Endpoint(
                5,
                "https://phanhoi.example.gov.vn/webhooks/facebook/5",
                ago(40000),
                old_secret_until=ago(-1400),
                is_network=True,
                verify_token="3f0c9d7a51e24b68a1c2d3e4f5061728",
            ),
            health=PageHealth(
                ago(40), 22, "Mạng xã hội chưa trả lời; hệ thống tự thử lại.", True, True, ago(900)
            ),
            standing=sample_registry.OWING,
        ),
        SocialPage(
            2,
            "Truyền thanh Hoa Mai",
            Platform.YOUTUBE,
            "https://example.vn/truyenthanh",
            officers=(Officer(OfficerRole.SPOKESPERSON, "Vũ Đức Minh", "Phó Chủ tịch"),),
            endpoint=Endpoint(
                6,
                "https://phanhoi.example.gov.vn/webhooks/youtube/6",
                ago(90000),
                secret="whsec_aW52ZW50ZWQ=",
            ),
            health=PageHealth(ago(95), is_watched=True),
            connection=PageConnection(
                ConnectionState.OK,
                can_reply=True,
                checked_at=ago(100),
                renewed_at=ago(40),
                expires_at=ago(-20),
                quota=Quota(1240, 10_000, ago(-600)),
            ),
            standing=sample_registry.KEPT,
        ),
    ),
)
CATALOGUE = TemplatesPage(
    shell("templates"),
    (
        ResponseTemplate(
            "le_phi_can_cuoc",
            "Lệ phí căn cước",
            (Label.POLICY_QUESTION, Label.CONTRARY_INFORMATION),
            (
                TextSegment(
                    "Chào anh/chị, căn cước cấp lần đầu không thu phí. Anh/chị đến bộ phận một cửa "
                ),
                TextSegment("ngày làm việc", ("rule",)),
                TextSegment(", mang theo "),
                TextSegment("giấy tờ", ("rule",)),
                TextSegment("."),
            ),
            37,
            (
                TemplateSource(
                    "Cổng dịch vụ công",
                    "https://example.gov.vn/le-phi",
                    "https://example.gov.vn/le-phi",
                ),
            ),
            date(2027, 3, 31),
        ),
        ResponseTemplate(
            "cam_on_gop_y",
            "Cảm ơn góp ý",
            (Label.FEEDBACK,),
            (
                TextSegment("Cảm ơn anh/chị đã góp ý. Phường đã chuyển ý kiến đến "),
                TextSegment("bộ phận", ("rule",)),
                TextSegment(" và sẽ trả lời kết quả tại đây."),
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
    "queue": queue_page(undo=UndoOffer(9, "Đã xếp vụ 2039 là Góp ý, phản ánh.", asks_why=True)),
    "queue_own_keys": replace(
        QUEUE, shell=replace(QUEUE.shell, keys='{"N": "0", "0": "P", "P": "N"}')
    ),
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
    "queue_unread": empty_page("unread"),
    "queue_drafting": queue_page(case=replace(CASE, draft=DRAFT)),
    "case_free": CasePage(shell("queue"), CASE, QUEUES[0]),
    "case": CasePage(shell("queue"), MINE, QUEUES[0]),
    "case_draft": CasePage(shell("queue"), replace(MINE, draft=DRAFT), QUEUES[0]),
    "case_closed": CasePage(shell("queue"), CLOSED, QUEUES[0]),
    "import_upload": UPLOAD,
    "import_upload_errors": replace(
        UPLOAD, errors=(FieldError("file", "Chọn một tệp để tải lên."),)
    ),
    "import_preview": MAPPING,
    "import_progress": ImportProgressPage(shell("imports"), RUN),
    "import_dead": ImportProgressPage(shell("imports"), RUNS[2]),
    "imports": ImportsPage(shell("imports"), RUNS, Paging(1, 3, 3)),
    "dashboard": BOARD,
    "dashboard_period": replace(BOARD, report=PERIOD),
    "dashboard_few": replace(BOARD, times=FEW, late=0, by_queue=()),
    "routing": ROUTING,
    "routing_read_only": replace(ROUTING, may_edit=False),
    "pages": CONNECTED,
    "page_form": PageFormPage(shell("pages"), (Choice("facebook", "facebook"),)),
    "officer_form": OfficerFormPage(
        shell("pages"),
        1,
        "Phường Hoa Mai",
        (Choice("spokesperson", "spokesperson"),),
        Officer(OfficerRole.SPOKESPERSON),
        (FieldError("name", "Ghi họ và tên."),),
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
    **sample_privacy.PAGES,
    "pages_connected": replace(
        CONNECTED,
        pages=tuple(
            replace(one, connection=sample_approvals.CONNECTION, can_connect=True)
            for one in CONNECTED.pages
        ),
        stopped_at=ago(5),
    ),
    "templates": CATALOGUE,
    "sign_in": SignInPage(
        "c2FtcGxl",
        "UBND phường Hoa Mai",
        takes_passkeys=True,
        providers=(ProviderLink("/sign-in/with/hoa-mai", "Tài khoản cán bộ tỉnh"),),
    ),
    "sign_in_errors": SignInPage(
        "c2FtcGxl",
        username="lan.tran",
        errors=(FieldError("password", "Mật khẩu chưa đúng. Còn 4 lần thử trong 15 phút."),),
    ),
    "error_away": ErrorPage(
        shell(None),
        "away",
        "Hệ thống tạm thời không kết nối được cơ sở dữ liệu. Chưa có gì thay đổi; hãy thử lại.",
        "01JD-7K2",
        "/queues",
    ),
    "error_not_found": ErrorPage(
        None,
        "not_found",
        "Không tìm thấy người này; chưa có gì thay đổi. Hãy chọn lại trong danh sách.",
    ),
}
