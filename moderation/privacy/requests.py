"""What a citizen asks about their own data: received, found, answered, each step written down."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import record_all
from moderation.models import Author, Comment, SubjectRequest
from moderation.policy import Permission, Who
from moderation.queries import agencies
from moderation.queries import authors as author_queries
from moderation.queries import privacy as queries
from moderation.queries.privacy import AuthorTrace
from moderation.queries.work import lock_page
from moderation.replies.approvals import void_for_comments
from moderation.timing.clock import agency_clocks
from moderation.vault import KEY_BYTES, open_with, seal_with
from moderation.vocabulary import EventKind, RequestKind, RequestOutcome

__all__ = [
    "Details",
    "acknowledge",
    "candidates",
    "choose",
    "close",
    "details_of",
    "erase",
    "export",
    "find",
    "receive",
    "restrict",
]

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is mistaken for another when read aloud


@dataclass(frozen=True, slots=True)
class Details:
    """Who asks, and by what they are to be found. Sealed at rest."""

    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    platform_id: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


def receive(
    session: Session,
    who: Who,
    kind: RequestKind,
    page_id: int,
    details: Details,
    *,
    received_at: datetime,
) -> SubjectRequest:
    """Take a request in; its limits run from when the agency received it."""
    who.require(Permission.PROTECT_DATA, page_id)
    if agencies.find_page(who.agency_id, session, page_id) is None:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    if not details.name.strip() or not details.contact.strip():
        raise BadInputError("Ghi họ tên người yêu cầu và cách liên hệ để trả lời.")
    if received_at > datetime.now(UTC):
        raise BadInputError("Lúc nhận yêu cầu không thể ở tương lai.")
    clocks = agency_clocks(who.agency_id, session)
    code = "DL-" + "".join(secrets.choice(_LETTERS) for _ in range(8))
    key, place = secrets.token_bytes(KEY_BYTES), _place(who.agency_id, code)
    made = SubjectRequest(
        agency_id=who.agency_id,
        code=code,
        kind=kind,
        page_id=page_id,
        wrapped_key=author_queries.vault_of(who.agency_id, session).wrap(key, place),
        sealed_details=seal_with(key, json.dumps(asdict(details), ensure_ascii=False), place),
        received_at=received_at,
        receipt_due_at=clocks.due("personal_data_receipt", received_at),
        due_at=clocks.due("personal_data", received_at),
        created_by=who.person_id,
    )
    session.add(made)
    session.flush()
    _note(session, who, made, "received")
    return made


def find(session: Session, who: Who, request_id: int) -> SubjectRequest:
    """A request on a page that this person looks after; NotFoundError for any other."""
    found = queries.find_request(who.agency_id, session, request_id, for_update=True)
    if found is None or not who.can(Permission.PROTECT_DATA, found.page_id):
        raise NotFoundError(
            "Không tìm thấy yêu cầu này; chưa có gì thay đổi. Hãy chọn lại trong danh sách yêu cầu."
        )
    return found


def details_of(session: Session, request: SubjectRequest) -> Details:
    """Who asks, opened."""
    place = _place(request.agency_id, request.code)
    key = author_queries.vault_of(request.agency_id, session).unwrap(request.wrapped_key, place)
    return Details(**json.loads(open_with(key, request.sealed_details, place)))


def candidates(session: Session, request: SubjectRequest) -> list[AuthorTrace]:
    """Whom the request may be about: the one of the platform id, else those of the name."""
    about = details_of(session, request)
    return queries.authors_matching(
        request.agency_id,
        session,
        request.page_id,
        external_id=about.platform_id.strip(),
        name=about.name,
    )


def acknowledge(session: Session, who: Who, request_id: int) -> SubjectRequest:
    """The citizen has been told that it was received, and how it goes on."""
    request = _open(session, who, request_id)
    if request.acknowledged_at is None:
        request.acknowledged_at = datetime.now(UTC)
        _note(session, who, request, "acknowledged")
    return request


def choose(session: Session, who: Who, request_id: int, author_id: int) -> SubjectRequest:
    """Say, once the citizen's identity was checked, whose data this is about."""
    request = _open(session, who, request_id)
    if author_id not in {one.author.id for one in candidates(session, request)}:
        raise BadInputError("Người viết này không khớp với yêu cầu. Hãy tải lại trang.")
    request.author_id = author_id
    _note(session, who, request, "author_chosen", author_id=author_id)
    return request


