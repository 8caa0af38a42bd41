"""What the workers do, and how far they have come."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Job", "WorkState"]


class WorkState(StrEnum):
    """How far the pipeline has carried a delivery, an import or a comment."""

    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(StrEnum):
    """The jobs that a message can name. The value is the task's name in the workers."""

    READ_IMPORT = "intake.read_import"
    READ_DELIVERIES = "intake.read_deliveries"
    CLASSIFY_COMMENTS = "classify.classify_comments"
    SUGGEST_AGAIN = "classify.suggest_again"
    PUBLISH = "publish.publish_intents"
    CHECK_CONNECTIONS = "publish.check_connections"
    WATCH = "watch.look"
    SEAL_AUTHORS = "maintenance.seal_authors"
    PRUNE = "maintenance.prune"
    ESCALATE = "escalate.send_notices"
    BULK = "bulk.carry_out"
    ADD_UP = "maintenance.add_up"
    SCHEDULE_REPORTS = "reports.schedule"
    MAKE_REPORTS = "reports.make"
    GATHER_LETTERS = "letters.gather"
    SEND_LETTERS = "letters.send"
