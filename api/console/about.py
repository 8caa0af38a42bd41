"""What a case is about beside its label, as its card says it."""

from __future__ import annotations

from collections.abc import Iterable

from api.console.dues import Office
from api.console.words import one_line, say_in
from api.masking import READ_LIMIT
from api.security import Desk
from api.view_models.about import CaseAbout, TraitLine
from api.view_models.parts import Choice, Mark
from classifiers import traits as reading
from moderation.casework.routing import LAW_CLOCKS
from moderation.models import Case
from moderation.policy import Permission
from moderation.queries import traits as queries
from moderation.vocabulary import LANGUAGES_VI, TRAITS_VI, Trait

__all__ = ["about_of", "trait_marks"]

_WORDS = 40


def about_of(desk: Desk, case: Case, text: str, seen: str, office: Office) -> CaseAbout:
    """`text` is what was written, `seen` the same as the reader may see it."""
    say = say_in(desk.locale)
    [found] = reading.find([text[:READ_LIMIT]])
    clock = office.clocks.get(case.clock_key)
    is_law = case.clock_key in LAW_CLOCKS.values()
    return CaseAbout(
        lines=tuple(
            TraitLine(
                Trait(one),
                say(TRAITS_VI[Trait(one)]),
                _quoted(seen, found.spans.get(Trait(one), ())),
            )
            for one in case.traits
        ),
        language=say(LANGUAGES_VI[case.language]) if case.language else "",
        readers=_readers(desk, case),
        law=f"{clock.name} ({clock.citation})" if clock is not None and is_law else "",
        choices=tuple(
            Choice(trait.value, say(TRAITS_VI[trait]), trait.value in case.traits)
            for trait in Trait
        ),
        may_file_request=desk.who.can(Permission.PROTECT_DATA, case.page_id),
    )


def trait_marks(case: Case, text: str) -> list[tuple[int, int, Mark]]:
    """The words for which a trait was found; a whole comment is not marked."""
    if not text or not case.traits or case.language is not None:
        return []
    [found] = reading.find([text[:READ_LIMIT]])
    return [
        (start, end, "rule")
        for trait, spans in found.spans.items()
        if trait.value in case.traits
        for start, end in spans
    ]


def _quoted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    words = (one_line(text[start:end], _WORDS) for start, end in spans)
    return ", ".join(f"“{one}”" for one in dict.fromkeys(words))


def _readers(desk: Desk, case: Case) -> str:
    if case.language is None:
        return ""
    found = queries.readers(desk.who.agency_id, desk.session)
    return ", ".join(one_line(user.full_name) for user, one in found if one is case.language)
