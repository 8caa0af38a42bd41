"""Telling the agency of what somebody saw on the net: the form, what came of it, the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Choice, FieldError, Shell

TipState = Literal["waiting", "working", "done"]


@dataclass(frozen=True, slots=True)
class TipLine:
    """One telling and what came of it; `url` opens its case for who may read it."""

    id: int
    at: datetime
    where: str
    state: TipState
    outcome: str
    closed_at: datetime | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class TipForm:
    """What was typed; a picture has to be chosen again."""

    kinds: tuple[Choice, ...]
    link: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TipsPage:
    """`/tips`: what the reader told; who looks after pages also opens the form for citizens."""

    template: ClassVar[str] = "tips.html"
    shell: Shell
    tips: tuple[TipLine, ...]
    queue_url: str = ""
    may_open: bool = False
    is_open: bool = False
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class TipFormPage:
    """`/tips/new`: under a minute, on a phone."""

    template: ClassVar[str] = "tip_form.html"
    shell: Shell
    form: TipForm
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicTipPage:
    """`/bao-tin/{slug}`: the same for anybody; `receipt` in the one answer that took a telling.

    `refused` is why none is taken now, with nothing to correct in what was typed.
    """

    template: ClassVar[str] = "public_tip.html"
    agency: str
    slug: str
    form: TipForm
    receipt: str = ""
    errors: tuple[FieldError, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class PublicTipStatusPage:
    """`/bao-tin/{slug}/ket-qua`: what came of it, for who holds the receipt; never their words."""

    template: ClassVar[str] = "public_tip_status.html"
    agency: str
    slug: str
    tip: TipLine | None = None
    receipt: str = ""
    errors: tuple[FieldError, ...] = ()
