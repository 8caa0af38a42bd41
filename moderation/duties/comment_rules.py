"""The comment rules of a page ("Nội quy bình luận"), made from the rules of conduct.

For citizens, so in Vietnamese alone. What is welcome stands first; criticism is never among what
is hidden (decision 0012).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from moderation.conduct import rules

__all__ = ["Sections", "as_html", "as_text", "sections"]

Sections = tuple[tuple[str, tuple[str, ...]], ...]
"""Headings with their sentences."""

_WELCOME = ("A08", "A09", "C3", "C4")
_CARE = ("A07", "A15")
_RIGHTS = ("A26", "A03")


def sections(known: Iterable[str]) -> Sections:
    """What the public is told, by the rules that hold; an empty heading is left out."""
    there, told = set(known), rules()

    def said(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(told[one].public for one in ids if one in there and told[one].public)

    hidden = [one for one in told if one.startswith("F")]
    made = (
        ("Chúng tôi mong nhận được", said(_WELCOME)),
        ("Để bảo vệ anh/chị và trẻ em", said(_CARE)),
        ("Không đăng", said(hidden)),
        ("Quyền của người bình luận", said(_RIGHTS)),
    )
    return tuple(each for each in made if each[1])


def as_text(agency: str, page: str, told: Sections, facts: Mapping[str, str]) -> str:
    """To be pasted where only plain text stands; `facts` are lines such as the review's address."""
    lines = [f"NỘI QUY BÌNH LUẬN – {page}", agency]
    for title, sentences in told:
        lines += ["", title, *(f"– {one}" for one in sentences)]
    lines += ["", *(f"{name}: {value}" for name, value in facts.items())] if facts else []
    return "\n".join(lines)


def as_html(agency: str, page: str, told: Sections, facts: Mapping[str, str]) -> str:
    """To be pasted into a portal."""
    made = f"<h2>Nội quy bình luận – {escape(page)}</h2><p>{escape(agency)}</p>"
    for title, sentences in told:
        items = "".join(f"<li>{escape(one)}</li>" for one in sentences)
        made += f"<h3>{escape(title)}</h3><ul>{items}</ul>"
    for name, value in facts.items():
        made += f"<p>{escape(name)}: {escape(value)}</p>"
    return made
