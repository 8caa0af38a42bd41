"""The network of `classifiers.network.reading` as something that torch can fit."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from classifiers.model import LABELS
from classifiers.network.beginnings import Beginnings
from classifiers.network.lesson import BARE, WORDS, Batch, Lesson

__all__ = ["WIDTH", "Learner", "Tensor", "export", "new_learner"]

WIDTH = 96
"""The numbers of a word's vector."""

_CHANNELS, _LAYERS = 160, 3
_LOOKS, _POST, _INNER = 4, 64, 128
_REACH = 3
_DROPPED, _WORDS_DROPPED, _VECTORS_DROPPED = 0.3, 0.1, 0.15
_FACTS_DROPPED, _POSTS_DROPPED = 0.2, 0.4
_FAR = 1e4

Tensor: TypeAlias = Any
Learner: TypeAlias = Any


def new_learner(facts: int, beginnings: Beginnings) -> Learner:
    """A network before the lesson, for comments of which so many facts are told."""
    torch: Any = import_module("torch")
    nn: Any = torch.nn
    functional: Any = nn.functional

    class Reader(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.words, self.bare = nn.Embedding(WORDS, WIDTH), nn.Embedding(BARE, WIDTH)
            nn.init.normal_(self.words.weight, std=0.5)
            nn.init.normal_(self.bare.weight, std=0.3)
            widths = [WIDTH, *[_CHANNELS] * _LAYERS]
            self.convolutions = nn.ModuleList(
                nn.Conv1d(widths[at], _CHANNELS, _REACH, padding=_REACH // 2)
                for at in range(_LAYERS)
            )
            self.looks = nn.Linear(_CHANNELS, _LOOKS, bias=False)
            self.post = nn.Linear(WIDTH, _POST)
            self.inner = nn.Linear((_LOOKS + 1) * _CHANNELS + _POST + facts, _INNER)
            self.outer = nn.Linear(_INNER, len(LABELS))
            self.dropout = nn.Dropout(_DROPPED)

        def vectors(self, words: Tensor, bare: Tensor) -> Tensor:
            return self.words(words) + self.bare(bare)

        def forward(self, batch: Batch) -> Tensor:
            held = {name: torch.tensor(getattr(batch, name)) for name in Batch.__slots__}
            shown = held["shown"]
            states = self.vectors(held["words"], held["bare"]) * shown[..., None]
            if self.training:
                states = states * (torch.rand(shown.shape) > _WORDS_DROPPED)[..., None]
                states = functional.dropout(states, _VECTORS_DROPPED)
            states = states.transpose(1, 2)
            for number, layer in enumerate(self.convolutions):
                made = functional.relu(layer(states)) * shown[:, None]
                states = made + states if number else made
            parts = [*self.pooled(states, shown), self.of_post(held), self.of_facts(held["facts"])]
            inner = self.inner(self.dropout(torch.cat(parts, 1)))
            return self.outer(self.dropout(functional.relu(inner)))

        def pooled(self, states: Tensor, shown: Tensor) -> tuple[Tensor, Tensor]:
            looks = self.looks(states.transpose(1, 2))
            shares = looks.masked_fill(~shown[..., None], -_FAR).softmax(1)
            means = torch.einsum("bdl,blk->bkd", states, shares).flatten(1)
            return means, (states - _FAR * ~shown[:, None]).amax(2)

        def of_post(self, held: dict[str, Tensor]) -> Tensor:
            shown = held["post_shown"]
            summed = (self.vectors(held["post_words"], held["post_bare"]) * shown[..., None]).sum(1)
            mean = summed / shown.sum(1, keepdim=True).clamp(min=1)
            made = functional.relu(self.post(mean)) * shown.any(1, keepdim=True)
            # The comment must be enough: a post never seen tells little.
            kept = torch.rand(len(made), 1) > _POSTS_DROPPED
            return made * kept if self.training else made

        def of_facts(self, told: Tensor) -> Tensor:
            return functional.dropout(told, _FACTS_DROPPED, self.training)

    reader = Reader()
    with torch.no_grad():
        reader.words.weight[beginnings.words] = torch.tensor(beginnings.word_vectors)
        reader.bare.weight[beginnings.bare] = torch.tensor(beginnings.bare_vectors)
    return reader


def export(learner: Learner, lesson: Lesson, path: Path) -> None:
    """Write the file that `Network.unpacked` reads; vectors that no row needed are zero."""
    known = {name: held.detach().numpy() for name, held in learner.state_dict().items()}
    arrays = {"looks": known["looks.weight"].T}
    for name, seen in (("words", lesson.seen_words), ("bare", lesson.seen_bare)):
        arrays[name] = np.zeros_like(known[f"{name}.weight"])
        arrays[name][seen] = known[f"{name}.weight"][seen]
    for at in range(_LAYERS):
        weights = known[f"convolutions.{at}.weight"]
        arrays[f"convolution_{at}_weights"] = np.concatenate(
            [weights[:, :, place].T for place in range(_REACH)], axis=1
        )
        arrays[f"convolution_{at}_biases"] = known[f"convolutions.{at}.bias"]
    for name in ("post", "inner", "outer"):
        arrays[f"{name}_weights"] = known[f"{name}.weight"].T
        arrays[f"{name}_biases"] = known[f"{name}.bias"]
    halves = {name: held.astype(np.float16) for name, held in arrays.items()}
    np.savez_compressed(path, allow_pickle=False, **halves)
