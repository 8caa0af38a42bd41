"""Logs as JSON lines on standard error: ids and words of ours, never a citizen's text."""

from __future__ import annotations

import logging

import structlog

from moderation.settings import get_settings

__all__ = ["configure_logs"]


def configure_logs() -> None:
    """Set up structlog and the standard library's loggers alike."""
    level = logging.getLevelNamesMapping()[get_settings().log_level]
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")
    # It would write down the address of every call, with a proof made of the page's key in it.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
