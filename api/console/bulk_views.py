"""Acts on many cases as their dialog and their progress row show them."""

from __future__ import annotations

from api.console.case_rows import comment_excerpt
from api.console.list_query import Place
from api.console.undoing import choices_of, many_told
from api.console.words import Say, one_line, say_in
from api.security import Desk
from api.view_models.bulk import BulkOption, BulkPreviewPage, BulkProgress, Refusal
from moderation.casework.bulk import Survey
from moderation.models import BulkAct
from moderation.queries import bulk as queries
from moderation.queries.bulk import Chosen
from moderation.vocabulary import (
    BulkKind,
    DismissReason,
    Label,
    Platform,
    Role,
    WorkState,
)

__all__ = ["preview_of", "progress_of"]

_SAMPLES = 5
_REFUSALS = 100
# What can be taken back without a second thought. Illegal content is judged case by case, since
# each needs its own reason; what the machine alone says is not offered.
_OFFERED: dict[BulkKind, tuple[Label | DismissReason | Role, ...]] = {
    BulkKind.RELABEL: (
        Label.CONTRARY_INFORMATION,
        Label.POLICY_QUESTION,
        Label.ILLEGAL_CONTENT,
        Label.FEEDBACK,
        Label.SPAM,
        Label.OTHER,
    ),
    BulkKind.DISMISS: tuple(one for one in DismissReason if one is not DismissReason.MERGED),
    BulkKind.ESCALATE: (Role.SPOKESPERSON, Role.MANAGER, Role.ADMINISTRATOR),
}
_ONLY_FOR = {DismissReason.SPAM: Label.SPAM, DismissReason.ILLEGAL_RECORDED: Label.ILLEGAL_CONTENT}


def preview_of(desk: Desk, kind: BulkKind, found: Survey, place: Place) -> BulkPreviewPage:
    """What would happen, and to which cases."""
    say, cases = say_in(desk.locale), found.included
    pages: dict[tuple[str, Platform], int] = {}
    for one in cases:
        at = (one_line(one.page_name), one.platform)
        pages[at] = pages.get(at, 0) + 1
    return BulkPreviewPage(
        act=kind,
        count=len(cases),
        comments=sum(one.case.comments_count for one in cases),
        pages=tuple((name, platform, count) for (name, platform), count in pages.items()),
        left_out=_left_out(found, say),
        samples=tuple(comment_excerpt(one.comment, say) for one in cases[:_SAMPLES]),
        options=_options(kind, cases, say),
        seen=",".join(f"{one.case.id}.{one.case.version}" for one in cases),
        queue=place.queue,
        filters=place.asked.encoded(),
    )


def progress_of(desk: Desk, act: BulkAct, place: Place) -> BulkProgress:
    """How far it has come, and what could not be done."""
    session, agency_id = desk.session, desk.who.agency_id
    refused = queries.refused_items(agency_id, session, act.id, limit=_REFUSALS)
    return BulkProgress(
        id=act.id,
        sentence=many_told(act.kind, act.choice, act.total, say_in(desk.locale)),
        total=act.total,
        done=act.done,
        refused=act.refused,
        is_running=act.state in {WorkState.RECEIVED, WorkState.RUNNING},
        is_stuck=act.state is WorkState.DEAD,
        refusals=tuple(Refusal(one.case_id, one.error or "") for one in refused),
        queue=place.queue,
        filters=place.asked.encoded(),
    )


def _left_out(found: Survey, say: Say) -> tuple[str, ...]:
    told = []
    if found.held:
        names = ", ".join(dict.fromkeys(one_line(name) for name in found.held))
        sentence = say("Bỏ qua %(n)s vụ đang có người xử lý: %(names)s.")
        told.append(sentence % {"n": len(found.held), "names": names})
    if found.closed:
        told.append(say("Bỏ qua %(n)s vụ đã đóng.") % {"n": found.closed})
    if found.barred:
        sentence = say("Bỏ qua %(n)s vụ ở trang mà anh/chị không có quyền.")
        told.append(sentence % {"n": found.barred})
    if not found.included:
        told.append(say("Không còn vụ nào làm được trong số đã chọn."))
    return tuple(told)


def _options(kind: BulkKind, cases: tuple[Chosen, ...], say: Say) -> tuple[BulkOption, ...]:
    made = []
    for key, word in enumerate(_OFFERED[kind], start=1):
        only = _ONLY_FOR.get(word) if isinstance(word, DismissReason) else None
        applies = sum(only is None or one.case.label is only for one in cases)
        if applies and word is not Label.ILLEGAL_CONTENT:
            name = say(choices_of(kind)[word.value])
            made.append(BulkOption(word.value, name, applies, str(key)))
    return tuple(made)
