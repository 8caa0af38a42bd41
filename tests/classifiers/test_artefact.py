"""The artefact is checked by its hash, says where it comes from, and can be built anew."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from classifiers import ArtefactError, CommentText, load_classifier
from classifiers.artefact import SHIPPED, load, save
from classifiers.examples import COMPOSED_FOLDER, composed
from classifiers.learning import fit, folds_by_post
from classifiers.pipeline import Classifier
from classifiers.train import TERMS


def test_a_missing_artefact_is_named_in_plain_words(tmp_path: Path) -> None:
    """The sentence says what is safe and what to do."""
    with pytest.raises(ArtefactError, match="Không đọc được mô hình phân loại"):
        load_classifier(tmp_path)


@pytest.mark.parametrize("manifest", ["{}", "[]", '{"sha256": {}}', '{"sha256": ["weights.npz"]}'])
def test_a_manifest_without_hashes_is_named_in_the_same_words(
    tmp_path: Path, manifest: str
) -> None:
    """What no hash vouches for is not loaded, and whoever installs it is told what to do."""
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(ArtefactError, match="Không đọc được mô hình phân loại"):
        load_classifier(tmp_path)


@pytest.mark.parametrize("name", ["weights.npz", "network.npz"])
def test_a_changed_artefact_is_refused(tmp_path: Path, name: str) -> None:
    """One byte is enough, in either file."""
    shutil.copytree(SHIPPED, tmp_path / "changed")
    changed = tmp_path / "changed" / name
    changed.write_bytes(changed.read_bytes() + b"\x00")

    with pytest.raises(ArtefactError, match="đã bị thay đổi"):
        load_classifier(tmp_path / "changed")


def test_the_manifest_names_the_terms_of_every_source() -> None:
    """Nothing was learned from data whose terms are not named."""
    manifest = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))
    composed_sources = {row.source for row in composed()}

    assert set(manifest["rows"]) <= composed_sources | set(TERMS)
    assert set(TERMS) <= set(manifest["terms"])


def test_the_manifest_knows_every_composed_file_by_its_content() -> None:
    """What was changed since the training, or never learned from, would show here."""
    manifest = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))
    learned = [path for path in COMPOSED_FOLDER.rglob("*.txt") if path.parent.name != "measuring"]

    assert len(learned) > 300
    assert {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in learned
    }.items() <= manifest["files"].items()


def test_the_artefact_is_small_and_holds_no_text() -> None:
    """Under 30 MB, and numbers only."""
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 30_000_000
    for name in ("weights.npz", "network.npz"):
        with np.load(SHIPPED / name, allow_pickle=False) as arrays:
            assert all(arrays[name].dtype.kind in "if" for name in arrays.files)


def test_training_on_the_same_rows_gives_the_same_predictions(tmp_path: Path) -> None:
    """Twice the same to the byte; and a saved model is the one that was fitted."""
    rows = composed()[::12]
    model = fit(rows)
    version = save(model, {}, tmp_path / "one")

    assert save(fit(rows), {}, tmp_path / "two") == version
    comments = [CommentText("1", row.text, row.post) for row in rows[:20]]
    held = load(tmp_path / "one")
    loaded = Classifier(held.model, held.version, held.network)
    assert loaded.classify(comments) == Classifier(model, version).classify(comments)


def test_comments_of_one_post_never_fall_on_both_sides() -> None:
    """The folds are of posts, not of comments."""
    rows = composed()
    folds = folds_by_post(rows)
    fold_of = {}
    for row, fold in zip(rows, folds.tolist(), strict=True):
        assert fold_of.setdefault(row.post, fold) == fold
