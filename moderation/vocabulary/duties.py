"""The other duties of an agency and its page."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "ContributionOutcome",
    "CriticismSign",
    "Duty",
    "IncidentKind",
    "ReferralOutcome",
    "RuleActor",
    "RuleLayer",
    "RuleStrength",
    "SafetyItem",
    "ScanMethod",
    "SuspectLevel",
    "SuspectOutcome",
    "TipSource",
    "VerificationState",
]


class Duty(StrEnum):
    """What has a limit of its own beside the cases, and is told of as it comes near."""

    INCIDENT_NOTICE = "incident_notice"
    PAGE_SCAN = "page_scan"
    REFERRAL = "referral"
    DATA_REQUEST = "data_request"
    HIDDEN_REVIEW = "hidden_review"


class TipSource(StrEnum):
    """Who told the agency of something seen on the net (duties B02, B15, C4)."""

    STAFF = "staff"
    CITIZEN = "citizen"


class VerificationState(StrEnum):
    """How a page stands with its network, which may confirm whose page it is (A03)."""

    NONE = "none"
    APPLIED = "applied"
    VERIFIED = "verified"
    LOST = "lost"


class SafetyItem(StrEnum):
    """A point of a page account's safety that somebody looks at from time to time (A10)."""

    SECOND_FACTOR = "second_factor"
    ADMINISTRATORS = "administrators"
    LEFT_STAFF = "left_staff"
    RECOVERY = "recovery"
    KEYS = "keys"
    DEVICES = "devices"


class IncidentKind(StrEnum):
    """What happened to a page of ours (duties A11, A12)."""

    LOST = "lost"
    IMPERSONATED = "impersonated"
    MISUSED = "misused"


class SuspectLevel(StrEnum):
    """How grave it is that a page passes for one of ours."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class SuspectOutcome(StrEnum):
    """What became of a page that was thought to pass for one of ours."""

    REMOVED = "removed"
    RENAMED = "renamed"
    STANDS = "stands"
    HARMLESS = "harmless"


class ScanMethod(StrEnum):
    """How somebody looked for such pages."""

    BY_HAND = "by_hand"
    LIST = "list"


class ReferralOutcome(StrEnum):
    """What a competent authority did with what was passed on to it."""

    HANDLED = "handled"
    REMOVED = "removed"
    NO_BREACH = "no_breach"
    PASSED_ON = "passed_on"
    SENT_BACK = "sent_back"


class ContributionOutcome(StrEnum):
    """What became of what a citizen proposed or criticised."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"


class RuleLayer(StrEnum):
    """The text in which a rule of conduct stands. The draft of 2018 was never issued."""

    DRAFT_2018 = "draft_2018"
    CODE_874_2021 = "code_874_2021"
    LOCAL_INSTRUCTION = "local_instruction"
    LAW = "law"


class RuleStrength(StrEnum):
    """How strongly a rule of conduct binds."""

    MUST = "must"
    MUST_NOT = "must_not"
    SHOULD = "should"
    ENCOURAGED = "encouraged"


class RuleActor(StrEnum):
    """Whom a rule of conduct is about."""

    EVERYONE = "everyone"
    AGENCY = "agency"
    HEAD = "head"
    ORGANISATION = "organisation"
    STAFF = "staff"
    CITIZEN = "citizen"
    PROVIDER = "provider"


class CriticismSign(StrEnum):
    """Why words may be criticism of the agency, so that two persons must agree to hide them."""

    READ_SO = "read_so"
    NAMES_AGENCY = "names_agency"
