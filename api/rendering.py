"""Page values in, HTML out.

    pages = Pages(assets=Assets.read(DIST))
    pages.page(QueuePage(...), locale="vi")          # a whole page
    pages.part(QueuePage(...), "list", locale="vi")  # one block of it, for htmx

A part is a block of the page's template, rendered alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from api.i18n import LOCALES, Formats, Locale, translations
from api.refusals import tell_in
from api.view_models.parts import DECISION_ORDER
from api.words import (
    CORRECTION_REASONS_VI,
    CRITICISM_SIGNS_VI,
    DISMISS_VI,
    HIDE_REASONS_VI,
    OUTCOMES_VI,
    REFERRAL_OUTCOMES_VI,
    REVEAL_VI,
    ROLES_VI,
    RULE_ACTORS_VI,
    RULE_LAYERS_VI,
    RULE_STRENGTHS_VI,
)
from moderation.vocabulary import LABELS_VI, REASONS_VI, Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.view_models.parts import Page

__all__ = ["ASSETS_DIST", "Assets", "Pages"]

HTML = Path(__file__).parent / "html"
ASSETS_DIST = Path(__file__).parent / "assets" / "dist"


@dataclass(frozen=True, slots=True)
class Assets:
    """Where the built front end is served: logical name → file with a hash in its name."""

    files: dict[str, str]
    base: str = "/assets/"

    @classmethod
    def read(cls, folder: Path = ASSETS_DIST, base: str = "/assets/") -> Assets:
        """The manifest that `npm run build` wrote; `FileNotFoundError` when it was not run."""
        return cls(files=json.loads((folder / "manifest.json").read_text("utf-8")), base=base)

    def url(self, name: str) -> str:
        """The address of a file by its logical name; `KeyError` for one that is not built."""
        return self.base + self.files[name]


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders page values, one Jinja2 environment a language."""

    assets: Assets
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _environments: dict[Locale, Environment] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        made: dict[Locale, Environment] = {locale: self._environment(locale) for locale in LOCALES}
        object.__setattr__(self, "_environments", made)

    def page(self, view: Page, *, locale: Locale) -> str:
        """The whole page."""
        template = self._environments[locale].get_template(view.template)
        return template.render(_variables(view))

    def part(self, view: Page, block: str, *, locale: Locale) -> str:
        """One block of the page alone; `KeyError` for a block that the template lacks."""
        template = self._environments[locale].get_template(view.template)
        return "".join(template.blocks[block](template.new_context(_variables(view))))

    def _environment(self, locale: Locale) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(HTML),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # a template changes with its release, not under a running server
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_translations(  # type: ignore[attr-defined]
            translations(locale), newstyle=True
        )
        say = _Sayings(translations(locale).gettext)
        environment.globals |= {"_": say, "gettext": say}
        formats = Formats(locale, self.clock)
        for name in _FILTERS:
            environment.filters[name] = getattr(formats, name)
        environment.filters["told"] = tell_in(locale)
        environment.globals |= {"asset": self.assets.url, "locale": locale, **_WORDS}
        # Global, since a block rendered alone does not see what its template imports.
        for name in ("ui", "forms", "charts"):
            module = environment.get_template(f"_macros/{name}.html").module
            environment.globals[name] = module
        return environment


class _Sayings:
    """What Jinja2's own `_` does where everything is escaped, at a fraction of its calls.

    The message is ours, so it is markup; what is put into it is not. A page says hundreds.
    """

    def __init__(self, translate: Callable[[str], str]) -> None:
        self._translate = translate
        self._known: dict[str, Markup] = {}
        self._plain: dict[str, Markup] = {}

    def __call__(self, message: str, **given: object) -> Markup:
        if not given:
            plain = self._plain.get(message)
            if plain is None:
                plain = self._plain[message] = self._message(message) % {}
            return plain
        return self._message(message) % given

    def _message(self, message: str) -> Markup:
        known = self._known.get(message)
        if known is None:
            known = self._known[message] = Markup(self._translate(message))  # noqa: S704
        return known


_FILTERS = (
    "vn_datetime",
    "vn_date",
    "vn_time",
    "number",
    "duration_words",
    "time_left",
    "ago",
    "named",
)
_WORDS = {
    "LABELS": LABELS_VI,
    "REASONS": REASONS_VI,
    "HIDE_REASONS": HIDE_REASONS_VI,
    "CORRECTION_REASONS": CORRECTION_REASONS_VI,
    "DISMISS_REASONS": DISMISS_VI,
    "ROLES": ROLES_VI,
    "REVEAL_REASONS": REVEAL_VI,
    "REFERRAL_OUTCOMES": REFERRAL_OUTCOMES_VI,
    "OUTCOMES": OUTCOMES_VI,
    "CRITICISM_SIGNS": CRITICISM_SIGNS_VI,
    "RULE_STRENGTHS": RULE_STRENGTHS_VI,
    "RULE_LAYERS": RULE_LAYERS_VI,
    "RULE_ACTORS": RULE_ACTORS_VI,
    "DECISIONS": tuple(Label(name) for name in DECISION_ORDER),
}


def _variables(view: Page) -> dict[str, object]:
    return {part.name: getattr(view, part.name) for part in fields(view)}
