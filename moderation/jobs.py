"""Asking a worker to look at rows: parked on the session, sent after its commit.

A message carries ids and may arrive twice or never. The rows' own state says whether there is
anything to do, and the sweeper rings again for rows that stood still.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from moderation.database import PARKED_JOBS
from moderation.vocabulary import Job

__all__ = ["BATCH", "enqueue"]

BATCH = 256
"""Rows in one message: a message for each comment costs fifty times more."""


def enqueue(agency_id: int, session: Session, job: Job, ids: Sequence[int]) -> None:
    """Park one message for each batch of rows until the transaction has committed."""
    parked = session.info.setdefault(PARKED_JOBS, [])
    for start in range(0, len(ids), BATCH):
        parked.append((job, agency_id, list(ids[start : start + BATCH])))
