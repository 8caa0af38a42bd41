"""Addresses in a comment, and those that try to look like the State's.

An address under `gov.vn` belongs to the State. One that only looks so leads elsewhere: `gov.vn`
stands before the real end, letters are replaced by look-alikes, or the name of a public service
stands under another ending. People decide; what is found is only marked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from moderation.text import fold, skeleton

__all__ = ["STATE_HOSTS", "Imitation", "Link", "find_links", "imitation"]

STATE_HOSTS = ("gov.vn", "chinhphu.vn", "quochoi.vn", "dangcongsan.vn", "edu.vn", "mil.vn")

_MOST_LINKS, _READ = 50, 20_000
_SERVICES = (
    "dichvucong", "vneid", "vssid", "etaxmobile", "thuedientu", "baohiemxahoi", "bocongan",
    "chinhphu", "cucthue", "tongcucthue", "bhxhvn", "cancuoc",
)  # fmt: skip
# A host with a dot and an ending of letters; "v.v" and "12.5" are none.
_LINK = re.compile(
    r"(?:https?://)?(?P<host>(?:[\w-]{1,63}\.){1,6}(?:xn--[\w-]{2,59}|[^\W\d_]{2,18}))"
    r"(?P<rest>[/?#:][^\s<>\"“”]*)?",
    re.IGNORECASE,
)


class Imitation(StrEnum):
    """How an address tries to look like the State's."""

    STANDS_BEFORE = "stands_before"
    LOOK_ALIKE = "look_alike"
    SERVICE_NAME = "service_name"


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a text, from `start` to `end`."""

    start: int
    end: int
    host: str
    url: str


def find_links(text: str) -> list[Link]:
    """The addresses in a text, as their writer meant them, mail addresses left out."""
    found = []
    for match in _LINK.finditer(text[:_READ]):
        if match.start() and text[match.start() - 1] == "@":
            continue
        url = match.group().rstrip(".,;:!?)”\"'")
        found.append(Link(match.start(), match.start() + len(url), match["host"].lower(), url))
        if len(found) == _MOST_LINKS:
            break
    return found


def imitation(host: str, official: Sequence[str] | Collection[str] = ()) -> Imitation | None:
    """How a host imitates the State's; None for an honest one, be it the State's own or not."""
    name = _read(host)
    if name.isascii() and _under(name, (*STATE_HOSTS, *official)):
        return None
    plain = skeleton(fold(name))
    wanted = skeleton("gov.vn")
    if plain == wanted or plain.endswith(f".{wanted}"):
        return Imitation.LOOK_ALIKE  # its letters read so and are others
    if re.search(rf"(?:^|[.-]){skeleton('gov')}[.-]?{skeleton('vn')}(?:[.-]|$)", plain):
        return Imitation.STANDS_BEFORE
    joined = re.sub(r"[.-]", "", plain)
    if any(skeleton(service) in joined for service in _SERVICES):
        return Imitation.SERVICE_NAME
    return None


def _under(host: str, official: Collection[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in official)


def _read(host: str) -> str:
    """A host as a browser may show it: the letters behind `xn--`."""
    try:
        return host.encode().decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host
