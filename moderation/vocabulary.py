"""The words of the house: every closed list that more than one package speaks.

Values are what the database, the API and exported files carry; they never change once shipped.
The Vietnamese names that people read are beside them, so that a screen, a report and the
command line call a thing by one name (`docs/glossary.md`).
"""

from __future__ import annotations

from enum import StrEnum


class Label(StrEnum):
    """What a comment asks of the agency, in the order in which one is the primary.

    When two labels hold, the primary is the first of this order and the rest go under `also`
    (labelling guide, rule 9).
    """

    ILLEGAL_CONTENT = "illegal_content"
    CONTRARY_INFORMATION = "contrary_information"
    POLICY_QUESTION = "policy_question"
    FEEDBACK = "feedback"
    SPAM = "spam"
    OTHER = "other"


class Reason(StrEnum):
    """Why a comment is `illegal_content`; each names a fault of the words alone."""

    HATE = "hate"
    INSULT = "insult"
    THREAT = "threat"
    INCITEMENT = "incitement"
    SEXUAL = "sexual"
    GAMBLING = "gambling"
    FRAUD = "fraud"
    PROHIBITED_GOODS = "prohibited_goods"
    PRIVACY = "privacy"
    CHILD_HARM = "child_harm"


class Trait(StrEnum):
    """What a comment is about beside its label: whom it concerns, or what the law has a way for.

    The first four are people whom the Code of Conduct asks to take heed of (duties A15).
    """

    CHILD = "child"
    DISABILITY = "disability"
    MINORITY = "minority"
    POVERTY = "poverty"
    MINORITY_LANGUAGE = "minority_language"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    PETITION = "petition"
    INFORMATION_REQUEST = "information_request"
    PERSONAL_DATA_REQUEST = "personal_data_request"


class Language(StrEnum):
    """Languages of Vietnam's minorities in which people write on pages."""

    KHMER = "khmer"
    CHAM = "cham"
    THAI = "thai"
    HMONG = "hmong"
    EDE = "ede"
    JARAI = "jarai"
    BAHNAR = "bahnar"
    TAY = "tay"


class Platform(StrEnum):
    """Where a page lives. `standard` is any sender that speaks Standard Webhooks.

    `report` is no network: the agency's own room for what people tell it of (`moderation.duties`).
    """

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    ZALO = "zalo"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    STANDARD = "standard"
    REPORT = "report"


class CommentVerb(StrEnum):
    """What happened to a comment at its source."""

    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"
    HIDDEN = "hidden"
    UNHIDDEN = "unhidden"


class WorkState(StrEnum):
    """How far the pipeline has carried a delivery, an import or a comment."""

    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class CaseStatus(StrEnum):
    """Where a case stands for the people who work on it."""

    OPEN = "open"
    DRAFTING = "drafting"
    WAITING_APPROVAL = "waiting_approval"
    RETURNED = "returned"
    APPROVED = "approved"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


CLOSED_STATUSES = frozenset({CaseStatus.ANSWERED, CaseStatus.DISMISSED})


class DismissReason(StrEnum):
    """Why a case is closed without a reply. Criticism may not be closed as a nuisance."""

    NO_ANSWER_NEEDED = "no_answer_needed"
    ALREADY_ANSWERED = "already_answered"
    NOTED = "noted"
    OUT_OF_COMPETENCE = "out_of_competence"
    SPAM = "spam"
    ILLEGAL_RECORDED = "illegal_recorded"
    DELETED_AT_SOURCE = "deleted_at_source"
    MERGED = "merged"


