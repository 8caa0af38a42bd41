"""A QR code as one path of an SVG, which a page draws without any script, style or picture file."""

from __future__ import annotations

from itertools import groupby

import segno

from api.view_models.people import QrCode

__all__ = ["qr_of"]

_QUIET = 4  # modules of white around it, by the standard


def qr_of(text: str) -> QrCode:
    """Each run of dark modules is a rectangle; the side is counted in modules."""
    rows = segno.make(text, error="m", micro=False).matrix
    path = "".join(
        f"M{at + _QUIET} {y + _QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for at, length in _dark_runs(row)
    )
    return QrCode(path, len(rows) + 2 * _QUIET)


def _dark_runs(row: bytearray) -> list[tuple[int, int]]:
    runs, at = [], 0
    for is_dark, group in groupby(row):
        length = len(list(group))
        if is_dark:
            runs.append((at, length))
        at += length
    return runs
