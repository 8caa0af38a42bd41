"""A rule as lines that staff write, and the condition that `compiling` makes ready.

    vỡ đê                   one phrase a line; any of a group is enough
    /ngập (sâu|nặng)/       a pattern, between strokes
    và:                     what follows must be there too
    phường Hoa Mai
    không: diễn tập         none of what follows may be there
    hoặc:                   another way to fit begins

A heading may carry its first line. `write_rule` gives the lines of any condition that
`read_rule` made.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from moderation.errors import BadInputError
from moderation.text import fold

__all__ = ["read_rule", "write_rule"]

_AND, _OR, _NOT = "và:", "hoặc:", "không:"
_HEADINGS = {fold(word): word for word in (_AND, _OR, _NOT)}

Condition = dict[str, Any]


def read_rule(text: str) -> Condition:
    """The condition that the lines say; BadInputError names the line that is wrong."""
    ways: list[list[tuple[str, list[str]]]] = [[(_AND, [])]]
    for number, raw in enumerate(unicodedata.normalize("NFC", text).splitlines(), start=1):
        heading, rest = _heading(raw.strip())
        if heading:
            _begin(ways, heading, number)
        if rest:
            _check(rest, number)
            ways[-1][-1][1].append(rest if _is_pattern(rest) else " ".join(rest.split()))
    if not ways[-1][-1][1]:
        raise BadInputError("Cần ít nhất một cụm từ ở nhóm cuối cùng.")
    found = [_way(groups) for groups in ways]
    return found[0] if len(found) == 1 else {"or": found}


def write_rule(condition: object) -> str:
    """The lines of a condition; BadInputError for one that lines can't say."""
    match condition:
        case {"or": [*ways]}:
            return f"\n{_OR}\n".join(_way_text(way) for way in ways)
        case _:
            return _way_text(condition)


def _heading(line: str) -> tuple[str, str]:
    """The heading that opens a line, if one does, and what is left of the line."""
    head, colon, rest = line.partition(":")
    heading = _HEADINGS.get(fold(head) + colon, "")
    return (heading, rest.strip()) if heading else ("", line)


def _begin(ways: list[list[tuple[str, list[str]]]], heading: str, number: int) -> None:
    opening = len(ways[-1]) == 1 and not ways[-1][0][1]
    if opening and heading == _NOT:
        ways[-1] = [(_NOT, [])]
    elif not ways[-1][-1][1]:
        raise BadInputError(f"Dòng {number}: nhóm trước “{heading}” chưa có cụm từ nào.")
    elif heading == _OR:
        ways.append([(_AND, [])])
    else:
        ways[-1].append((heading, []))


def _check(term: str, number: int) -> None:
    if _heading(term)[0]:
        raise BadInputError(f"Dòng {number}: chỉ viết một trong “và:”, “hoặc:”, “không:”.")
    if term.startswith("/") and not _is_pattern(term):
        raise BadInputError(f"Dòng {number}: mẫu mở bằng “/” phải đóng bằng “/”.")


def _is_pattern(term: str) -> bool:
    return len(term) > 2 and term.startswith("/") and term.endswith("/")


def _way(groups: list[tuple[str, list[str]]]) -> Condition:
    parts = [
        {"not": _group(terms)} if heading == _NOT else _group(terms) for heading, terms in groups
    ]
    return parts[0] if len(parts) == 1 else {"and": parts}


def _group(terms: list[str]) -> Condition:
    """Any of these, each once."""
    each = list(dict.fromkeys(terms))
    phrases = [term for term in each if not _is_pattern(term)]
    patterns = [term[1:-1] for term in each if _is_pattern(term)]
    made: Condition = {}
    if phrases:
        made["phrases"] = phrases
    if patterns:
        made["patterns"] = patterns
    return made


def _way_text(way: object) -> str:
    parts = way["and"] if isinstance(way, dict) and "and" in way else [way]
    lines: list[str] = []
    for at, part in enumerate(parts):
        if isinstance(part, dict) and "not" in part:
            lines += [_NOT, *_terms(part["not"])]
        else:
            lines += [*([_AND] if at else []), *_terms(part)]
    return "\n".join(lines)


def _terms(group: object) -> list[str]:
    match group:
        case {"and": _} | {"or": _} | {"not": _} | {"need": "all"}:
            raise BadInputError("Quy tắc này không viết được thành các dòng.")
        case dict():
            phrases, patterns = group.get("phrases", []), group.get("patterns", [])
            return [*phrases, *(f"/{pattern}/" for pattern in patterns)]
        case _:
            raise BadInputError("Quy tắc này không viết được thành các dòng.")
