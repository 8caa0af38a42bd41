"""How often the right template is among the first three: `python -m response_templates.evaluate`.

The evaluation set is of two hands: comments by the author of the templates ("author"), and
comments that others composed to train the classifier, answered by the author before seeing what
is suggested ("others"). Every other line served to tune weights and word lists; the figures to
quote are those of the lines held out. Lines of "author" were written before the keywords were
widened, by the same hand, so they flatter. `--pubhealthqa FILE.csv.gz` loads the official answers
of that public set as templates and asks how many of its questions find their own.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from moderation.vocabulary import Label
from response_templates.catalogue import Template
from response_templates.suggesting import Answered, Suggester, Wanted, load_suggester

__all__ = ["Example", "Shares", "load_examples", "measure", "pubhealthqa"]

_SET = Path(__file__).parent / "evaluation.jsonl"
_HANDS = {"author": "do người viết mẫu soạn", "others": "do người khác soạn"}


@dataclass(frozen=True, slots=True)
class Example:
    """A comment and the ids of the templates that answer it; none where nothing is to be said."""

    wanted: Wanted
    right: frozenset[str]
    by: str


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of comments whose right template came first, or among the first three."""

    first: float
    among_three: float
    comments: int


def load_examples() -> tuple[list[Example], list[Example]]:
    """The half used for tuning, and the half held out."""
    read = [json.loads(line) for line in _SET.read_text(encoding="utf-8").splitlines()]
    examples = [
        Example(
            Wanted(row["text"], row["post"], Label(row["label"])),
            frozenset(row["templates"]),
            row["by"],
        )
        for row in read
    ]
    return examples[0::2], examples[1::2]


def measure(suggester: Suggester, examples: Sequence[Example]) -> Shares:
    """Shares over the examples that want a reply."""
    asked = [example for example in examples if example.right]
    found = suggester.suggest([example.wanted for example in asked])
    ranks = [
        [suggested.template_id in example.right for suggested in best]
        for example, best in zip(asked, found, strict=True)
    ]
    first = sum(hits[:1] == [True] for hits in ranks)
    return Shares(first / len(asked), sum(map(any, ranks)) / len(asked), len(asked))


def pubhealthqa(file: Path) -> Shares:
    """The same for questions to a ministry, each against all the answers. Titles are not used.

    An answer given to several questions counts once.
    """
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        pairs = sorted({(row["question"], row["answer"]) for row in csv.DictReader(lines)})
    answers = sorted({answer for _, answer in pairs})
    label = (Label.POLICY_QUESTION,)
    templates = [Template(f"a{n}", "", label, answer) for n, answer in enumerate(answers)]
    ids = {answer: f"a{n}" for n, answer in enumerate(answers)}
    examples = [
        Example(Wanted(question, "", Label.POLICY_QUESTION), frozenset({ids[answer]}), "")
        for question, answer in pairs
    ]
    return measure(Suggester(templates), examples)


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description="Đo việc gợi ý mẫu phản hồi.")
    parser.add_argument("--pubhealthqa", type=Path, metavar="FILE.csv.gz")
    given = parser.parse_args()
    suggester = load_suggester()
    for half, examples in zip(("đã dùng để chỉnh", "để riêng"), load_examples(), strict=True):
        _show(f"bình luận {half}", measure(suggester, examples))
        for by in ("author", "others"):
            part = [example for example in examples if example.by == by]
            _show(f"  {_HANDS[by]}", measure(suggester, part))
    tuning, held = load_examples()
    _show("bình luận để riêng, sau khi học từ phần kia", measure(_taught(tuning), held))
    _show("bình luận đã dùng để chỉnh, sau khi học từ phần kia", measure(_taught(held), tuning))
    if given.pubhealthqa:
        _show("câu hỏi PubHealthQA", pubhealthqa(given.pubhealthqa))


def _taught(examples: Sequence[Example]) -> Suggester:
    """As if an agency had approved one right template for each of these."""
    approved = [
        Answered(example.wanted.text, example.wanted.label, min(example.right))
        for example in examples
        if example.right
    ]
    return load_suggester(answered=approved)


def _show(name: str, shares: Shares) -> None:
    print(  # noqa: T201  the figures are what the command is for
        f"{name}: {shares.comments}, mẫu đúng đứng đầu {shares.first:.3f}, "
        f"trong ba mẫu đầu {shares.among_three:.3f}"
    )


if __name__ == "__main__":
    main()
