"""The taught encoder as a file for the product: a network of whole numbers and its vocabulary."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from classifiers.encoder.e5 import E5, HEADS, SPREAD, Module, Tensor

__all__ = ["export"]

_OPSET = 17


def export(encoder: E5, head: Module, path: Path) -> None:
    """Write the network and the pieces it knows."""
    np.savez_compressed(
        path,
        allow_pickle=False,
        network=np.frombuffer(_network(encoder, head), np.uint8),
        pieces=np.array(encoder.names),
        likelihoods=np.array(encoder.likelihoods, np.float32),
    )


def _network(encoder: E5, head: Module) -> bytes:
    """The graph as ONNX, its matrices as 7-bit numbers.

    Eight bits overflow in processors without VNNI, and a server must not read otherwise than the
    machine on which the thresholds were set.
    """
    torch: Any = import_module("torch")
    quantization: Any = import_module("onnxruntime.quantization")
    with TemporaryDirectory() as folder:
        plain, whole = Path(folder) / "plain.onnx", Path(folder) / "whole.onnx"
        torch.onnx.export(
            _module(encoder, head).eval(),
            (torch.zeros(10, dtype=torch.long),),
            plain,
            input_names=["pieces"],
            output_names=["says"],
            dynamic_axes={"pieces": {0: "length"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        quantization.quantize_dynamic(
            plain,
            whole,
            weight_type=quantization.QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
        return whole.read_bytes()


def _module(encoder: E5, head: Module) -> Module:
    """One comment's pieces in, the centred sums of the labels out."""
    torch: Any = import_module("torch")

    class Reading(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            named = {name.replace(".", "_"): held for name, held in encoder.weights.items()}
            self.held = torch.nn.ParameterDict(named)
            self.head = head

        def forward(self, pieces: Tensor) -> Tensor:
            held = {name: self.held[name.replace(".", "_")] for name in encoder.weights}
            mine = replace(encoder, weights=held)
            states = mine.embedded(pieces[None])
            for number in mine.layers:
                states = _layer(mine, number, states)
            says = self.head(SPREAD * states[0].mean(0))
            return says - says.mean()

    return Reading()


def _layer(encoder: E5, number: int, states: Tensor) -> Tensor:
    """As `E5.layer`, for one text and without a mask, so that the graph stays plain."""
    torch: Any = import_module("torch")
    width = states.shape[-1]
    size = width // HEADS
    query, key, value = (
        encoder.linear(states, f"l{number}.{part}")[0].view(-1, HEADS, size).transpose(0, 1)
        for part in "qkv"
    )
    shares = torch.softmax(query @ key.transpose(-1, -2) * size**-0.5, -1)
    seen = (shares @ value).transpose(0, 1).reshape(1, -1, width)
    states = encoder.normed(states + encoder.linear(seen, f"l{number}.ao"), f"l{number}.aln")
    inner = torch.nn.functional.gelu(encoder.linear(states, f"l{number}.fi"))
    return encoder.normed(states + encoder.linear(inner, f"l{number}.fo"), f"l{number}.oln")
