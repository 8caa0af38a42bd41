"""What happened to a case, each event as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.console.words import Say, one_line
from api.event_values import VALUES_VI
from api.view_models.case import HistoryLine
from api.words import (
    DISMISS_VI,
    HIDE_REASONS_VI,
    OUTCOMES_VI,
    REFERRAL_OUTCOMES_VI,
    REVEAL_VI,
    ROLES_VI,
)
from moderation.conduct import rules
from moderation.models import Event
from moderation.vocabulary import (
    LABELS_VI,
    TRAITS_VI,
    Actor,
    ContributionOutcome,
    DismissReason,
    EventKind,
    HideReason,
    HideVerdict,
    Label,
    PublishKind,
    ReferralOutcome,
    RevealReason,
    Role,
    Trait,
)

__all__ = ["Names", "history_of"]

_REPEATED = frozenset({EventKind.COMMENT_JOINED, EventKind.DRAFT_SAVED, EventKind.NOTE_ADDED})


@dataclass(frozen=True, slots=True)
class Names:
    """How the events' ids are called: the reader's words, queues by key, templates by id."""

    say: Say
    queues: Mapping[str, str]
    templates: Mapping[str, str]


def history_of(events: Sequence[tuple[Event, str | None]], names: Names) -> tuple[HistoryLine, ...]:
    """The sentences, oldest first; the same act again and again by one person is one line."""
    made: list[HistoryLine] = []
    times = 0
    for at, (event, person) in enumerate(events):
        again = at > 0 and event.kind in _REPEATED and _same(events[at - 1][0], event)
        times = times + 1 if again else 1
        if again:
            made.pop()
        sentence = _sentence(event, names)
        counted = f"{sentence} ({times} {names.say('lần')})" if times > 1 else sentence
        made.append(HistoryLine(event.at, _who(event, person, names.say), counted))
    return tuple(made)


def _same(one: Event, other: Event) -> bool:
    return (one.kind, one.actor, one.actor_id) == (other.kind, other.actor, other.actor_id)


def _who(event: Event, person: str | None, say: Say) -> str:
    if event.actor is Actor.PERSON:
        return one_line(person or "?")
    if event.kind is EventKind.TIP_RECEIVED:
        return say("Người dân")
    return say("Chương trình") if event.actor is Actor.API_KEY else ""


def _sentence(event: Event, names: Names) -> str:
    if event.kind is EventKind.ACT_CANCELLED and "because" in event.data:
        because = names.say(VALUES_VI["because"][event.data["because"]])
        return names.say("Không gửi lệnh nữa: %(what)s") % {"what": because}
    told = _TOLD.get(event.kind)
    plain = _AT_NETWORK.get((event.kind, str(event.data.get("act", PublishKind.REPLY))))
    sentence = names.say(plain or _PLAIN.get(event.kind, event.kind.value))
    made = sentence if told is None else sentence % {"what": told(event, names)}
    return f"{made}{_cited(event, names)}"


def _cited(event: Event, names: Names) -> str:
    """The rules of conduct on which a decision rests."""
    known = rules()
    told = [f"{one} {known[one].name}" for one in event.data.get("rules", ()) if one in known]
    return f" ({names.say('quy tắc')} {'; '.join(told)})" if told else ""


def _label(event: Event, names: Names) -> str:
    return names.say(LABELS_VI[Label(event.data["label"])])


def _queue(event: Event, names: Names) -> str:
    key = str(event.data.get("queue", ""))
    return names.queues.get(key, key)


def _reason(event: Event, names: Names) -> str:
    return names.say(DISMISS_VI[DismissReason(event.data["reason"])])


def _role(event: Event, names: Names) -> str:
    return names.say(ROLES_VI[Role(event.data["to"])])


def _revealed(event: Event, names: Names) -> str:
    return names.say(REVEAL_VI[RevealReason(event.data["reason"])]).lower()


def _into(event: Event, _names: Names) -> str:
    return str(event.data["into"])


def _template(event: Event, names: Names) -> str:
    template_id = str(event.data["template"])
    return names.templates.get(template_id, template_id)


def _hide_reason(event: Event, names: Names) -> str:
    return names.say(HIDE_REASONS_VI[HideReason(event.data["reason"])])


def _traits(event: Event, names: Names) -> str:
    said = [names.say(TRAITS_VI[Trait(one)]) for one in event.data["traits"]]
    return ", ".join(said) or names.say("không có")


def _body(event: Event, _names: Names) -> str:
    return one_line(str(event.data["body"]))


def _outcome(event: Event, names: Names) -> str:
    return names.say(REFERRAL_OUTCOMES_VI[ReferralOutcome(event.data["outcome"])]).lower()


def _verdict(event: Event, names: Names) -> str:
    upheld = event.data["verdict"] == HideVerdict.UPHELD
    return names.say("giữ ẩn") if upheld else names.say("cho hiện lại")


def _allowed(event: Event, names: Names) -> str:
    return names.say("đồng ý") if event.data["is_allowed"] else names.say("không đồng ý")


def _became(event: Event, names: Names) -> str:
    return names.say(OUTCOMES_VI[ContributionOutcome(event.data["outcome"])]).lower()


_TOLD: Mapping[EventKind, Callable[[Event, Names], str]] = {
    EventKind.COMMENT_CLASSIFIED: _label,
    EventKind.CASE_OPENED: _queue,
    EventKind.CASE_REROUTED: _queue,
    EventKind.RELABELLED: _label,
    EventKind.DISMISSED: _reason,
    EventKind.ESCALATED: _role,
    EventKind.TEMPLATE_PICKED: _template,
    EventKind.HIDE_ASKED: _hide_reason,
    EventKind.HIDE_PROPOSED: _hide_reason,
    EventKind.HIDE_DECIDED: _allowed,
    EventKind.REVIEW_DECIDED: _verdict,
    EventKind.HIDE_REVIEWED: _verdict,
    EventKind.REVEALED: _revealed,
    EventKind.SPLIT: _into,
    EventKind.TRAITS_CHANGED: _traits,
    EventKind.REFERRED: _body,
    EventKind.REFERRAL_ANSWERED: _outcome,
    EventKind.CONTRIBUTION_DECIDED: _became,
}

# A person's name stands before what a person does.
_PLAIN: Mapping[EventKind, str] = {
    EventKind.COMMENT_RECEIVED: "Nhận bình luận",
    EventKind.COMMENT_EDITED: "Người viết sửa bình luận",
    EventKind.COMMENT_DELETED: "Bình luận bị xóa ở nguồn",
    EventKind.COMMENT_HIDDEN: "Bình luận bị ẩn ở nguồn",
    EventKind.COMMENT_UNHIDDEN: "Bình luận hiện lại ở nguồn",
    EventKind.COMMENT_CLASSIFIED: "Máy đọc là: %(what)s",
    EventKind.CASE_OPENED: "Mở vụ trong hàng đợi “%(what)s”",
    EventKind.TIP_RECEIVED: "báo tin",
    EventKind.COMMENT_JOINED: "Gom thêm bình luận giống",
    EventKind.CASE_REROUTED: "Máy đọc lại, chuyển sang hàng đợi “%(what)s”",
    EventKind.CLAIMED: "nhận xử lý",
    EventKind.RELEASED: "thôi xử lý",
    EventKind.TAKEN_OVER: "nhận thay",
    EventKind.RELABELLED: "xếp là %(what)s",
    EventKind.TRAITS_CHANGED: "ghi dấu hiệu: %(what)s",
    EventKind.DISMISSED: "đóng không trả lời: %(what)s",
    EventKind.REOPENED: "mở lại",
    EventKind.PAUSED: "tạm dừng thời hạn",
    EventKind.RESUMED: "cho thời hạn chạy tiếp",
    EventKind.SPLIT: "tách bình luận sang vụ %(what)s",
    EventKind.NOTICE_SENT: "Đã nhắc về thời hạn",
    EventKind.ESCALATED: "chuyển cấp tới %(what)s",
    EventKind.SENT_BACK: "trả về hàng đợi",
    EventKind.NOTE_ADDED: "ghi chú",
    EventKind.EVIDENCE_ADDED: "thêm chứng cứ",
    EventKind.EVIDENCE_WITHDRAWN: "rút chứng cứ",
    EventKind.TEMPLATE_PICKED: "chọn mẫu “%(what)s”",
    EventKind.DRAFT_SAVED: "sửa dự thảo",
    EventKind.ANSWERED: "ghi là đã trả lời",
    EventKind.ANSWERED_AT_SOURCE: "Trang đã trả lời ở nguồn",
    EventKind.SUBMITTED: "trình duyệt",
    EventKind.RETURNED: "trả lại để sửa",
    EventKind.APPROVED: "duyệt",
    EventKind.APPROVAL_VOIDED: "Duyệt mất hiệu lực vì nội dung thay đổi",
    EventKind.APPROVAL_WITHDRAWN: "rút lại dự thảo đã trình",
    EventKind.PUBLISHED: "Đã đăng câu trả lời",
    EventKind.PUBLISH_REFUSED: "Mạng xã hội từ chối câu trả lời",
    EventKind.PUBLISH_UNKNOWN: "Chưa rõ câu trả lời đã đăng chưa",
    EventKind.REVEALED: "xem thông tin cá nhân: %(what)s",
    EventKind.HIDE_ASKED: "ra lệnh ẩn bình luận: %(what)s",
    EventKind.HIDE_PROPOSED: "đề nghị ẩn, chờ người thứ hai: %(what)s",
    EventKind.HIDE_DECIDED: "quyết định đề nghị ẩn: %(what)s",
    EventKind.REVIEW_ASKED: "Người viết đề nghị xem lại lần ẩn",
    EventKind.REVIEW_DECIDED: "trả lời đề nghị xem lại: %(what)s",
    EventKind.HIDE_REVIEWED: "xem lại bình luận ẩn: %(what)s",
    EventKind.ACT_CANCELLED: "rút lại lệnh chưa gửi",
    EventKind.CONTRIBUTION_DECIDED: "ghi kết quả góp ý: %(what)s",
    EventKind.HELD: "đổi việc giữ dữ liệu theo pháp luật",
    EventKind.EXPORTED: "tải hồ sơ vụ việc",
    EventKind.REFERRED: "chuyển cơ quan có thẩm quyền: %(what)s",
    EventKind.REFERRAL_ANSWERED: "ghi kết quả của cơ quan có thẩm quyền: %(what)s",
    EventKind.UNDONE: "hoàn tác",
}

_NO_REPLIES = tuple(kind for kind in PublishKind if kind is not PublishKind.REPLY)
_AT_NETWORK: Mapping[tuple[EventKind, str], str] = {
    (EventKind.PUBLISHED, PublishKind.PRIVATE_REPLY): "Đã gửi câu trả lời riêng",
    (EventKind.PUBLISHED, PublishKind.HIDE): "Đã ẩn bình luận trên mạng xã hội",
    (EventKind.PUBLISHED, PublishKind.UNHIDE): "Đã cho bình luận hiện lại trên mạng xã hội",
    (EventKind.PUBLISHED, PublishKind.EDIT): "Đã sửa câu trả lời trên mạng xã hội",
    (EventKind.PUBLISHED, PublishKind.DELETE): "Đã gỡ câu trả lời khỏi mạng xã hội",
    **{(EventKind.PUBLISH_REFUSED, kind): "Mạng xã hội từ chối lệnh" for kind in _NO_REPLIES},
    **{(EventKind.PUBLISH_UNKNOWN, kind): "Chưa rõ lệnh đã được làm chưa" for kind in _NO_REPLIES},
}
