"""The readers of export files: any tool's, hostile ones included, into comment events."""

from __future__ import annotations

from platforms.exports.export import Export, open_export
from platforms.exports.mapping import CHOICES, Mapping
from platforms.exports.rows import BadRow, ExportRow

__all__ = ["CHOICES", "BadRow", "Export", "ExportRow", "Mapping", "open_export"]
