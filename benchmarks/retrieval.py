"""Ways of finding the right template, side by side: `python -m benchmarks.retrieval`.

All rank the templates of the comment's label by title, keywords and text, on the comments that are
held out (`response_templates.evaluate`). The last line is what is shipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from underthesea import word_tokenize

from moderation.text import fold
from response_templates import Template, load_catalogue, load_suggester
from response_templates.evaluate import Example, load_examples, measure

_SYLLABLE = re.compile(r"\w+")
_Cut = Callable[[str], list[str]]


def main() -> None:
    """Print the shares of each way."""
    templates = list(load_catalogue())
    _, held = load_examples()
    asked = [one for one in held if one.right]
    ways: dict[str, _Cut] = {
        "BM25, folded syllables": lambda text: _SYLLABLE.findall(fold(text)),
        "BM25, folded syllables and pairs": _pairs,
        "BM25, words of underthesea": lambda text: word_tokenize(text.lower()),
        "BM25, words of underthesea, folded": lambda text: [
            fold(word) for word in word_tokenize(text.lower())
        ],
    }
    for name, cut in ways.items():
        _show(name, asked, templates, _bm25(templates, asked, cut))
    _show("latent semantics, 64 dimensions", asked, templates, _latent(templates, asked))
    shares = measure(load_suggester(), asked)
    print(f"shipped: {shares.first:.3f} first, {shares.among_three:.3f} among three")


def _pairs(text: str) -> list[str]:
    cut = _SYLLABLE.findall(fold(text))
    return [*cut, *map(" ".join, pairwise(cut))]


def _texts(templates: Sequence[Template]) -> list[str]:
    return [
        " . ".join([*[one.title] * 3, *[word for word in one.keywords for _ in range(3)], one.body])
        for one in templates
    ]


def _bm25(
    templates: Sequence[Template], asked: Sequence[Example], cut: _Cut
) -> NDArray[np.float64]:
    counting = CountVectorizer(analyzer=cut)
    counts = csr_matrix(counting.fit_transform(_texts(templates)), dtype=float)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    holders = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = np.log(1 + (len(templates) - holders + 0.5) / (holders + 0.5))
    slack = 1.2 * (0.4 + 0.6 * lengths / lengths.mean())
    weights = counts.tocoo()
    weights.data = rarity[weights.col] * weights.data * 2.2 / (weights.data + slack[weights.row])
    queries = counting.transform([one.wanted.text for one in asked]) > 0
    return np.asarray((queries.astype(float) @ weights.tocsr().T).toarray())


def _latent(templates: Sequence[Template], asked: Sequence[Example]) -> NDArray[np.float64]:
    """Embeddings made of the templates alone; none made elsewhere is at hand without a network."""
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    known = letters.fit_transform([fold(text) for text in _texts(templates)])
    plane = TruncatedSVD(64, random_state=7).fit(known)
    queries = plane.transform(letters.transform([fold(one.wanted.text) for one in asked]))
    found = plane.transform(known)
    norms = np.linalg.norm(queries, axis=1)[:, None] * np.linalg.norm(found, axis=1)[None, :]
    return np.asarray(queries @ found.T / np.maximum(norms, 1e-9))


def _show(
    name: str,
    asked: Sequence[Example],
    templates: Sequence[Template],
    scores: NDArray[np.float64],
) -> None:
    first = three = 0
    for row, one in zip(scores, asked, strict=True):
        fits = np.array([one.wanted.label in each.labels for each in templates])
        best = [templates[at].id for at in np.argsort(-np.where(fits, row, -1.0))[:3]]
        first += best[0] in one.right
        three += bool(one.right & set(best))
    print(f"{name}: {first / len(asked):.3f} first, {three / len(asked):.3f} among three")


if __name__ == "__main__":
    main()
