"""Vietnamese and English on screen: the translator and the formats of dates, numbers, spans.

Messages are written in Vietnamese in the templates; `locales/en.po` gives the English. Formats
are explicit patterns because the locale data's own are not how Vietnamese offices write
("22 thg 11, 2026").
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from collections.abc import Callable

    from babel.messages import Catalog

    from api.view_models.parts import Due

__all__ = ["LOCALES", "Formats", "Locale", "catalogue", "counted", "pick_locale", "translations"]

Locale = Literal["vi", "en"]
LOCALES: tuple[Locale, ...] = ("vi", "en")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CATALOGUES = Path(__file__).parent / "locales"
DAY_MINUTES = {"clock": 24 * 60, "office": 8 * 60}
_THOUSANDS: dict[Locale, str] = {"vi": ".", "en": ","}
_SPANS = {
    "day": "%(n)s ngày",
    "hour": "%(n)s giờ",
    "minute": "%(n)s phút",
    "working_day": "%(n)s ngày làm việc",
    "office_hour": "%(n)s giờ làm việc",
    "office_minute": "%(n)s phút làm việc",
}


def pick_locale(cookie: str | None) -> Locale:
    """The language a person chose; Vietnamese where nothing known was chosen."""
    return "en" if cookie == "en" else "vi"


@lru_cache(maxsize=len(LOCALES))
def catalogue(locale: Locale) -> Catalog:
    """Every message of a language as its file gives it; `FileNotFoundError` for Vietnamese."""
    with (CATALOGUES / f"{locale}.po").open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


@lru_cache(maxsize=len(LOCALES))
def translations(locale: Locale) -> NullTranslations:
    """The messages of a language. Vietnamese is what the templates say already."""
    if locale == "vi":
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(locale))
    compiled.seek(0)
    return Translations(compiled)


@dataclass(frozen=True, slots=True)
class Formats:
    """The filters of one language. `clock` tells the time, so that a test can stop it."""

    locale: Locale
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def vn_datetime(self, moment: datetime) -> str:
        """14:05 22/11/2026, in Vietnam's time."""
        return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"

    def vn_date(self, day: date) -> str:
        """22/11/2026; a moment is first brought to Vietnam's day."""
        local = day.astimezone(VIETNAM) if isinstance(day, datetime) else day
        return f"{local:%d/%m/%Y}"

    def vn_time(self, moment: datetime) -> str:
        """14:05 today, 14:05 22/11 within the year, else with the year."""
        local, today = moment.astimezone(VIETNAM), self.clock().astimezone(VIETNAM)
        if local.date() == today.date():
            return f"{local:%H:%M}"
        return f"{local:%H:%M %d/%m}" if local.year == today.year else f"{local:%H:%M %d/%m/%Y}"

    def number(self, value: float) -> str:
        """1.234 in Vietnamese, 1,234 in English."""
        if isinstance(value, int):
            return f"{value:,}".replace(",", _THOUSANDS[self.locale])
        return format_decimal(value, locale=self.locale)

    def duration_words(self, minutes: int, unit: Literal["clock", "office"] = "clock") -> str:
        """1 giờ 12 phút; from a day on, days and hours. An office day has eight hours."""
        return _duration(self.locale, max(0, minutes), unit)

    def time_left(self, due: Due) -> str:
        """còn 40 phút, quá 20 phút; office time says so where it differs from the wall's."""
        translate = translations(self.locale).gettext
        words = self.duration_words(abs(due.minutes), due.unit)
        if due.state == "done":
            return translate("đúng hạn")
        if due.state == "paused":
            return translate("tạm dừng")
        if due.minutes < 0:
            return translate("quá %(time)s") % {"time": words}
        if due.at is None:
            return translate("không có thời hạn")
        return translate("còn %(time)s") % {"time": words}

    def ago(self, moment: datetime) -> str:
        """5 phút trước, in the largest unit alone; the page keeps it up to date."""
        minutes = max(0, int((self.clock() - moment) / timedelta(minutes=1)))
        if minutes < 1:
            return translations(self.locale).gettext("vừa xong")
        kind, size = next(
            (kind, size)
            for kind, size in (("day", 1440), ("hour", 60), ("minute", 1))
            if minutes >= size
        )
        words = counted(self.locale, minutes // size, kind)
        return translations(self.locale).gettext("%(time)s trước") % {"time": words}

    def named(self, name: str) -> str:
        """A name from data in the reader's language where the catalogue has it.

        Not `_()`: Jinja2 takes what that returns for safe markup, and staff give these names.
        """
        return translations(self.locale).gettext(name) if name else ""


def counted(locale: Locale, amount: int, kind: str) -> str:
    """So many days, hours or minutes, of the clock or of the office (`_SPANS`), in words."""
    message = _SPANS[kind]
    text = translations(locale).ngettext(message, message, amount)
    return text % {"n": Formats(locale).number(amount)}


@lru_cache(maxsize=8192)
def _duration(locale: Locale, minutes: int, unit: Literal["clock", "office"]) -> str:
    """Kept, since a list says the same spans again with every decision."""
    days, rest = divmod(minutes, DAY_MINUTES[unit])
    hours, left = divmod(rest, 60)
    parts = [(days, "day"), (hours, "hour"), (0 if days else left, "minute")]
    words = [counted(locale, amount, kind) for amount, kind in parts if amount]
    return " ".join(words) or counted(locale, 0, "minute")