class Priority(StrEnum):
    """How severe a case is; it breaks ties between cases due at the same time."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Role(StrEnum):
    """What a person does here; what each may do is in `moderation.policy`."""

    VIEWER = "viewer"
    TRIAGE = "triage"
    DRAFTER = "drafter"
    SPOKESPERSON = "spokesperson"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class OfficerRole(StrEnum):
    """The persons whom the Code of Conduct asks a page to name (duties A01, A02)."""

    SPOKESPERSON = "spokesperson"
    CONTENT_RESPONSIBLE = "content_responsible"
    ADMINISTRATOR = "administrator"


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


class ClockUnit(StrEnum):
    """In what a time limit is counted."""

    CLOCK_HOURS = "clock_hours"
    OFFICE_MINUTES = "office_minutes"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class ClockConfidence(StrEnum):
    """How sure we are of the text that a time limit rests on."""

    OWN = "own"
    CONFIRMED = "confirmed"
    KNOWN = "known"
    UNCONFIRMED = "unconfirmed"


class PauseReason(StrEnum):
    """Why the clock of a case stands still for a while."""

    OTHER_BODY = "other_body"
    CITIZEN = "citizen"
    VERIFYING = "verifying"
    FORCE_MAJEURE = "force_majeure"


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


class ReferralOutcome(StrEnum):
    """What a competent authority did with what was passed on to it."""

    HANDLED = "handled"
    REMOVED = "removed"
    NO_BREACH = "no_breach"
    PASSED_ON = "passed_on"
    SENT_BACK = "sent_back"


class KeyPurpose(StrEnum):
    """What a key of an agency does: wrap the keys of authors, or make what they are found by."""

    WRAP = "wrap"
    INDEX = "index"


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


class RevealReason(StrEnum):
    """Why somebody looks at personal data that is masked."""

    ANSWER = "answer"
    VERIFY = "verify"
    REFER = "refer"
    CITIZEN_REQUEST = "citizen_request"
    INSPECTION = "inspection"


class EscalationMoment(StrEnum):
    """When a notice about an unanswered case is due, measured on its own limit."""

    BEFORE = "before"
    BREACH = "breach"
    AFTER = "after"


class Recipient(StrEnum):
    """To whom such a notice goes. `deputy` is a person named in the rule."""

    OWNER = "owner"
    MANAGER = "manager"
    DEPUTY = "deputy"


class CorrectionReason(StrEnum):
    """Why the machine took a comment for something else."""

    DIALECT = "dialect"
    SARCASM = "sarcasm"
    CONTEXT = "context"
    MIXED = "mixed"
    RULE = "rule"
    OTHER = "other"


class Density(StrEnum):
    """How much of a list a person wants on one screen."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class CaseNews(StrEnum):
    """Why somebody is told: of a case by a colleague, of what became of a reply, of a sign-in."""

    MENTIONED = "mentioned"
    ESCALATED = "escalated"
    SENT_BACK = "sent_back"
    TAKEN_OVER = "taken_over"
    REPLY_WAITING = "reply_waiting"
    REPLY_RETURNED = "reply_returned"
    REPLY_VOID = "reply_void"
    NEEDS_READER = "needs_reader"
    TIP_CLOSED = "tip_closed"
    NEW_DEVICE = "new_device"


class NoticeChannel(StrEnum):
    """By which way somebody is told outside the console."""

    MAIL = "mail"
    PUSH = "push"
    HOOK = "hook"


class Actor(StrEnum):
    """Who did what an event records."""

    PERSON = "person"
    MACHINE = "machine"
    SOURCE = "source"
    API_KEY = "api_key"


