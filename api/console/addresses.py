"""How a reply addresses the citizen: chosen by the writer, never guessed from a name.

Names do not tell how somebody wants to be called, so nothing here looks at one (duties A20, B06).
"""

from __future__ import annotations

import re

__all__ = ["ADDRESSES", "address_in", "readdressed"]

ADDRESSES = ("ông/bà", "anh/chị", "cô/chú", "cô/bác", "ông", "bà", "anh", "chị", "bác", "bạn")
"""The longer first: “ông” stands within “ông/bà”."""


def address_in(text: str, usual: str) -> str:
    """The form that a reply uses now; the agency's usual one where it uses none."""
    for form in dict.fromkeys((usual, *ADDRESSES)):
        if "/" in form and _pattern(form).search(text):
            return form
    greeting = re.search(r"^(?:Kính )?(?:Chào|chào|gửi|Thưa) (\w+)", text)
    named = greeting[1].lower() if greeting else ""
    return named if named in ADDRESSES else usual


def readdressed(text: str, now: str, wanted: str) -> str:
    """The reply with another form in the place of the one that it uses."""
    return _pattern(now).sub(
        lambda found: wanted[:1].upper() + wanted[1:] if found[0][:1].isupper() else wanted, text
    )


def _pattern(form: str) -> re.Pattern[str]:
    either = f"[{form[0]}{form[0].upper()}]" + re.escape(form[1:])
    return re.compile(rf"(?<![\w/]){either}(?![\w/])")
