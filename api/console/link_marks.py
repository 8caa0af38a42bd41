"""Links in a comment that lead where they do not seem to: marked, with the reason in words."""

from __future__ import annotations

from dataclasses import dataclass

from api.console.words import Say, one_line
from api.security import Desk
from api.view_models.case import WhyLine
from api.view_models.parts import Mark
from classifiers.links import Imitation, find_links, imitation
from moderation.duties.likeness import address_key
from moderation.models import SuspectPage
from moderation.queries.authorities import official_hosts
from moderation.queries.suspects import known_addresses
from moderation.vocabulary import SuspectOutcome

__all__ = ["LinkMarks", "links_of"]

_WORDS = 60
_IMITATES = {
    Imitation.STANDS_BEFORE: "“gov.vn” không đứng cuối tên miền: không phải trang nhà nước",
    Imitation.LOOK_ALIKE: "chữ giả trong tên miền: không phải gov.vn",
    Imitation.SERVICE_NAME: "mang tên dịch vụ công nhưng không thuộc gov.vn",
}


@dataclass(frozen=True, slots=True)
class LinkMarks:
    """Where to mark, and why."""

    spans: tuple[tuple[int, int, Mark], ...] = ()
    why: tuple[WhyLine, ...] = ()


def links_of(desk: Desk, text: str, permalink: str | None, say: Say) -> LinkMarks:
    """The links in a text, and the address it came with, against the register and gov.vn."""
    found = find_links(text)
    keys = {link.url: address_key(link.url) for link in found}
    if permalink:
        keys[permalink] = address_key(permalink)
    if not keys:
        return LinkMarks()
    agency_id, session = desk.who.agency_id, desk.session
    known = known_addresses(agency_id, session, {key for key in keys.values() if key})
    official = official_hosts(agency_id, session) if found else []
    why: dict[str, str] = {}
    spans: list[tuple[int, int, Mark]] = []
    for link in found:
        suspect = known.get(keys[link.url])
        how = imitation(link.host, official)
        if suspect is not None or how is not None:
            spans.append((link.start, link.end, "link"))
        if suspect is not None:
            why[link.url] = _listed(suspect, say)
        elif how is not None:
            why[link.url] = say(_IMITATES[how])
    if permalink and keys[permalink] in known:
        why[permalink] = _listed(known[keys[permalink]], say)
    lines = (WhyLine("link", f"“{one_line(url, _WORDS)}”", told) for url, told in why.items())
    return LinkMarks(tuple(spans), tuple(lines))


def _listed(suspect: SuspectPage, say: Say) -> str:
    if suspect.outcome is SuspectOutcome.HARMLESS:
        return say("có trong sổ, đã xem: không phải mạo danh")
    return say("trang nghi mạo danh trong sổ: %(name)s") % {"name": one_line(suspect.name)}
