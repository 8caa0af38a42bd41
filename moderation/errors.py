"""The one family of errors that people may read.

Each carries a stable `code` for machines and a Vietnamese sentence for people: what happened,
what is safe, what to do. Only the edges (`api.errors`, `commands`) turn them into a status or an
exit code.
"""

from __future__ import annotations

__all__ = [
    "BadInputError",
    "ConflictError",
    "ForbiddenError",
    "NotFoundError",
    "PhanHoiError",
    "SignInError",
    "TooLargeError",
    "UnavailableError",
    "UnsupportedMediaError",
    "VerificationError",
]


class PhanHoiError(Exception):
    """A refusal in the user's words."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts
        if code is not None:
            self.code = code


class BadInputError(PhanHoiError):
    """What was sent can't be read or does not hold together."""

    code = "bad_input"


class TooLargeError(BadInputError):
    """What was sent is over a limit."""

    code = "too_large"


class UnsupportedMediaError(BadInputError):
    """What was sent is of a kind that this place does not take."""

    code = "unsupported_media"


class VerificationError(PhanHoiError):
    """A delivery whose signature or time does not hold."""

    code = "verification_failed"


class SignInError(PhanHoiError):
    """Who is asking is not known, or no longer."""

    code = "sign_in"


class ForbiddenError(PhanHoiError):
    """The person may not do this."""

    code = "forbidden"


class NotFoundError(PhanHoiError):
    """No such thing in this agency."""

    code = "not_found"


class ConflictError(PhanHoiError):
    """Somebody was first, or the thing has changed since it was read."""

    code = "conflict"


class UnavailableError(PhanHoiError):
    """A part of the system is away; trying again later is safe."""

    code = "unavailable"