class EventKind(StrEnum):
    """What can happen to a case or a comment. Past tense: an event is never taken back."""

    COMMENT_RECEIVED = "comment_received"
    COMMENT_EDITED = "comment_edited"
    COMMENT_DELETED = "comment_deleted"
    COMMENT_HIDDEN = "comment_hidden"
    COMMENT_UNHIDDEN = "comment_unhidden"
    COMMENT_CLASSIFIED = "comment_classified"
    CASE_OPENED = "case_opened"
    TIP_RECEIVED = "tip_received"
    COMMENT_JOINED = "comment_joined"
    CASE_REROUTED = "case_rerouted"
    CLAIMED = "claimed"
    RELEASED = "released"
    TAKEN_OVER = "taken_over"
    RELABELLED = "relabelled"
    TRAITS_CHANGED = "traits_changed"
    CORRECTION_EXPLAINED = "correction_explained"
    LOOKED_AGAIN = "looked_again"
    DISMISSED = "dismissed"
    REOPENED = "reopened"
    ESCALATED = "escalated"
    SENT_BACK = "sent_back"
    NOTE_ADDED = "note_added"
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_WITHDRAWN = "evidence_withdrawn"
    PAUSED = "paused"
    RESUMED = "resumed"
    SPLIT = "split"
    ACTED_ON_MANY = "acted_on_many"
    NOTICE_SENT = "notice_sent"
    TEMPLATE_PICKED = "template_picked"
    DRAFT_SAVED = "draft_saved"
    ANSWERED = "answered"
    ANSWERED_AT_SOURCE = "answered_at_source"
    IMPORT_CONFIRMED = "import_confirmed"
    SETTING_CHANGED = "setting_changed"
    INCIDENT = "incident"
    SUSPECT_PAGE = "suspect_page"
    PAGES_SCANNED = "pages_scanned"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    IDENTITY_PROVED = "identity_proved"
    SESSION_ENDED = "session_ended"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"
    REFUSED = "refused"
    AUDIT_VERIFIED = "audit_verified"
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    PASSWORD_SET = "password_set"  # noqa: S105 - an event, no password
    API_KEY_MADE = "api_key_made"
    API_KEY_REVOKED = "api_key_revoked"
    EXPORTED = "exported"
    REVEALED = "revealed"
    DATA_REQUEST = "data_request"
    HELD = "held"
    REFERRED = "referred"
    REFERRAL_ANSWERED = "referral_answered"
    RETENTION_APPLIED = "retention_applied"
    CONTRIBUTION_DECIDED = "contribution_decided"
    RULEBOOK_PUBLISHED = "rulebook_published"
    RULES_ACKNOWLEDGED = "rules_acknowledged"
    RETRIED = "retried"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    APPROVAL_VOIDED = "approval_voided"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    PUBLISHED = "published"
    PUBLISH_REFUSED = "publish_refused"
    PUBLISH_UNKNOWN = "publish_unknown"
    HIDE_ASKED = "hide_asked"
    HIDE_REVIEWED = "hide_reviewed"
    HIDE_PROPOSED = "hide_proposed"
    HIDE_DECIDED = "hide_decided"
    REVIEW_ASKED = "review_asked"
    REVIEW_DECIDED = "review_decided"
    ACT_CANCELLED = "act_cancelled"
    UNDONE = "undone"


class BulkKind(StrEnum):
    """What can be done to many cases at once: only what can be taken back, and nothing public."""

    RELABEL = "relabel"
    DISMISS = "dismiss"
    ESCALATE = "escalate"
    UNDO = "undo"


class BulkOutcome(StrEnum):
    """What became of one case of such an act. `stopped` is one that was taken back before."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"


class ApprovalState(StrEnum):
    """Where a submitted reply stands. `void` is one whose text or comment changed."""

    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    VOID = "void"
    DONE = "done"


class VoidReason(StrEnum):
    """Why an approval, or a request for one, no longer holds."""

    DRAFT_CHANGED = "draft_changed"
    COMMENT_CHANGED = "comment_changed"
    COMMENT_DELETED = "comment_deleted"
    WITHDRAWN = "withdrawn"


class AuthorityBasis(StrEnum):
    """On what somebody's right to approve replies rests."""

    HEAD = "head"
    SPOKESPERSON = "spokesperson"
    DELEGATION = "delegation"


class PublishKind(StrEnum):
    """What can be asked of a network about a comment, or about the page's own reply to it."""

    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    HIDE = "hide"
    UNHIDE = "unhide"
    EDIT = "edit"
    DELETE = "delete"


ANSWERS = frozenset({PublishKind.REPLY, PublishKind.PRIVATE_REPLY})
"""What answers a citizen, as against what is done to their words or to ours."""


class HideReason(StrEnum):
    """Why a comment was hidden: a fault of its words (`Reason`), or that it is a nuisance."""

    HATE = "hate"
    INSULT = "insult"
    THREAT = "threat"
    INCITEMENT = "incitement"
    SEXUAL = "sexual"
    GAMBLING = "gambling"
    FRAUD = "fraud"
    PROHIBITED_GOODS = "prohibited_goods"
    PRIVACY = "privacy"
    CHILD_HARM = "child_harm"
    SPAM = "spam"


class ReplySignature(StrEnum):
    """Whose name stands below a reply, as the agency sets."""

    NONE = "none"
    UNIT = "unit"
    PERSON = "person"


class CriticismSign(StrEnum):
    """Why words may be criticism of the agency, so that two persons must agree to hide them."""

    READ_SO = "read_so"
    NAMES_AGENCY = "names_agency"


class HideVerdict(StrEnum):
    """What another person found when they looked at a hiding."""

    UPHELD = "upheld"
    UNDONE = "undone"


