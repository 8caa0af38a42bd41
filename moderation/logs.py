"""Logs as JSON lines on standard error: ids and words of ours, never a citizen's text."""

from __future__ import annotations

import logging

import structlog
from structlog.typing import Processor

from moderation.settings import get_settings

__all__ = ["configure_logs"]


def configure_logs() -> None:
    """Set up structlog and the standard library's loggers alike."""
    level = logging.getLevelNamesMapping()[get_settings().log_level]
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    words: list[Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    _tell_alike(level, [structlog.stdlib.add_logger_name, stamp], words)
    # It would write down the address of every call, with a proof made of the page's key in it.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            stamp,
            *words,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )


def _tell_alike(level: int, facts: list[Processor], words: list[Processor]) -> None:
    """Lines of the libraries in the same form: in a file nothing else says when they were told."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_log_level, *facts],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *words],
        )
    )
    logging.basicConfig(level=level, handlers=[handler])
    for name in ("uvicorn", "uvicorn.access"):  # it gives them handlers of its own
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
