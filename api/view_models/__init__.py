"""What the console's templates are given: one frozen value for each page, and its parts.

`api.rendering.Pages` renders a page value with the template it names, its fields being the
template's variables, so that mypy checks the wiring. Times are aware datetimes; the filters of
`api.i18n` write them. Names that staff gave to things (queues, pages, templates) come as they
are; closed words (`Label`, `Platform`, …) come as their enum and the template names them.
"""

from __future__ import annotations

from api.view_models.approvals import (
    ApprovalCard,
    ApprovalPage,
    ApprovalRow,
    ApprovalsPage,
    EarlierReturn,
    ReplyState,
    WordChange,
)
from api.view_models.case import (
    AlikeComment,
    CaseCard,
    CaseRow,
    Claim,
    Draft,
    DraftCheck,
    DraftField,
    HistoryLine,
    PostContext,
    SourceLink,
    Suggestion,
    WhyLine,
)
from api.view_models.connections import ConnectionFormPage, PageConnection
from api.view_models.doors import ApiDocsPage, ErrorKind, ErrorPage, SignInPage
from api.view_models.figures import AgeBand, DashboardPage, DayCount, QueueFigures, ResponseTimes
from api.view_models.imports import (
    ImportColumn,
    ImportPreviewPage,
    ImportProgressPage,
    ImportRun,
    ImportsPage,
    ImportUploadPage,
)
from api.view_models.parts import (
    DECISION_ORDER,
    Certainty,
    Choice,
    Due,
    DueState,
    FieldError,
    Mark,
    Notice,
    Paging,
    QueueCount,
    Section,
    Shell,
    SourceHealth,
    TextSegment,
    Tone,
)
from api.view_models.queue import CasePage, QueueEmpty, QueueList, QueuePage, UndoOffer
from api.view_models.settings import (
    Endpoint,
    Officer,
    OfficerFormPage,
    PageFormPage,
    PagesPage,
    ResponseTemplate,
    RoutingPage,
    RoutingRule,
    SocialPage,
    TemplatesPage,
)

__all__ = [
    "DECISION_ORDER",
    "AgeBand",
    "AlikeComment",
    "ApiDocsPage",
    "ApprovalCard",
    "ApprovalPage",
    "ApprovalRow",
    "ApprovalsPage",
    "CaseCard",
    "CasePage",
    "CaseRow",
    "Certainty",
    "Choice",
    "Claim",
    "DashboardPage",
    "DayCount",
    "Draft",
    "DraftCheck",
    "DraftField",
    "Due",
    "DueState",
    "EarlierReturn",
    "Endpoint",
    "ErrorKind",
    "ErrorPage",
    "FieldError",
    "HistoryLine",
    "ImportColumn",
    "ImportPreviewPage",
    "ImportProgressPage",
    "ImportRun",
    "ImportUploadPage",
    "ImportsPage",
    "Mark",
    "Notice",
    "Officer",
    "OfficerFormPage",
    "Page",
    "PageFormPage",
    "PagesPage",
    "Paging",
    "PostContext",
    "QueueCount",
    "QueueEmpty",
    "QueueFigures",
    "QueueList",
    "QueuePage",
    "ReplyState",
    "ResponseTemplate",
    "ResponseTimes",
    "RoutingPage",
    "RoutingRule",
    "Section",
    "Shell",
    "SignInPage",
    "SocialPage",
    "SourceHealth",
    "ClockForm",
    "ClockLine",
    "ClockPage",
    "ClocksPage",
    "ConnectionFormPage",
    "SourceLink",
    "Suggestion",
    "TemplatesPage",
    "TextSegment",
    "Tone",
    "UndoOffer",
    "WhyLine",
    "WordChange",
]

Page = (
    QueuePage
    | CasePage
    | ApprovalsPage
    | ApprovalPage
    | ImportUploadPage
    | ImportPreviewPage
    | ImportProgressPage
    | ImportsPage
    | DashboardPage
    | RoutingPage
    | PagesPage
    | PageFormPage
    | OfficerFormPage
    | TemplatesPage
    | SignInPage
    | ErrorPage
    | ApiDocsPage
)
    "PageConnection",
    | ConnectionFormPage
