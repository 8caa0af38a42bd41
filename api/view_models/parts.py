"""What several pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

if TYPE_CHECKING:
    from dataclasses import Field
    from datetime import datetime


class Page(Protocol):
    """A frozen dataclass whose fields are the variables of the template that it names."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    template: ClassVar[str]


Section = Literal[
    "queue",
    "approvals",
    "dashboard",
    "imports",
    "templates",
    "routing",
    "pages",
    "duties",
    "hidden",
    "people",
    "quality",
    "privacy",
    "audit",
    "account",
]
Mark = Literal["rule", "weight", "private", "hidden", "harsh", "link"]
DueState = Literal["waiting", "soon", "late", "done", "paused"]
Certainty = Literal["sure", "fairly", "unsure", "rule", "person"]
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
    data; `hidden`: `text` names characters that do not show ("U+202E"); `link`: an address that
    passes for another.
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
    """A list on the left; the first nine have the keys G 1 to G 9.

    `count` is exact up to a thousand; one more stands for any number above. A saved list has its
    own address and no count.
    """

    key: str
    name: str
    count: int
    late: int = 0
    group: Literal["label", "work", "mine", "shared"] = "label"
    url: str = ""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """When a page was last heard from; `is_stale` when longer ago than its own rhythm, or broken.

    `late_minutes` is by how much it should have been read earlier, `trouble` why, as a sentence.
    """

    name: str
    last_heard_at: datetime | None
    is_stale: bool = False
    late_minutes: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """What frames every page. `sections` are those the person may open, in order.

    `approvals` counts the replies that wait for this person, `unread` what they have not seen,
    `hidden` the cases whose hidden comments wait for their look. `keys` is JSON: declared key →
    the key that this person presses for it.
    """

    agency: str
    person: str
    role: str
    csrf_token: str
    section: Section | None
    sections: tuple[Section, ...]
    path: str = "/"
    search: str = ""
    notice: Notice | None = None
    approvals: int = 0
    unread: int = 0
    keys: str = "{}"
    keys_on: bool = True
    mask_harsh: bool = False
    density: str = "comfortable"
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page is in a list; an empty address means that there is none that way."""

    first: int
    last: int
    total: int
    previous_url: str = ""
    next_url: str = ""
