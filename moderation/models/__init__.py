"""The tables. Every row but an agency's own belongs to one agency and is walled off by it."""

from moderation.models.agencies import (
    Agency,
    CalendarDay,
    CalendarShift,
    Clock,
    Queue,
    RoutingRule,
)
from moderation.models.authorities import Authority, OfficialHost, SensitiveLabel
from moderation.models.authors import AgencyKey, Author
from moderation.models.base import Base
from moderation.models.bulk import BulkAct, BulkItem
from moderation.models.cases import Case, Draft, Event, NearCopyKey, Suggestion
from moderation.models.comments import Comment, CommentSearch, Post, Prediction
from moderation.models.contributions import Consultation, Contribution
from moderation.models.devices import KnownDevice
from moderation.models.doors import (
    IdentityProvider,
    LinkedIdentity,
    Passkey,
    SpentChallenge,
)
from moderation.models.duties import (
    Acknowledgement,
    DutySettings,
    RulebookVersion,
    RuleOverride,
)
from moderation.models.figures import DayFigures, DayTally, StaleDay
from moderation.models.hidings import HideRequest, Hiding, ReviewRequest
from moderation.models.incidents import DutyFile, Incident, PageScan, SuspectPage
from moderation.models.intake import Delivery, Import, ImportMapping, ImportProblem
from moderation.models.languages import LanguageReader
from moderation.models.letters import Letter, NoticeHook, NoticeWishes, PushDevice, PushKey
from moderation.models.notes import CaseNote, Evidence
from moderation.models.pages import Connection, Endpoint, Page, PageOfficer
from moderation.models.people import ApiKey, Grant, RolePower, SignInSession, User
from moderation.models.preferences import Preferences
from moderation.models.presence import Presence
from moderation.models.privacy import LegalHold, RetentionRule, SubjectRequest
from moderation.models.quality import GoldenItem, QualityRule, SecondLook
from moderation.models.referrals import Referral
from moderation.models.registry import PageVerification, SafetyCheck
from moderation.models.replies import Approval, PublishAttempt, PublishIntent, ReplyCover
from moderation.models.reports import Report, ReportSettings
from moderation.models.rules import AgencyRule, RuleCatch
from moderation.models.seals import Seal
from moderation.models.second_factors import RecoveryCode, SecondFactor, SignInRule
from moderation.models.templates import AgencyTemplate, SourceChange, TemplateVersion
from moderation.models.timing import (
    CasePause,
    DutyReminder,
    DutyShift,
    EscalationNotice,
    EscalationRule,
    Notification,
)
from moderation.models.tips import Tip
from moderation.models.views import SavedView
from moderation.models.watches import Watch

__all__ = [
    "Acknowledgement",
    "Agency",
    "AgencyKey",
    "AgencyRule",
    "AgencyTemplate",
    "ApiKey",
    "Approval",
    "Author",
    "Authority",
    "Base",
    "BulkAct",
    "BulkItem",
    "CalendarDay",
    "CalendarShift",
    "Case",
    "CaseNote",
    "CasePause",
    "Clock",
    "Comment",
    "CommentSearch",
    "Connection",
    "Consultation",
    "Contribution",
    "DayFigures",
    "DayTally",
    "Delivery",
    "Draft",
    "DutyFile",
    "DutyReminder",
    "DutySettings",
    "DutyShift",
    "Endpoint",
    "EscalationNotice",
    "EscalationRule",
    "Event",
    "Evidence",
    "GoldenItem",
    "Grant",
    "HideRequest",
    "Hiding",
    "IdentityProvider",
    "Import",
    "ImportMapping",
    "ImportProblem",
    "Incident",
    "KnownDevice",
    "LanguageReader",
    "LegalHold",
    "Letter",
    "LinkedIdentity",
    "NearCopyKey",
    "NoticeHook",
    "NoticeWishes",
    "Notification",
    "OfficialHost",
    "Page",
    "PageOfficer",
    "PageScan",
    "PageVerification",
    "Passkey",
    "Post",
    "Prediction",
    "Preferences",
    "Presence",
    "PublishAttempt",
    "PublishIntent",
    "PushDevice",
    "PushKey",
    "QualityRule",
    "Queue",
    "RecoveryCode",
    "Referral",
    "ReplyCover",
    "Report",
    "ReportSettings",
    "RetentionRule",
    "ReviewRequest",
    "RolePower",
    "RoutingRule",
    "RuleCatch",
    "RuleOverride",
    "RulebookVersion",
    "SafetyCheck",
    "SavedView",
    "Seal",
    "SecondFactor",
    "SecondLook",
    "SensitiveLabel",
    "SignInRule",
    "SignInSession",
    "SourceChange",
    "SpentChallenge",
    "StaleDay",
    "SubjectRequest",
    "Suggestion",
    "SuspectPage",
    "TemplateVersion",
    "Tip",
    "User",
    "Watch",
]
