"""How long data are kept, who looked, and what a person may ask for."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["DataClass", "KeyPurpose", "RequestKind", "RequestOutcome", "RevealReason"]


class DataClass(StrEnum):
    """What is kept for a time of its own."""

    AUTHORS = "authors"
    WORDS = "words"
    DELIVERIES = "deliveries"
    IMPORT_PROBLEMS = "import_problems"
    NOTIFICATIONS = "notifications"


class RequestKind(StrEnum):
    """What a citizen asks about their own data."""

    ACCESS = "access"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    OBJECT = "object"
    RESTRICT = "restrict"
    ERASE = "erase"


class RequestOutcome(StrEnum):
    """How such a request ended."""

    DONE = "done"
    REFUSED = "refused"


class KeyPurpose(StrEnum):
    """What a key of an agency does: wrap the keys of authors, or make what they are found by."""

    WRAP = "wrap"
    INDEX = "index"


class RevealReason(StrEnum):
    """Why somebody looks at personal data that is masked."""

    ANSWER = "answer"
    VERIFY = "verify"
    REFER = "refer"
    CITIZEN_REQUEST = "citizen_request"
    INSPECTION = "inspection"
