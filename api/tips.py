"""What the forms for officers and for citizens have in common."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import UploadFile

from api.console.words import Say, one_line
from api.view_models.parts import Choice
from api.view_models.tips import TipForm, TipLine, TipState
from api.words import DISMISS_VI
from moderation.duties.tips import KINDS, LARGEST_PICTURE, Sighting
from moderation.errors import BadInputError
from moderation.queries.tips import ToldTip
from moderation.vocabulary import CaseStatus, Label

__all__ = ["sighting", "tip_form", "tip_line"]

_KINDS_VI = {
    Label.CONTRARY_INFORMATION: "Nói sai hoặc ngược với thông tin chính thức",
    Label.ILLEGAL_CONTENT: "Vi phạm pháp luật: lừa đảo, xúc phạm, kích động, mạo danh…",
}
_WHERE = 60


def sighting(kind: str, link: str, note: str, picture: UploadFile | None) -> Sighting:
    """What a form says; BadInputError for a kind that cannot be told of."""
    if kind not in {each.value for each in KINDS}:
        raise BadInputError("Chọn loại thông tin cần báo.", field="kind")
    content = picture.file.read(LARGEST_PICTURE + 1) if picture is not None else b""
    name = (picture.filename if picture is not None else None) or ""
    return Sighting(Label(kind), note, link, name, content)


def tip_form(say: Say, *, kind: str = KINDS[0].value, link: str = "", note: str = "") -> TipForm:
    """The form with what was typed."""
    kinds = tuple(Choice(one.value, say(_KINDS_VI[one]), one.value == kind) for one in KINDS)
    return TipForm(kinds, link, note)


def tip_line(told: ToldTip, say: Say, *, url: str = "") -> TipLine:
    """Where it was seen and what came of it; none of the words that were told."""
    state: TipState = "waiting"
    outcome = say("Đã nhận, chờ người xử lý")
    if told.status is CaseStatus.ANSWERED:
        state, outcome = "done", say("Cơ quan đã trả lời, làm rõ")
    elif told.status is CaseStatus.DISMISSED:
        reason = DISMISS_VI[told.dismissed_for] if told.dismissed_for else ""
        state, outcome = "done", say("Đã xem xét: %(reason)s") % {"reason": say(reason)}
    elif told.is_held:
        state, outcome = "working", say("Đang xử lý")
    return TipLine(
        id=told.tip.id,
        at=told.tip.created_at,
        where=one_line(urlsplit(told.link).hostname or "", _WHERE),
        state=state,
        outcome=outcome,
        closed_at=told.closed_at,
        url=url,
    )
