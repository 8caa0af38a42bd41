"""What the console's templates are given: one frozen value for each page, and its parts.

`api.rendering.Pages` renders a page value with the template it names, its fields being the
template's variables, so that mypy checks the wiring. Times are aware datetimes; the filters of
`api.i18n` write them. Names that staff gave to things (queues, pages, templates) come as they
are; closed words (`Label`, `Platform`, …) come as their enum and the template names them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

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

Section = Literal["queue", "dashboard", "imports", "templates", "routing", "pages"]
Mark = Literal["rule", "weight", "private", "hidden"]
DueState = Literal["waiting", "soon", "late", "done", "paused"]
Certainty = Literal["sure", "fairly", "unsure"]
Tone = Literal["info", "good", "warning", "error"]

# The order of the keys 1 to 6, the same on every card, is the order of the queues on the left.
DECISION_ORDER: tuple[str, ...] = (
    "contrary_information",
    "policy_question",
    "illegal_content",
    "feedback",
    "spam",
    "other",
)


# --- Small parts -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select, a radio group or a list of filters."""

    value: str
    name: str
    is_chosen: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FieldError:
    """A fault in a form; `field` is the name of the input that it belongs to."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence on top of a page; `action_url` with `action_name` adds one link."""

    tone: Tone
    message: str
    action_name: str = ""
    action_url: str = ""


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A run of a citizen's text with the same marks; made by `api.comment_text.segments`.

    `rule`: a word list or rule matched; `weight`: weighed with the machine; `private`: personal
    data; `hidden`: `text` names characters that do not show ("U+202E").
    """

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A time limit. `minutes` are left when positive and overdue when negative, in `unit`."""

    state: DueState
    at: datetime | None = None
    minutes: int = 0
    unit: Literal["clock", "office"] = "office"


@dataclass(frozen=True, slots=True)
class QueueCount:
    """A queue on the left; the first nine have the keys G 1 to G 9."""

    key: str
    name: str
    count: int
    late: int = 0
    group: Literal["label", "work", "mine"] = "label"


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """When a page was last heard from; `is_stale` when longer ago than its own rhythm."""

    name: str
    last_heard_at: datetime | None
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """What frames every page. `sections` are those the person may open, in order."""

    agency: str
    person: str
    role: str
    csrf_token: str
    section: Section | None
    sections: tuple[Section, ...]
    path: str = "/"
    search: str = ""
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page is in a list; an empty address means that there is none that way."""

    first: int
    last: int
    total: int
    previous_url: str = ""
    next_url: str = ""


# --- Queue and case ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list. `alike` counts the other comments of the case."""

    id: int
    excerpt: tuple[TextSegment, ...]
    platform: Platform
    page_name: str
    due: Due
    alike: int = 0
    claimed_by: str = ""
    is_mine: bool = False
    has_draft: bool = False


