"""Files that come in by a form, and leave as downloads."""

from __future__ import annotations

from typing import Annotated, Protocol
from urllib.parse import quote

from fastapi import File, UploadFile
from fastapi.responses import Response

from moderation.casework.evidence import LARGEST_FILE

__all__ = ["Upload", "file_answer", "received"]

Upload = Annotated[UploadFile | None, File()]


class _Kept(Protocol):
    """A kept file, whatever it proves."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def content(self) -> bytes | None: ...


def received(file: UploadFile | None) -> tuple[str, bytes]:
    """Name and bytes, one byte over the limit at most; both empty where nothing was chosen."""
    if file is None:
        return "", b""
    return file.filename or "", file.file.read(LARGEST_FILE + 1)


def file_answer(found: _Kept) -> Response:
    """A file that leaves as a download: never shown by the browser within this site."""
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in found.name)
    name = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name)}"
    headers = {
        "content-disposition": name,
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
    return Response(found.content, media_type=found.media_type, headers=headers)
