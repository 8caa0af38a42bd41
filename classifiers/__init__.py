"""Text in, predictions out: no database, no network.

`load_classifier` reads the shipped artefact; `near_copies` and `privacy` stand on their own.
"""

from classifiers.artefact import ArtefactError
from classifiers.pipeline import Classifier, load_classifier
from classifiers.predictions import CommentText, Prediction, Span

__all__ = [
    "ArtefactError",
    "Classifier",
    "CommentText",
    "Prediction",
    "Span",
    "load_classifier",
]
