"""The catalogue of reply templates, and a template of the agency's own in its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.view_models.parts import Choice, FieldError, Shell, TextSegment
    from moderation.vocabulary import Label, TemplateState

__all__ = [
    "Answering",
    "ResponseTemplate",
    "TemplateForm",
    "TemplatePage",
    "TemplatePreview",
    "TemplateSource",
    "TemplateVersionLine",
    "TemplatesPage",
]


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """What a template rests on; `is_changed` where somebody told so and nobody has looked."""

    name: str
    reference: str
    url: str = ""
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class ResponseTemplate:
    """A text of the catalogue. In `body` the blanks are segments marked `rule`.

    `own` is the row of one that the agency wrote; `faults` are why it needs a look, `is_resting`
    whether it is left out of suggestions because of them.
    """

    id: str
    title: str
    labels: tuple[Label, ...]
    body: tuple[TextSegment, ...]
    used: int = 0
    sources: tuple[TemplateSource, ...] = ()
    review_by: date | None = None
    own: int | None = None
    state: TemplateState | None = None
    owner: str = ""
    topic: str = ""
    page: str = ""
    page_id: int | None = None
    private_only: bool = False
    faults: tuple[str, ...] = ()
    is_resting: bool = False


@dataclass(frozen=True, slots=True)
class Answering:
    """The case for which somebody looks through the templates, and where they came from."""

    case_id: int
    version: int
    words: tuple[TextSegment, ...]
    queue: str = ""
    filters: str = ""
    page_id: int = 0


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    """`/templates`: the catalogue, filtered by label, kind and words; `needy` want a look.

    With `answering` each may be taken for the reply to that case.
    """

    template: ClassVar[str] = "templates.html"
    shell: Shell
    templates: tuple[ResponseTemplate, ...]
    label: Label | None = None
    search: str = ""
    kind: str = ""
    needy: int = 0
    may_edit: bool = False
    answering: Answering | None = None


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """A template as it was typed, or as it stands."""

    title: str = ""
    labels: tuple[Label, ...] = ()
    body: str = ""
    hints: str = ""
    sources: str = ""
    tone: str = ""
    private_only: bool = False
    keywords: str = ""
    topic: str = ""
    page: str = ""
    owner: str = ""
    review_by: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """What the public would see with sample values in the blanks; `shortest` leaves options out."""

    filled: str
    shortest: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateVersionLine:
    """An earlier version, to be read or taken up again."""

    version: int
    by: str
    at: datetime
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """`/templates/new` and `/templates/{id}`: one template of the agency's own to be written."""

    template: ClassVar[str] = "template.html"
    shell: Shell
    id: int | None
    state: TemplateState
    version: int
    form: TemplateForm
    pages: tuple[Choice, ...]
    common: tuple[str, ...]
    replaces_title: str = ""
    preview: TemplatePreview | None = None
    versions: tuple[TemplateVersionLine, ...] = ()
    errors: tuple[FieldError, ...] = ()
