"""What the network says of comments that were read already."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from classifiers.hashing import Hashes
from classifiers.normalise import Places
from classifiers.tokens import Tokens, tokens_of
from classifiers.words import LONGEST_POST, Reading

__all__ = ["LONGEST", "Layer", "Network", "bucket_in"]

LONGEST = 96
"""So many words of a comment are read, counted from the first."""

_HASH_BITS = 64
_TABLES = frozenset({"words", "bare"})
_NAMED = ("post", "inner", "outer")

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights, (what goes in, what comes out), and what is added.

    Of a convolution the word before, the word itself and the word after stand side by side in the
    weights, so that one product serves all three.
    """

    weights: Floats
    biases: Floats


@dataclass(frozen=True, slots=True)
class Network:
    """Convolutions over a comment's words (Kim 2014, arXiv 1408.5882), pooled, beside its post.

    A word is the sum of two vectors, found by the hash of its letters and by that of its letters
    without accents. What the convolutions make of a comment is summed up by its maximum and by four
    means, each weighing the words by its own column of `looks` (Bahdanau et al. 2015, arXiv
    1409.0473). Those, the mean word of the post, and the facts and signs of junk that hold go
    through `inner` and `outer`.
    """

    words: Halves = field(repr=False)
    bare: Halves = field(repr=False)
    convolutions: tuple[Layer, ...] = field(repr=False)
    looks: Floats = field(repr=False)
    post: Layer = field(repr=False)
    inner: Layer = field(repr=False)
    outer: Layer = field(repr=False)

    def says(self, seen: Reading, asked: Places) -> Floats:
        """What speaks for each label, (asked, labels), about the mean of each comment's labels.

        A comment without words gets zeros. Products are made comment by comment: one of the whole
        batch would round each comment by how many stand beside it.
        """
        made: Floats = np.zeros((len(asked), len(self.outer.biases)), np.float32)
        own, edges = tokens_of(seen.words, asked, LONGEST)
        states = self._convolved(self._vectors(seen.words, own), edges)
        posts = self._posts(seen, np.unique(seen.post_of[asked]))
        told = np.concatenate((seen.facts[asked], seen.junk[asked]), axis=1).astype(np.float32)
        for at, (first, end) in enumerate(pairwise(edges)):
            if end > first:
                pooled = self._pooled(states[first:end])
                post = posts[int(seen.post_of[asked[at]])]
                inner = _applied(self.inner, np.concatenate((*pooled, post, told[at])))
                made[at] = np.dot(inner, self.outer.weights) + self.outer.biases
        made -= made.mean(axis=1, keepdims=True)
        return made

    @classmethod
    def unpacked(cls, packed: bytes) -> Network:
        """A network from the bytes of its file."""
        with np.load(io.BytesIO(packed), allow_pickle=False) as held:
            known = {
                name: held[name] if name in _TABLES else held[name].astype(np.float32)
                for name in held.files
            }
        layers = (_layer(known, f"convolution_{at}") for at in range(len(known)))
        return cls(
            known["words"],
            known["bare"],
            tuple(layer for layer in layers if layer is not None),
            known["looks"],
            *(Layer(known[f"{name}_weights"], known[f"{name}_biases"]) for name in _NAMED),
        )

    def _vectors(self, found: Tokens, chosen: Places) -> Floats:
        by_letters = self.words.take(bucket_in(found.letters[chosen], len(self.words)), axis=0)
        by_bare = self.bare.take(bucket_in(found.bare[chosen], len(self.bare)), axis=0)
        made: Floats = by_letters.astype(np.float32)
        made += by_bare
        return made

    def _convolved(self, states: Floats, edges: list[int]) -> Floats:
        firsts, lasts = np.array(edges[:-1], np.int64), np.array(edges[1:], np.int64) - 1
        filled = lasts >= firsts
        firsts, lasts = firsts[filled], lasts[filled]
        for number, layer in enumerate(self.convolutions):
            width = len(layer.biases)
            wide = np.empty((len(states), 3 * width), np.float32)
            for first, end in pairwise(edges):
                np.dot(states[first:end], layer.weights, out=wide[first:end])
            # No word speaks beyond its comment.
            wide[lasts, :width] = 0
            wide[firsts, 2 * width :] = 0
            made = wide[:, width : 2 * width] + layer.biases
            made[1:] += wide[:-1, :width]
            made[:-1] += wide[1:, 2 * width :]
            np.maximum(made, 0, out=made)
            states = made + states if number else made
        return states

    def _pooled(self, states: Floats) -> Iterator[Floats]:
        """Four means of one comment's words, each with its own weights, and the maximum."""
        looks = np.dot(states, self.looks)
        shares = np.exp(looks - looks.max(axis=0))
        shares /= shares.sum(axis=0)
        yield np.dot(shares.T, states).ravel()
        yield states.max(axis=0)

    def _posts(self, seen: Reading, numbers: Places) -> dict[int, Floats]:
        """What the words of each post come to; zeros for a post without words."""
        words, edges = tokens_of(seen.posts, numbers, LONGEST_POST)
        vectors = self._vectors(seen.posts, words)
        nothing = np.zeros(len(self.post.biases), np.float32)
        return {
            number: _applied(self.post, vectors[first:end].mean(axis=0)) if end > first else nothing
            for number, (first, end) in zip(numbers.tolist(), pairwise(edges), strict=True)
        }


def _layer(known: dict[str, Floats], name: str) -> Layer | None:
    if f"{name}_weights" not in known:
        return None
    return Layer(known[f"{name}_weights"], known[f"{name}_biases"])


def _applied(layer: Layer, vector: Floats) -> Floats:
    made: Floats = np.maximum(np.dot(vector, layer.weights) + layer.biases, 0)
    return made


def bucket_in(hashes: Hashes, size: int) -> Places:
    """Where in a table of so many vectors, a power of two, those of these words stand."""
    return (hashes >> np.uint64(_HASH_BITS - (size.bit_length() - 1))).view(np.int64)
