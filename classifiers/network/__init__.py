"""A small convolutional network over words, asked beside the linear heads."""

from classifiers.network.reading import Network

__all__ = ["Network"]
