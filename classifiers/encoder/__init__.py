"""A small sentence encoder, asked about the comments that the linear heads are in doubt about."""

from classifiers.encoder.reading import Encoder

__all__ = ["Encoder"]
