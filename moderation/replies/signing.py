"""How answers leave: whose name stands below, what contact they tell, who may read of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from moderation.errors import BadInputError
from moderation.events import record
from moderation.models import Agency
from moderation.policy import Permission, Who
from moderation.queries import agencies
from moderation.queries.people import find_user
from moderation.vocabulary import EventKind, ReplySignature

__all__ = ["change", "signed"]

_LONGEST_CONTACT = 200


def signed(session: Session, agency_id: int, text: str, author_id: int | None) -> str:
    """The text with the signature below it that the agency set; one that stands there stays."""
    agency = agencies.find_agency(agency_id, session)
    author = find_user(agency_id, session, author_id) if author_id else None
    line = _line(agency, author.full_name if author else "")
    return text if not line or text.rstrip().endswith(line) else f"{text.rstrip()}\n\n{line}"


def change(
    session: Session,
    who: Who,
    signature: ReplySignature,
    public_page_ids: Collection[int],
    once_page_ids: Collection[int] = (),
    contacts: Mapping[int, str] | None = None,
) -> None:
    """Set whose name stands below replies, which pages have a public log, which answer once.

    Pages that the person may not edit stay as they are, and whose name stands below is changed by
    those alone who may edit all. `contacts` are by page; a page that is not in them keeps its own.
    BadInputError for one that is too long, with its place in the form as the field.
    """
    who.require(Permission.EDIT_PAGES)
    agency = agencies.find_agency(who.agency_id, session)
    if agency.reply_signature is not signature:
        who.require_everywhere(Permission.EDIT_PAGES)
        agency.reply_signature = signature
        _note(session, who, setting="reply_signature", change=signature.value)
    for page in agencies.network_pages(who.agency_id, session):
        if not who.can(Permission.EDIT_PAGES, page.id):
            continue
        if page.public_log is not (page.id in public_page_ids):
            page.public_log = not page.public_log
            _note(session, who, setting="public_log", page_id=page.id, change=str(page.public_log))
        if page.answers_once is not (page.id in once_page_ids):
            page.answers_once = not page.answers_once
            _note(
                session, who,
                setting="answers_once", page_id=page.id, change=str(page.answers_once),
            )  # fmt: skip
        contact = _one_contact(page.id, (contacts or {}).get(page.id, page.contact))
        if page.contact != contact:
            page.contact = contact
            _note(session, who, setting="contact", page_id=page.id, change=contact)


def _one_contact(page_id: int, text: str) -> str:
    line = " ".join(text.split())
    if len(line) > _LONGEST_CONTACT:
        raise BadInputError(
            "Liên hệ ghi trong câu trả lời dài quá 200 ký tự; chưa lưu gì. "
            "Hãy chỉ ghi số điện thoại, hòm thư hoặc nơi tiếp dân.",
            field=f"contact_{page_id}",
        )
    return line


def _line(agency: Agency, author: str) -> str:
    match agency.reply_signature:
        case ReplySignature.UNIT:
            return agency.name
        case ReplySignature.PERSON if author:
            return f"{author}, {agency.name}"
    return ""


def _note(session: Session, who: Who, **data: str | int) -> None:
    record(session, who, EventKind.SETTING_CHANGED, **data)  # type: ignore[arg-type]
