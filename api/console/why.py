"""Why a case is where it is, in plain words, and what of a comment is marked."""

from __future__ import annotations

from collections.abc import Sequence

from api.console.words import Say, one_line
from api.view_models.case import WhyLine
from api.view_models.parts import Certainty, Mark
from classifiers.compounds import whole_words
from classifiers.harsh import harsh_spans
from classifiers.privacy import PrivateItem
from moderation.models import Case, Prediction
from moderation.queries.rules import Catch
from moderation.vocabulary import LABELS_VI, Label

__all__ = [
    "PRIVATE_VI",
    "certainty_of",
    "harsh_marks",
    "marks_of",
    "odds_of",
    "rule_marks",
    "rule_why",
    "why_of",
]

SURE, FAIRLY = 0.9, 0.7
_WORDS = 40

PRIVATE_VI = {
    "phone": "số điện thoại",
    "email": "thư điện tử",
    "id_card": "số giấy tờ tùy thân",
    "passport": "số hộ chiếu",
    "bank_account": "số tài khoản",
    "bank_card": "số thẻ",
    "tax_code": "mã số thuế",
    "insurance": "số bảo hiểm",
    "plate": "biển số xe",
    "profile": "trang cá nhân",
    "file_number": "mã hồ sơ",
    "birth_date": "ngày sinh",
    "address": "số nhà",
    "child_name": "tên trẻ em",
    "school": "trường, lớp của trẻ em",
}

Span = tuple[int, int, Mark]


def certainty_of(case: Case, catch: Catch | None = None) -> Certainty:
    """The machine's certainty as people say it; a label that somebody gave or wrote is theirs."""
    if case.certainty >= 1:
        return "person"
    if catch is not None and catch.decides:
        return "rule"
    if case.needs_human or case.certainty < FAIRLY:
        return "unsure"
    return "sure" if case.certainty >= SURE else "fairly"


def odds_of(prediction: Prediction | None) -> tuple[tuple[Label, int], ...]:
    """How likely the machine holds each label, in per cent, the likeliest first."""
    if prediction is None:
        return ()
    known = {label.value: label for label in Label}
    shares = (
        (known[name], round(100 * float(share)))
        for name, share in prediction.probabilities.items()
        if name in known
    )
    return tuple(sorted(shares, key=lambda one: -one[1]))


def harsh_marks(text: str) -> list[Span]:
    """The foul words, which a person may choose to meet masked."""
    return [(start, end, "harsh") for start, end in harsh_spans(text)]


def rule_marks(catch: Catch | None) -> list[Span]:
    """The stretches for which a rule of the agency caught the comment."""
    return [] if catch is None else [(start, end, "rule") for start, end in catch.spans]


def rule_why(text: str, catch: Catch | None, say: Say) -> tuple[WhyLine, ...]:
    """The line that names the agency's rule, if one decided."""
    if catch is None:
        return ()
    words = dict.fromkeys(_quoted(text[start:end]) for start, end in catch.spans)
    name = say("Quy tắc “%(name)s”") % {"name": one_line(catch.name)}
    return (WhyLine("rule", ", ".join(words), name),)


def marks_of(
    text: str, prediction: Prediction | None, private: Sequence[PrivateItem]
) -> list[Span]:
    """The stretches that spoke for a label, and private data."""
    spoke: list[Span] = [(start, end, "weight") for start, end, _ in _spans(text, prediction)]
    return spoke + [(item.start, item.end, "private") for item in private]


def why_of(
    text: str, prediction: Prediction | None, private: Sequence[PrivateItem], say: Say
) -> tuple[WhyLine, ...]:
    """One line for each label that words spoke for, and one for private data.

    `text` is what the reader sees, so that a masked number is masked here too.
    """
    by_label: dict[str, list[str]] = {}
    for start, end, label in _spans(text, prediction):
        by_label.setdefault(label, []).append(_quoted(text[start:end]))
    lines = [
        WhyLine("weight", ", ".join(dict.fromkeys(words)), _meaning(label, say))
        for label, words in by_label.items()
    ]
    if private:
        words = ", ".join(dict.fromkeys(_quoted(text[item.start : item.end]) for item in private))
        kinds = ", ".join(
            dict.fromkeys(say(PRIVATE_VI.get(item.kind, item.kind)) for item in private)
        )
        lines.append(WhyLine("private", words, kinds))
    return tuple(lines)


def _spans(text: str, prediction: Prediction | None) -> list[tuple[int, int, str]]:
    """What spoke for a label, as whole words: the machine weighs syllables, people read words."""
    if prediction is None:
        return []
    spoke = [(int(start), int(end), str(label)) for start, end, label in prediction.spans]
    return whole_words(text, spoke)


def _meaning(label: str, say: Say) -> str:
    known = {each.value for each in Label}
    return say(LABELS_VI[Label(label)]) if label in known else label


def _quoted(words: str) -> str:
    return f"“{one_line(words, _WORDS)}”"
