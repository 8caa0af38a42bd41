"""What the encoder says of comments."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.encoder.pieces import Pieces

__all__ = ["Encoder"]

_ERRORS_ONLY = 3

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoder:
    """A network in ONNX form with its vocabulary."""

    pieces: Pieces = field(repr=False)
    session: Any = field(repr=False)

    def says(self, texts: Sequence[str]) -> Floats:
        """What speaks for each label, (texts, labels), about the mean of each comment's labels.

        Every comment is read by itself: the network's whole numbers are scaled by what is read at
        once, so in a batch a comment's reading would depend on its neighbours.
        """
        made = [
            self.session.run(None, {"pieces": np.array(self.pieces.of(text), np.int64)})[0]
            for text in texts
        ]
        said: Floats = np.stack(made) if made else np.zeros((0, 6), np.float32)
        return said

    @classmethod
    def unpacked(cls, packed: bytes) -> Encoder:
        """An encoder from the bytes of its file; it computes in the caller's thread alone."""
        # Processes that only mask or fold import this package too, and need no network.
        onnxruntime: Any = import_module("onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        with np.load(io.BytesIO(packed), allow_pickle=False) as held:
            pieces = Pieces.listed(held["pieces"].tolist(), held["likelihoods"].tolist())
            network = held["network"].tobytes()
        session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        return cls(pieces, session)
