"""What the log tells of an event is said in words, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from api.console.event_details import Called, details
from api.console.words import say_in
from api.event_fields import FIELDS_VI, LEFT_TO_THE_FILE
from api.event_values import VALUES_VI
from api.i18n import Formats, Locale, translations
from moderation.duties.openings import Opening
from moderation.policy import Permission
from moderation.vocabulary import (
    BulkKind,
    ClockUnit,
    ContributionOutcome,
    CorrectionReason,
    CriticismSign,
    DataClass,
    DismissReason,
    Duty,
    EscalationMoment,
    HideReason,
    HideVerdict,
    IncidentKind,
    Label,
    Language,
    PauseReason,
    PublishKind,
    Recipient,
    ReferralOutcome,
    ReplySignature,
    RequestOutcome,
    RevealReason,
    Role,
    RuleState,
    RuleStrength,
    SafetyItem,
    ScanMethod,
    SuspectLevel,
    SuspectOutcome,
    TemplateState,
    TipSource,
    Trait,
    VerificationState,
    VoidReason,
)

ROOT = Path(__file__).parents[2]
RECORDERS = {"record", "_record", "_note", "_changed", "_event"}
COLUMNS = {"case_id", "comment_id", "undoes_id", "who"}
LISTS: dict[str, tuple[type[StrEnum], ...]] = {
    "act": (BulkKind, PublishKind),
    "after": (RuleStrength,),
    "because": (VoidReason,),
    "change": (ReplySignature,),
    "choice": (Label, DismissReason, Role),
    "data_class": (DataClass,),
    "duty": (Duty,),
    "happened": (IncidentKind,),
    "item": (SafetyItem,),
    "label": (Label,),
    "languages": (Language,),
    "level": (SuspectLevel,),
    "method": (ScanMethod,),
    "moment": (EscalationMoment,),
    "new_role": (Role,),
    "outcome": (SuspectOutcome, ContributionOutcome, ReferralOutcome),
    "permission": (Permission,),
    "reason": (CorrectionReason, HideReason, DismissReason, RevealReason, PauseReason),
    "setting": (Opening,),
    "sign": (CriticismSign,),
    "source": (TipSource,),
    "state": (RuleState, TemplateState, VerificationState),
    "step": (RequestOutcome,),
    "to": (Role, Recipient),
    "traits": (Trait,),
    "unit": (ClockUnit,),
    "verdict": (HideVerdict,),
}


def recorded() -> Iterator[tuple[str, ast.expr]]:
    """Every field that the code writes down by name, and what it writes there."""
    for package in ("api", "commands", "moderation", "workers"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    if called in RECORDERS:
                        yield from ((one.arg, one.value) for one in node.keywords if one.arg)


def called(locale: Locale) -> Called:
    """A small agency's names."""
    return Called(
        say_in(locale), Formats(locale), {7: "Lan"}, {3: "Trang phường"}, {"all": "Tất cả"}
    )


def test_every_field_of_every_event_has_words() -> None:
    """A new field of an event would else stand in the log by the name in the code."""
    named = {name for name, _ in recorded()}
    assert sorted(named - set(FIELDS_VI) - LEFT_TO_THE_FILE - COLUMNS) == []


def test_every_word_of_a_closed_list_is_said() -> None:
    """And every setting that the code writes down by name."""
    unsaid = [
        (field, one.value)
        for field, lists in LISTS.items()
        for each in lists
        for one in each
        if one.value not in VALUES_VI[field]
    ]
    settings = {
        value.value
        for name, value in recorded()
        if name == "setting" and isinstance(value, ast.Constant)
    }
    assert unsaid == []
    assert sorted(settings - set(VALUES_VI["setting"])) == []


def test_the_words_have_their_english() -> None:
    """Names of fields and what they hold."""
    english = translations("en")
    said = {*FIELDS_VI.values(), *(one for each in VALUES_VI.values() for one in each.values())}
    assert [one for one in sorted(said) if english.gettext(one) == one] == []


TOLD_VI = (
    "nhãn: Góp ý, phản ánh; lý do: Đã ghi nhận góp ý; người dùng: Lan; "
    "vai trò: Quản trị trang, trang Trang phường, Người xem; đến: 14:05 22/11/2026; "
    "đồng ý: không; hàng đợi: Tất cả; mã lỗi: 190"
)
TOLD_EN = (
    "label: Feedback; reason: Feedback noted; user: Lan; "
    "role: Page administrator, page Trang phường, Viewer; until: 14:05 22/11/2026; "
    "agreed: no; queue: Tất cả; error code: 190"
)


@pytest.mark.parametrize(("locale", "expected"), [("vi", TOLD_VI), ("en", TOLD_EN)])
def test_an_event_is_told_in_the_readers_language(locale: Locale, expected: str) -> None:
    """People, pages and queues by their names; what stood before and digests stay in the file."""
    data = {
        "before": {"label": "spam"},
        "label": "feedback",
        "reason": "noted",
        "sha256": "ab" * 32,
        "user_id": 7,
        "roles": [{"role": "triage", "page_id": 3}, {"role": "viewer", "page_id": None}],
        "until": "2026-11-22T07:05:00+00:00",
        "is_allowed": False,
        "queue": "all",
        "rules": [],
        "code": "190",
    }
    assert details(data, called(locale)) == expected
