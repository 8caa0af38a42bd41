"""What the console's templates are given: one frozen value for each page, and its parts.

`api.rendering.Pages` renders a page value with the template it names, its fields being the
template's variables, so that mypy checks the wiring. Times are aware datetimes; the filters of
`api.i18n` write them. Names that staff gave to things (queues, pages, templates) come as they
are; closed words (`Label`, `Platform`, …) come as their enum and the template names them.
"""

from __future__ import annotations

from api.view_models.about import (
    NOTHING_MORE,
    CaseAbout,
    LanguageLine,
    TraitFigures,
    TraitLine,
    TraitsPage,
)
from api.view_models.acts import (
    ActLine,
    AuthorsReview,
    CaseActs,
    HiddenNote,
    HiddenPage,
    HiddenRow,
    HideOffer,
    ProposedHide,
    PublicReviewPage,
)
from api.view_models.approvals import (
    ApprovalCard,
    ApprovalPage,
    ApprovalRow,
    ApprovalsPage,
    EarlierReturn,
    ReplyState,
    ReplyTo,
    WordChange,
)
from api.view_models.authorities import AuthoritiesPage, AuthorityForm, AuthorityLine
from api.view_models.bulk import (
    BulkOption,
    BulkPreviewPage,
    BulkProgress,
    BulkProgressPage,
    Refusal,
)
from api.view_models.case import (
    AlikeComment,
    CaseCard,
    CaseRow,
    Claim,
    Draft,
    DraftCheck,
    DraftField,
    EarlierAnswer,
    HistoryLine,
    PostContext,
    PresencePage,
    SourceLink,
    Suggestion,
    WhyLine,
)
from api.view_models.connections import ConnectionFormPage, PageConnection, PageHealth, Quota
from api.view_models.doors import ApiDocsPage, ErrorKind, ErrorPage, ProviderLink, SignInPage
from api.view_models.duties import (
    CommentRulesPage,
    ConductFormPage,
    ConductGroup,
    ConductLine,
    ConductPage,
    ConductSource,
    ConductVersion,
    ConsultationLine,
    ContributionForm,
    ContributionLine,
    ContributionsPage,
    DutiesPage,
    DutyCard,
    DutyCount,
    PublicConductPage,
    ReaderLine,
)
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
from api.view_models.incidents import (
    DutyFileLine,
    IncidentFormPage,
    IncidentLine,
    IncidentPage,
    IncidentsPage,
    LetterView,
    TimelineLine,
)
from api.view_models.letters import (
    DeviceLine,
    HookCard,
    LetterLine,
    NoticeKindLine,
    NoticeSettingsPage,
)
from api.view_models.office import (
    CalendarCell,
    CalendarPage,
    ChangePreview,
    ClockForm,
    ClockLine,
    ClockPage,
    ClocksPage,
    DayForm,
    DutyForm,
    DutyLine,
    MonthSheet,
    MovedDue,
    NotificationLine,
    NotificationsPage,
    ShiftLine,
    SpecialDay,
    StepLine,
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
from api.view_models.people import (
    AccountPage,
    AuditLine,
    AuditPage,
    GrantRow,
    IdentityLine,
    IdentityPage,
    MatrixRow,
    NewPersonPage,
    OpenSession,
    PasskeyLine,
    PeoplePage,
    PersonLine,
    PersonPage,
    PowerCell,
    PowerRow,
    ProgramKey,
    ProvePage,
    QrCode,
    RecoveryCodesPage,
    RolesPage,
    SecondFactorPage,
    SignInCodePage,
    SignInLine,
    VerifiedLine,
)
from api.view_models.period import (
    CommentListPage,
    CommentOfFigure,
    Count,
    FigureLine,
    FigureListPage,
    HeatRow,
    Named,
    PeriodGroup,
    PeriodSide,
    PeriodView,
    QueueFlow,
    Times,
    Wave,
)
from api.view_models.preferences import KeyLine, PreferencesPage
from api.view_models.privacy import (
    AuthorFound,
    HoldLine,
    PrivacyPage,
    RequestFormPage,
    RequestLine,
    RequestPage,
    RetentionLine,
)
from api.view_models.publishing import LoggedLine, PublicLogPage, PublishingPage
from api.view_models.quality import (
    AgreementView,
    Confusion,
    CorrectionLine,
    CorrectionsPage,
    QualityForm,
    SecondLookPage,
)
from api.view_models.queue import (
    CasePage,
    FilterChip,
    QueueEmpty,
    QueueList,
    QueuePage,
    RecentLine,
    SavedHere,
    UndoOffer,
)
from api.view_models.referrals import (
    CaseFilePage,
    LetterForm,
    ReferralLine,
    ReferralsPage,
)
from api.view_models.registry import (
    PageStanding,
    RegistryPage,
    SafetyLine,
    VerificationLine,
)
from api.view_models.reports import (
    PublicHidden,
    PublicMonthView,
    ReportForm,
    ReportLine,
    ReportsPage,
    TransparencyPage,
)
from api.view_models.rules import RuleExample, RuleForm, RuleLine, RulePage, RulesPage, RuleTrial
from api.view_models.set_aside import SetAsideGroup, SetAsideLine, SetAsidePage, UnreadableLine
from api.view_models.settings import (
    Endpoint,
    EndpointFormPage,
    Officer,
    OfficerFormPage,
    PageFormPage,
    PagesPage,
    PublicBlockPage,
    RoutingPage,
    RoutingRule,
    SocialPage,
)
from api.view_models.status import StatusLine, StatusPage
from api.view_models.suspects import ScanLine, SuspectLine, SuspectsPage, SuspectView
from api.view_models.talk import CaseTalk, EvidenceLine, NoteLine
from api.view_models.templates import (
    ResponseTemplate,
    TemplateForm,
    TemplatePage,
    TemplatePreview,
    TemplateSource,
    TemplatesPage,
    TemplateVersionLine,
)
from api.view_models.tips import (
    PublicTipPage,
    PublicTipStatusPage,
    TipForm,
    TipFormPage,
    TipLine,
    TipsPage,
)

__all__ = [
    "DECISION_ORDER",
    "NOTHING_MORE",
    "AccountPage",
    "ActLine",
    "AgeBand",
    "AgreementView",
    "AlikeComment",
    "ApiDocsPage",
    "ApprovalCard",
    "ApprovalPage",
    "ApprovalRow",
    "ApprovalsPage",
    "AuditLine",
    "AuditPage",
    "AuthorFound",
    "AuthoritiesPage",
    "AuthorityForm",
    "AuthorityLine",
    "AuthorsReview",
    "BulkOption",
    "BulkPreviewPage",
    "BulkProgress",
    "BulkProgressPage",
    "CalendarCell",
    "CalendarPage",
    "CaseAbout",
    "CaseActs",
    "CaseCard",
    "CaseFilePage",
    "CasePage",
    "CaseRow",
    "CaseTalk",
    "Certainty",
    "ChangePreview",
    "Choice",
    "Claim",
    "ClockForm",
    "ClockLine",
    "ClockPage",
    "ClocksPage",
    "CommentListPage",
    "CommentOfFigure",
    "CommentRulesPage",
    "ConductFormPage",
    "ConductGroup",
    "ConductLine",
    "ConductPage",
    "ConductSource",
    "ConductVersion",
    "Confusion",
    "ConnectionFormPage",
    "ConsultationLine",
    "ContributionForm",
    "ContributionLine",
    "ContributionsPage",
    "CorrectionLine",
    "CorrectionsPage",
    "Count",
    "DashboardPage",
    "DayCount",
    "DayForm",
    "DeviceLine",
    "Draft",
    "DraftCheck",
    "DraftField",
    "Due",
    "DueState",
    "DutiesPage",
    "DutyCard",
    "DutyCount",
    "DutyFileLine",
    "DutyForm",
    "DutyLine",
    "EarlierAnswer",
    "EarlierReturn",
    "Endpoint",
    "EndpointFormPage",
    "ErrorKind",
    "ErrorPage",
    "EvidenceLine",
    "FieldError",
    "FigureLine",
    "FigureListPage",
    "FilterChip",
    "GrantRow",
    "HeatRow",
    "HiddenNote",
    "HiddenPage",
    "HiddenRow",
    "HideOffer",
    "HistoryLine",
    "HoldLine",
    "HookCard",
    "IdentityLine",
    "IdentityPage",
    "ImportColumn",
    "ImportPreviewPage",
    "ImportProgressPage",
    "ImportRun",
    "ImportUploadPage",
    "ImportsPage",
    "IncidentFormPage",
    "IncidentLine",
    "IncidentPage",
    "IncidentsPage",
    "KeyLine",
    "LanguageLine",
    "LetterForm",
    "LetterLine",
    "LetterView",
    "LoggedLine",
    "Mark",
    "MatrixRow",
    "MonthSheet",
    "MovedDue",
    "Named",
    "NewPersonPage",
    "NoteLine",
    "Notice",
    "NoticeKindLine",
    "NoticeSettingsPage",
    "NotificationLine",
    "NotificationsPage",
    "NowFigure",
    "Officer",
    "OfficerFormPage",
    "OpenSession",
    "Page",
    "PageConnection",
    "PageFormPage",
    "PageHealth",
    "PageStanding",
    "PagesPage",
    "Paging",
    "PasskeyLine",
    "PeoplePage",
    "PeriodGroup",
    "PeriodSide",
    "PeriodView",
    "PersonLine",
    "PersonPage",
    "PostContext",
    "PowerCell",
    "PowerRow",
    "PreferencesPage",
    "PresencePage",
    "PrivacyPage",
    "ProgramKey",
    "ProposedHide",
    "ProvePage",
    "ProviderLink",
    "PublicBlockPage",
    "PublicConductPage",
    "PublicHidden",
    "PublicLogPage",
    "PublicMonthView",
    "PublicReviewPage",
    "PublicTipPage",
    "PublicTipStatusPage",
    "PublishingPage",
    "QrCode",
    "QualityForm",
    "QueueCount",
    "QueueEmpty",
    "QueueFigures",
    "QueueFlow",
    "QueueList",
    "QueuePage",
    "Quota",
    "ReaderLine",
    "RecentLine",
    "RecoveryCodesPage",
    "ReferralLine",
    "ReferralsPage",
    "Refusal",
    "RegistryPage",
    "ReplyState",
    "ReplyTo",
    "ReportForm",
    "ReportLine",
    "ReportsPage",
    "RequestFormPage",
    "RequestLine",
    "RequestPage",
    "ResponseTemplate",
    "ResponseTimes",
    "RetentionLine",
    "RolesPage",
    "RoutingPage",
    "RoutingRule",
    "RuleExample",
    "RuleForm",
    "RuleLine",
    "RulePage",
    "RuleTrial",
    "RulesPage",
    "SafetyLine",
    "SavedHere",
    "ScanLine",
    "SecondFactorPage",
    "SecondLookPage",
    "Section",
    "SetAsideGroup",
    "SetAsideLine",
    "SetAsidePage",
    "Shell",
    "ShiftLine",
    "SignInCodePage",
    "SignInLine",
    "SignInPage",
    "SocialPage",
    "SourceHealth",
    "SourceLink",
    "SpecialDay",
    "StatusLine",
    "StatusPage",
    "StepLine",
    "Suggestion",
    "SuspectLine",
    "SuspectView",
    "SuspectsPage",
    "TemplateForm",
    "TemplatePage",
    "TemplatePreview",
    "TemplateSource",
    "TemplateVersionLine",
    "TemplatesPage",
    "TextSegment",
    "TimelineLine",
    "Times",
    "TipForm",
    "TipFormPage",
    "TipLine",
    "TipsPage",
    "Tone",
    "TraitFigures",
    "TraitLine",
    "TraitsPage",
    "TransparencyPage",
    "UndoOffer",
    "UnreadableLine",
    "VerificationLine",
    "VerifiedLine",
    "Wave",
    "WhyLine",
    "WordChange",
]

Page = (
    TraitsPage
    | CaseFilePage
    | ReferralsPage
    | DutiesPage
    | ConductPage
    | ConductFormPage
    | ContributionsPage
    | CommentRulesPage
    | PublicConductPage
    | PrivacyPage
    | RequestFormPage
    | RequestPage
    | QueuePage
    | CasePage
    | BulkPreviewPage
    | BulkProgressPage
    | PresencePage
    | ApprovalsPage
    | ApprovalPage
    | HiddenPage
    | PublicReviewPage
    | PublishingPage
    | PublicLogPage
    | SuspectsPage
    | SuspectView
    | IncidentsPage
    | IncidentFormPage
    | IncidentPage
    | TipsPage
    | TipFormPage
    | PublicTipPage
    | PublicTipStatusPage
    | ImportUploadPage
    | ImportPreviewPage
    | ImportProgressPage
    | ImportsPage
    | SetAsidePage
    | StatusPage
    | CorrectionsPage
    | PreferencesPage
    | SecondLookPage
    | DashboardPage
    | FigureListPage
    | CommentListPage
    | ReportsPage
    | TransparencyPage
    | RoutingPage
    | RulesPage
    | RulePage
    | CalendarPage
    | ClocksPage
    | ClockPage
    | NotificationsPage
    | NoticeSettingsPage
    | PagesPage
    | PageFormPage
    | PublicBlockPage
    | RegistryPage
    | ConnectionFormPage
    | EndpointFormPage
    | OfficerFormPage
    | TemplatesPage
    | TemplatePage
    | AuthoritiesPage
    | SignInPage
    | SignInCodePage
    | ProvePage
    | AccountPage
    | SecondFactorPage
    | RecoveryCodesPage
    | PeoplePage
    | NewPersonPage
    | PersonPage
    | RolesPage
    | IdentityPage
    | AuditPage
    | ErrorPage
    | ApiDocsPage
)
