"""Saying things in the reader's language, and other people's words safely on one line."""

from __future__ import annotations

from collections.abc import Callable

from api.comment_text import segments
from api.i18n import Locale, translations

__all__ = ["Say", "one_line", "say_in", "web"]

Say = Callable[[str], str]
"""A Vietnamese message in, the reader's language out."""


def say_in(locale: Locale) -> Say:
    """The messages of a language."""
    catalogue = translations(locale)
    return lambda message: str(catalogue.gettext(message)) if message else ""


def one_line(text: str, limit: int = 80) -> str:
    """Somebody else's name or title, short, with hidden characters by their names."""
    line = " ".join(text.split())
    return "".join(segment.text for segment in segments(line, limit=limit))


def web(address: str | None) -> str:
    """Only what leads to the web: `javascript:` must not become a link."""
    return address if address and address.startswith(("https://", "http://")) else ""
