"""A letter about an incident as a PDF, in the form of a state document (Decree 30/2020/NĐ-CP)."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from pathlib import Path

import typst

from moderation.duties.notices import Letter, place_and_date
from moderation.models import ReportSettings

__all__ = ["letter_pdf"]

_FORM = Path(__file__).with_name("notice.typ")


def letter_pdf(
    letter: Letter, *, agency: str, settings: ReportSettings | None, today: date
) -> bytes:
    """The letter below the agency's head, to be numbered, signed and sent by people."""
    said = {
        "agency": agency,
        "superior": settings.superior if settings else "",
        "place_date": place_and_date(settings.place if settings else "", today),
        "to": letter.to,
        "subject": letter.subject,
        "paragraphs": list(letter.paragraphs),
        "points": list(letter.points),
        "ending": list(letter.ending),
        "signer_title": (settings.signer_title if settings else "") or "Thủ trưởng cơ quan",
        "signer_name": settings.signer_name if settings else "",
    }
    data = unicodedata.normalize("NFC", json.dumps(said, ensure_ascii=False))
    made = typst.compile(str(_FORM), sys_inputs={"data": data}, ignore_system_fonts=False)
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made
