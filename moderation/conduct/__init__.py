"""The Code of Conduct on Social Networks as data: who must do what, how strongly, by which text.

`rules.toml` beside this file is the catalogue that is shipped. What an agency makes of it, with
reasons and versions, is in `moderation.duties.rulebook`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from moderation.vocabulary import (
    ClockConfidence,
    HideReason,
    Label,
    RuleActor,
    RuleLayer,
    RuleStrength,
)

__all__ = [
    "RULE_RANKS",
    "LayerText",
    "Rule",
    "cited",
    "cited_for",
    "layers",
    "rules",
]

_FILE = Path(__file__).with_name("rules.toml")

RULE_RANKS: Mapping[RuleStrength, int] = {
    RuleStrength.ENCOURAGED: 0,
    RuleStrength.SHOULD: 1,
    RuleStrength.MUST: 2,
    RuleStrength.MUST_NOT: 2,
}
"""How strictly a strength binds."""


@dataclass(frozen=True, slots=True)
class LayerText:
    """The text in which a layer's rules stand; `until` is the last day on which it held."""

    title: str
    since: date
    until: date | None
    confidence: ClockConfidence


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its strength in each layer in which it stands.

    `public` is a sentence for citizens, `cited_for` the reasons of hidings that rest on it.
    """

    id: str
    actor: RuleActor
    name: str
    text: str
    public: str
    strengths: Mapping[RuleLayer, RuleStrength]
    cited_for: frozenset[HideReason]

    @property
    def issued(self) -> tuple[RuleLayer, RuleStrength] | None:
        """The strictest of what is in force; None for what stands in the draft alone."""
        live = [(layer, how) for layer, how in self.strengths.items() if layer in _IN_FORCE]
        return max(live, key=lambda pair: RULE_RANKS[pair[1]], default=None)


_IN_FORCE = frozenset({RuleLayer.CODE_874_2021, RuleLayer.LOCAL_INSTRUCTION, RuleLayer.LAW})


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """Every rule of the catalogue by its id, in its order."""
    return MappingProxyType({one["id"]: _rule(one) for one in _catalogue()["rules"]})


@lru_cache(maxsize=1)
def layers() -> Mapping[RuleLayer, LayerText]:
    """The texts behind the layers."""
    return {
        RuleLayer(key): LayerText(
            one["title"], one["since"], one.get("until"), ClockConfidence(one["confidence"])
        )
        for key, one in _catalogue()["layers"].items()
    }


def cited_for(reason: HideReason) -> str:
    """The rule on which hiding a comment for this reason rests."""
    return next(rule.id for rule in rules().values() if reason in rule.cited_for)


def cited(label: Label, reasons: list[str]) -> str:
    """The rule on which closing a case as unlawful or as spam rests."""
    if label is Label.SPAM:
        return cited_for(HideReason.SPAM)
    known = [HideReason(one) for one in reasons if one in set(HideReason)]
    return cited_for(known[0]) if known else "F1"


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _rule(one: dict[str, Any]) -> Rule:
    return Rule(
        id=one["id"],
        actor=RuleActor(one["actor"]),
        name=one["name"],
        text=one["text"],
        public=one.get("public", ""),
        strengths={
            layer: RuleStrength(one[layer.value]) for layer in RuleLayer if layer.value in one
        },
        cited_for=frozenset(HideReason(reason) for reason in one.get("cited_for", ())),
    )