def export(session: Session, who: Who, request_id: int) -> list[Comment]:
    """Everything that is kept of the author's words, for the author."""
    request = find(session, who, request_id)
    author = _author(session, request)
    _note(session, who, request, "exported", author_id=author.id)
    return queries.comments_of_author(who.agency_id, session, author.id)


def restrict(session: Session, who: Who, request_id: int) -> int:
    """Keep the author's comments and use them for nothing; how many."""
    request = _open(session, who, request_id)
    author, now = _author(session, request), datetime.now(UTC)
    author.restricted_at = author.restricted_at or now
    comments = queries.comments_of_author(who.agency_id, session, author.id)
    for comment in comments:
        comment.restricted_at = comment.restricted_at or now
    _note(session, who, request, "restricted", author_id=author.id, comments=len(comments))
    return len(comments)


def erase(session: Session, who: Who, request_id: int) -> int:
    """Destroy the author's key, delete their words and what repeats them; how many comments.

    ConflictError where one of their cases is held for the law: then nothing is erased.
    """
    request = _open(session, who, request_id)
    author, now = _author(session, request), datetime.now(UTC)
    lock_page(who.agency_id, session, request.page_id)
    comments = queries.comments_of_author(who.agency_id, session, author.id)
    cases = {comment.case_id for comment in comments if comment.case_id is not None}
    held = queries.held_cases(who.agency_id, session, cases)
    if held:
        names = ", ".join(map(str, sorted(held)))
        raise ConflictError(
            f"Chưa xóa gì: vụ {names} đang được giữ theo pháp luật. Bỏ giữ trước, hoặc từ chối "
            "yêu cầu với lý do này.",
            code="held",
        )
    void_for_comments(session, who, comments)
    identity = author_queries.identity_of(who.agency_id, session, author.id)
    if identity is not None and identity.external_id:
        queries.empty_deliveries_naming(
            who.agency_id, session, request.page_id, identity.external_id
        )
    queries.forget_words(who.agency_id, session, [one.id for one in comments], at=now)
    author.wrapped_key = author.sealed_identity = author.name_index = None
    author.identity_index, author.erased_at = secrets.token_bytes(16), now
    session.flush()
    _note(session, who, request, "erased", author_id=author.id, comments=len(comments))
    return len(comments)


def close(
    session: Session, who: Who, request_id: int, outcome: RequestOutcome, note: str
) -> SubjectRequest:
    """Done, or refused with the reason that the citizen was told."""
    request = _open(session, who, request_id)
    if outcome is RequestOutcome.REFUSED and not note.strip():
        raise BadInputError("Ghi lý do từ chối như đã trả lời người dân.")
    request.outcome, request.outcome_note = outcome, note.strip()
    request.closed_at = datetime.now(UTC)
    request.acknowledged_at = request.acknowledged_at or request.closed_at
    _note(session, who, request, outcome.value)
    return request


def _open(session: Session, who: Who, request_id: int) -> SubjectRequest:
    request = find(session, who, request_id)
    if request.closed_at is not None:
        raise ConflictError(
            "Yêu cầu này đã đóng nên không đổi được nữa. Nếu người dân hỏi tiếp, hãy ghi yêu cầu "
            "mới."
        )
    return request


def _author(session: Session, request: SubjectRequest) -> Author:
    author = (
        None
        if request.author_id is None
        else author_queries.find_author(request.agency_id, session, request.author_id)
    )
    if author is None:
        raise ConflictError("Hãy chọn người viết mà yêu cầu này nói đến trước.")
    if author.erased_at is not None:
        raise ConflictError(
            "Dữ liệu của người viết này đã xóa nên không còn gì để làm. Hãy đóng yêu cầu."
        )
    return author


def _note(session: Session, who: Who, request: SubjectRequest, step: str, **counts: int) -> None:
    about: dict[str, object] = {"request_id": request.id, "step": step, **counts}
    record_all(session, who, [{"kind": EventKind.DATA_REQUEST, "data": about}])


def _place(agency_id: int, code: str) -> bytes:
    return f"subject_requests:{agency_id}:{code}".encode()