@dataclass(frozen=True, slots=True)
class PostContext:
    """The post that is commented upon, and the comment that is answered, if any."""

    title: str
    url: str = ""
    text: tuple[TextSegment, ...] = ()
    parent_author: str = ""
    parent: tuple[TextSegment, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyLine:
    """Why the case is in this queue: the words found and what they show, as people say it."""

    mark: Mark
    words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class AlikeComment:
    """A comment of the same case, nearly the same text."""

    author: str
    posted_at: datetime
    text: tuple[TextSegment, ...]
    page_name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An event as a sentence; `who` is empty for the machine and the source."""

    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A response template that may fit, with the reason in words."""

    template_id: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class DraftField:
    """A blank of the chosen template, filled in place."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """A check of the reply as a sentence with what to do; a blocker must be mended to submit."""

    sentence: str
    fix: str = ""
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where a fact of the reply comes from."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The reply in work. `text` is what staff edit, `preview` what the public will see."""

    text: str
    preview: str
    version: int
    template_id: str = ""
    template_title: str = ""
    fields: tuple[DraftField, ...] = ()
    checks: tuple[DraftCheck, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    saved_at: datetime | None = None
    saved_by: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on the case. With `other`, all acts but reading are refused."""

    state: Literal["free", "mine", "other"]
    by: str = ""
    until: datetime | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case to read and decide on. `text` is complete up to 20,000 characters."""

    id: int
    version: int
    status: CaseStatus
    platform: Platform
    page_name: str
    author: str
    posted_at: datetime
    received_at: datetime
    text: tuple[TextSegment, ...]
    label: Label
    certainty: Certainty
    due: Due
    claim: Claim
    also: tuple[Label, ...] = ()
    reasons: tuple[Reason, ...] = ()
    url: str = ""
    post: PostContext | None = None
    is_edited: bool = False
    is_deleted_at_source: bool = False
    why: tuple[WhyLine, ...] = ()
    alike_count: int = 0
    alike: tuple[AlikeComment, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    draft: Draft | None = None
    dismiss_reasons: tuple[DismissReason, ...] = ()
    may_decide: bool = True
    may_draft: bool = True
    closed_reason: str = ""


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """The last decision, while it can be taken back."""

    event_id: int
    sentence: str


QueueEmpty = Literal["done", "filtered", "not_connected", "stale"]


@dataclass(frozen=True, slots=True)
class QueueList:
    """The middle column. `empty` is read only when there is no row."""

    queue: QueueCount
    rows: tuple[CaseRow, ...]
    paging: Paging
    current_id: int | None = None
    empty: QueueEmpty = "done"
    pages: tuple[Choice, ...] = ()
    dues: tuple[Choice, ...] = ()
    search: str = ""
    clear_url: str = ""
    last_event_id: int = 0


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`/queues/{key}`: queues, list, case. Parts: `list`, `case`, `decided`."""

    template: ClassVar[str] = "queue.html"
    shell: Shell
    queues: tuple[QueueCount, ...]
    listing: QueueList
    sources: tuple[SourceHealth, ...] = ()
    case: CaseCard | None = None
    undo: UndoOffer | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """`/cases/{id}` opened by itself, as on a phone. Part: `case`."""

    template: ClassVar[str] = "case.html"
    shell: Shell
    case: CaseCard
    queue: QueueCount
    undo: UndoOffer | None = None
    said: str = ""


# --- Imports -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportUploadPage:
    """`/imports/new`: choose a file and the page that its comments belong to."""

    template: ClassVar[str] = "import_upload.html"
    shell: Shell
    pages: tuple[Choice, ...]
    limit_mb: int
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of the file: what it will be read as, and up to three cells as examples."""

    name: str
    target: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPreviewPage:
    """`/imports/{id}/mapping`: say what each column is; `preview` rows follow `columns`."""

    template: ClassVar[str] = "import_preview.html"
    shell: Shell
    import_id: int
    file_name: str
    row_count: int
    columns: tuple[ImportColumn, ...]
    targets: tuple[Choice, ...]
    preview: tuple[tuple[str, ...], ...]
    saved_mappings: tuple[Choice, ...] = ()
    mapping_name: str = ""
    warnings: tuple[str, ...] = ()
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import on its way or at its end. `total` is None until the file has been read."""

    id: int
    file_name: str
    page_name: str
    state: WorkState
    started_at: datetime
    started_by: str
    total: int | None = None
    done: int = 0
    created: int = 0
    known: int = 0
    bad: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class ImportProgressPage:
    """`/imports/{id}`: asks for its part `progress` every two seconds while running."""

    template: ClassVar[str] = "import_progress.html"
    shell: Shell
    run: ImportRun


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """`/imports`: earlier imports, newest first."""

    template: ClassVar[str] = "imports.html"
    shell: Shell
    runs: tuple[ImportRun, ...]
    paging: Paging


# --- Manager's figures -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Minutes to the first public reply over `n` cases; no figure under 20 cases."""

    n: int
    median: int | None = None
    p90: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class AgeBand:
    """How many wait for so long; `late` of them are over their limit."""

    name: str
    count: int
    late: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class DayCount:
    """Comments received and cases answered on a day."""

    day: date
    received: int
    answered: int


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """One line of the table by queue."""

    queue: QueueCount
    answered: int
    times: ResponseTimes


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """`/dashboard`: the figures of now and of this week; `times` are in office minutes."""

    template: ClassVar[str] = "dashboard.html"
    shell: Shell
    as_of: datetime
    waiting: int
    late: int
    times: ResponseTimes
    ages: tuple[AgeBand, ...]
    days: tuple[DayCount, ...]
    by_queue: tuple[QueueFigures, ...] = ()
    sources: tuple[SourceHealth, ...] = ()
    unit: Literal["clock", "office"] = "office"


# --- Settings ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """One row of the routing table; None stands for "any". The first row that fits wins."""

    id: int
    label: Label | None
    reason: Reason | None
    page: str
    queue: str
    priority: Priority
    clock: str
    caught: int = 0


@dataclass(frozen=True, slots=True)
class RoutingPage:
    """`/routing`: rules in order. `page`, `queue`, `clock` of a rule are values of the choices."""

    template: ClassVar[str] = "routing.html"
    shell: Shell
    rules: tuple[RoutingRule, ...]
    pages: tuple[Choice, ...]
    queues: tuple[Choice, ...]
    clocks: tuple[Choice, ...]
    version: int = 0
    may_edit: bool = True
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Officer:
    """Who answers for a page in one of the roles; an empty name means that nobody does."""

    role: OfficerRole
    name: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a platform sends; `secret` is shown once, in the answer that made it."""

    id: int
    url: str
    secret_made_at: datetime
    last_heard_at: datetime | None = None
    is_stale: bool = False
    old_secret_until: datetime | None = None
    secret: str = ""


@dataclass(frozen=True, slots=True)
class SocialPage:
    """A page of the agency on a network, with those who answer for it."""

    id: int
    name: str
    platform: Platform
    url: str
    is_verified: bool
    officers: tuple[Officer, ...]
    endpoint: Endpoint | None = None


@dataclass(frozen=True, slots=True)
class PagesPage:
    """`/pages`: pages, officers, endpoints."""

    template: ClassVar[str] = "pages.html"
    shell: Shell
    pages: tuple[SocialPage, ...]
    may_edit: bool = True
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseTemplate:
    """A text of the catalogue. In `body` the blanks are segments marked `rule`."""

    id: str
    title: str
    labels: tuple[Label, ...]
    body: tuple[TextSegment, ...]
    version: int
    used: int = 0
    source: SourceLink | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    """`/templates`: the catalogue, filtered by label and words."""

    template: ClassVar[str] = "templates.html"
    shell: Shell
    templates: tuple[ResponseTemplate, ...]
    label: Label | None = None
    search: str = ""


# --- Doors -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`/sign-in`: the only page without a shell. `email` keeps what was typed."""

    template: ClassVar[str] = "sign_in.html"
    csrf_token: str
    agency: str = ""
    email: str = ""
    next_path: str = "/"
    errors: tuple[FieldError, ...] = ()
    notice: Notice | None = None


ErrorKind = Literal["not_found", "forbidden", "conflict", "away", "bad_input", "too_large"]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Any refusal. `message` is the error's own sentence. Part: `notice`, for htmx."""

    template: ClassVar[str] = "error.html"
    shell: Shell | None
    kind: ErrorKind
    message: str
    request_id: str = ""
    retry_url: str = ""


@dataclass(frozen=True, slots=True)
class ApiDocsPage:
    """`/docs`: the REST interface, by Swagger UI from our own files."""

    template: ClassVar[str] = "api_docs.html"
    openapi_url: str


Page = (
    QueuePage
    | CasePage
    | ImportUploadPage
    | ImportPreviewPage
    | ImportProgressPage
    | ImportsPage
    | DashboardPage
    | RoutingPage
    | PagesPage
    | TemplatesPage
    | SignInPage
    | ErrorPage
    | ApiDocsPage
)
