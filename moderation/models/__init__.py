"""The tables. Every row but an agency's own belongs to one agency and is walled off by it."""

from moderation.models.agencies import (
    Agency,
    CalendarDay,
    CalendarShift,
    Clock,
    Queue,
    RoutingRule,
)
from moderation.models.base import Base
from moderation.models.cases import Case, Draft, Event, NearCopyKey, Suggestion
from moderation.models.comments import Comment, CommentSearch, Post, Prediction
from moderation.models.intake import Delivery, Import, ImportMapping, ImportProblem
from moderation.models.pages import Endpoint, Page, PageOfficer
from moderation.models.people import ApiKey, Grant, SignInSession, User
from moderation.models.replies import Approval, PublishAttempt, PublishIntent

__all__ = [
    "Agency",
    "ApiKey",
    "Approval",
    "Base",
    "CalendarDay",
    "CalendarShift",
    "Case",
    "Clock",
    "Comment",
    "CommentSearch",
    "Delivery",
    "Draft",
    "Endpoint",
    "Event",
    "Grant",
    "Import",
    "ImportMapping",
    "ImportProblem",
    "NearCopyKey",
    "Page",
    "PageOfficer",
    "Post",
    "Prediction",
    "PublishAttempt",
    "PublishIntent",
    "Queue",
    "RoutingRule",
    "SignInSession",
    "Suggestion",
    "User",
]
