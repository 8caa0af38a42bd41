"""The trained artefact on disk: plain arrays, a network, a manifest, and hashes that tie them.

Nothing in it is executed on loading (no pickle), and it holds no text: words are known by their
hashes.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.model import Model
from classifiers.network import Network
from moderation.errors import BadInputError

SHIPPED = Path(__file__).parent / "trained"

NETWORK = "network.npz"

_WEIGHTS = "weights.npz"
_MANIFEST = "manifest.json"
_ADVICE = (
    "Hệ thống chưa phân loại gì; hãy cài lại bản phát hành hoặc chạy "
    "«python -m classifiers.train» để dựng lại mô hình."
)


class ArtefactError(BadInputError):
    """The trained model is missing or is not the one that its manifest names."""

    code = "bad_artefact"


@dataclass(frozen=True, slots=True)
class Artefact:
    """What was trained; `version` stands for the content of all its files."""

    model: Model
    network: Network | None
    version: str


def save(
    model: Model, manifest: dict[str, Any], folder: Path, *, network: bytes | None = None
) -> str:
    """Write the artefact and return its version; without `network` it has none."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {field.name: np.asarray(getattr(model, field.name)) for field in fields(Model)}
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    files = {_WEIGHTS: packed.getvalue(), **({NETWORK: network} if network else {})}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    text = json.dumps({**manifest, "sha256": hashes}, ensure_ascii=False, indent=1)
    (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")
    return _version(hashes)


def load(folder: Path) -> Artefact:
    """Read the artefact.

    Raises ArtefactError where a file is missing or is not the one that the manifest names.
    """
    try:
        hashes = _hashes(json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
        files = {name: (folder / name).read_bytes() for name in hashes}
    except (OSError, ValueError) as error:
        raise ArtefactError(f"Không đọc được mô hình phân loại ở {folder}. {_ADVICE}") from error
    if any(hashlib.sha256(files[name]).hexdigest() != hashes[name] for name in hashes):
        raise ArtefactError(f"Mô hình phân loại ở {folder} đã bị thay đổi. {_ADVICE}")
    with np.load(io.BytesIO(files[_WEIGHTS]), allow_pickle=False) as arrays:
        values: dict[str, Any] = {name: _plain(arrays[name]) for name in arrays.files}
    network = Network.unpacked(files[NETWORK]) if NETWORK in files else None
    return Artefact(Model(**values), network, _version(hashes))


def _hashes(manifest: object) -> dict[str, str]:
    """The hash of each file; ValueError where the manifest names none for the weights."""
    hashes = manifest.get("sha256") if isinstance(manifest, dict) else None
    if not isinstance(hashes, dict) or _WEIGHTS not in hashes:
        raise ValueError(_MANIFEST)
    return hashes


def _version(hashes: Mapping[str, str]) -> str:
    return hashlib.sha256("".join(sorted(hashes.values())).encode()).hexdigest()[:12]


def _plain(array: NDArray[Any]) -> NDArray[Any] | float:
    return array if array.ndim else float(array)
