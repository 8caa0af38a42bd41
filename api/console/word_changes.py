"""What a reply says otherwise than its template, word by word."""

from __future__ import annotations

from difflib import SequenceMatcher

from api.view_models.drafts import WordChange

__all__ = ["changes_between"]

_AROUND = 4
_MOST_WORDS = 3_000


def changes_between(template: str, reply: str) -> tuple[WordChange, ...]:
    """Each changed place, in order. Texts far beyond a reply's length are not compared."""
    old, new = template.split(), reply.split()
    if len(old) + len(new) > _MOST_WORDS:
        return (WordChange("", "", reply, ""),)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        WordChange(
            before=" ".join(new[max(0, j1 - _AROUND) : j1]),
            removed=" ".join(old[i1:i2]),
            added=" ".join(new[j1:j2]),
            after=" ".join(new[j2 : j2 + _AROUND]),
        )
        for kind, i1, i2, j1, j2 in matcher.get_opcodes()
        if kind != "equal"
    )
