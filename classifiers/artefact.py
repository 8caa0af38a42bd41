"""The trained artefact on disk: plain arrays, a manifest, and a hash that ties them together.

Nothing in it is executed on loading (no pickle), and it holds no text.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.model import Model
from moderation.errors import BadInputError

SHIPPED = Path(__file__).parent / "trained"

_WEIGHTS = "weights.npz"
_MANIFEST = "manifest.json"
_ADVICE = (
    "Hệ thống chưa phân loại gì; hãy cài lại bản phát hành hoặc chạy "
    "«python -m classifiers.train» để dựng lại mô hình."
)


class ArtefactError(BadInputError):
    """The trained model is missing or is not the one that its manifest names."""

    code = "bad_artefact"


def save(model: Model, manifest: dict[str, Any], folder: Path) -> str:
    """Write the artefact and return its version."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {field.name: np.asarray(getattr(model, field.name)) for field in fields(Model)}
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    (folder / _WEIGHTS).write_bytes(packed.getvalue())
    sha256 = hashlib.sha256(packed.getvalue()).hexdigest()
    text = json.dumps({**manifest, "sha256": sha256}, ensure_ascii=False, indent=1)
    (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")
    return sha256[:12]


def load(folder: Path) -> tuple[Model, str]:
    """Read the artefact and return it with its version.

    Raises ArtefactError where a file is missing or the weights are not those of the manifest.
    """
    try:
        packed = (folder / _WEIGHTS).read_bytes()
        expected = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise ArtefactError(f"Không đọc được mô hình phân loại ở {folder}. {_ADVICE}") from error
    sha256 = hashlib.sha256(packed).hexdigest()
    if sha256 != expected:
        raise ArtefactError(f"Mô hình phân loại ở {folder} đã bị thay đổi. {_ADVICE}")
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        values: dict[str, Any] = {name: _plain(arrays[name]) for name in arrays.files}
    return Model(**values), sha256[:12]


def _plain(array: NDArray[Any]) -> NDArray[Any] | float:
    return array if array.ndim else float(array)
