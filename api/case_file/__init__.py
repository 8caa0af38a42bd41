"""The file of one case for a competent authority, as a PDF and as a ZIP that can be checked."""

from __future__ import annotations

from api.case_file.bundle import Bundle, bundle

__all__ = ["Bundle", "bundle"]
