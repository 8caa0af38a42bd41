"""A small sentence encoder, asked about comments that may be illegal content."""

from classifiers.encoder.reading import Encoder

__all__ = ["Encoder"]