class IntentState(StrEnum):
    """Where an act at a network stands. `unknown` is reconciled, never sent again blindly."""

    QUEUED = "queued"
    SENDING = "sending"
    PUBLISHED = "published"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_PUBLISHED = "not_published"
    CANCELLED = "cancelled"


class RuleState(StrEnum):
    """What becomes of a rule that an agency wrote. Only a live one is applied to comments."""

    DRAFT = "draft"
    LIVE = "live"
    OFF = "off"


class TemplateState(StrEnum):
    """What becomes of a template that an agency wrote. Only a live one is suggested."""

    DRAFT = "draft"
    LIVE = "live"
    ARCHIVED = "archived"


class ConnectionState(StrEnum):
    """Whether a page's connection may be used. `closed` has given its key up."""

    OK = "ok"
    PAUSED = "paused"
    CLOSED = "closed"


class WatchKind(StrEnum):
    """What is looked at by ourselves on a connected page, whether or not its network delivers."""

    RECENT = "recent"
    BACKFILL = "backfill"
    CHANGES = "changes"
    TOKEN = "token"  # noqa: S105 - a kind of watch, no secret


class PublishOutcome(StrEnum):
    """What one call came to: done, surely not done, or nobody can say."""

    PUBLISHED = "published"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Tally(StrEnum):
    """What is counted by day besides cases opened, answered and closed.

    Those that tell of people count cases, each on the day of the first such act that stands.
    """

    RECEIVED = "received"
    TOPIC = "topic"
    DECIDED = "decided"
    JUDGED = "judged"
    CORRECTED = "corrected"
    OVERTURNED = "overturned"
    RETURNED = "returned"
    REPLIED = "replied"
    SOURCED = "sourced"


class ReportKind(StrEnum):
    """How long a period an official report is about."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


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


UNSURE_QUEUE = "unsure"

LABELS_VI: dict[Label, str] = {
    Label.POLICY_QUESTION: "Câu hỏi chính sách",
    Label.CONTRARY_INFORMATION: "Thông tin trái chiều",
    Label.ILLEGAL_CONTENT: "Nội dung vi phạm",
    Label.SPAM: "Tin rác",
    Label.FEEDBACK: "Góp ý, phản ánh",
    Label.OTHER: "Khác",
}

REASONS_VI: dict[Reason, str] = {
    Reason.HATE: "Kỳ thị, thù ghét",
    Reason.INSULT: "Xúc phạm, lăng mạ",
    Reason.THREAT: "Đe dọa, kêu gọi bạo lực",
    Reason.INCITEMENT: "Kích động vi phạm pháp luật",
    Reason.SEXUAL: "Khiêu dâm, gạ gẫm",
    Reason.GAMBLING: "Cờ bạc",
    Reason.FRAUD: "Lừa đảo",
    Reason.PROHIBITED_GOODS: "Hàng cấm, giấy tờ giả",
    Reason.PRIVACY: "Lộ thông tin cá nhân",
    Reason.CHILD_HARM: "Xâm hại trẻ em",
}

TRAITS_VI: dict[Trait, str] = {
    Trait.CHILD: "Trẻ em cần bảo vệ",
    Trait.DISABILITY: "Người khuyết tật",
    Trait.MINORITY: "Người dân tộc thiểu số",
    Trait.POVERTY: "Người nghèo, neo đơn",
    Trait.MINORITY_LANGUAGE: "Tiếng dân tộc thiểu số",
    Trait.COMPLAINT: "Khiếu nại",
    Trait.DENUNCIATION: "Tố cáo, tố giác",
    Trait.PETITION: "Kiến nghị",
    Trait.INFORMATION_REQUEST: "Yêu cầu cung cấp thông tin",
    Trait.PERSONAL_DATA_REQUEST: "Yêu cầu về dữ liệu cá nhân",
}

LANGUAGES_VI: dict[Language, str] = {
    Language.KHMER: "Tiếng Khmer",
    Language.CHAM: "Tiếng Chăm",
    Language.THAI: "Tiếng Thái",
    Language.HMONG: "Tiếng Mông",
    Language.EDE: "Tiếng Ê Đê",
    Language.JARAI: "Tiếng Gia Rai",
    Language.BAHNAR: "Tiếng Ba Na",
    Language.TAY: "Tiếng Tày, Nùng",
}
