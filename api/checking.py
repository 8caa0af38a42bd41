"""The checks of a reply put together: form, words, private data, abuse, the page's limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from api.security import Desk
from classifiers import privacy
from classifiers.lexicons import phrases
from moderation.models import Case
from moderation.queries import agencies
from moderation.queries import authorities as authority_queries
from moderation.queries import cases as case_queries
from moderation.replies.drafts import MAX_REPLY
from moderation.text import fold
from moderation.vocabulary import PublishKind
from platforms import CAPABILITIES
from response_templates import Finding, Rules, Template, check_reply

__all__ = ["FINDINGS_VI", "blocking", "found_in"]

FINDINGS_VI: dict[str, tuple[str, str]] = {
    "too_long": (
        "Dài {about} ký tự, quá mức của mạng xã hội này.",
        "Rút gọn; phần dài để ở cổng thông tin rồi dẫn đường dẫn.",
    ),
    "internal_mark": (
        "Có dấu hiệu tài liệu nội bộ: “{about}”.",
        "Bỏ phần ấy: tin mật, tin nội bộ không đăng công khai.",
    ),
    "file_path": ("Có đường dẫn tệp trong máy cơ quan: {about}.", "Bỏ đường dẫn ấy."),
    "private": (
        "Câu trả lời lộ thông tin cá nhân của người dân: “{about}”.",
        "Bỏ đi, hoặc trả lời riêng.",
    ),
    "contact": (
        "Có số điện thoại, địa chỉ thư hoặc tài khoản: “{about}”.",
        "Chỉ giữ nếu là của cơ quan.",
    ),
    "insult": ("Có lời xúc phạm: “{about}”.", "Viết lại cho đúng mực."),
    "mocking": ("Có lời có thể bị hiểu là coi thường, giễu cợt: “{about}”.", "Viết lại."),
    "capitals": ("Viết hoa cả cụm: “{about}”.", "Viết thường, người đọc khỏi thấy bị quát."),
    "unofficial_link": (
        "Đường dẫn ngoài danh sách chính thức: {about}.",
        "Dẫn nguồn của cơ quan nhà nước, hoặc thêm tên miền vào danh sách.",
    ),
    "no_source": (
        "Chưa dẫn nguồn chính thức.",
        "Thêm đường dẫn tới cổng thông tin hoặc văn bản.",
    ),
    "personal_opinion": (
        "Nói theo ý kiến cá nhân, mà trang trả lời thay cơ quan.",
        "Viết theo ý kiến của cơ quan. Ai nói cho mình thì dùng tài khoản riêng và ghi rõ như vậy.",
    ),
}
"""Each finding as a sentence and what to do about it."""

_ALWAYS_PRIVATE = frozenset({"id_card", "bank_card", "insurance", "file_number", "tax_code"})
_OFFENCES = ("swear", "slur")
_WORD = re.compile(r"\w+")
_SHORTEST_OFFENCE = 3
_READ = 20_000


def found_in(
    desk: Desk, case: Case, text: str, template: Template | None, *, is_private: bool = False
) -> list[Finding]:
    """Everything that an editor would say of this reply, what blocks first."""
    agency_id, session = desk.who.agency_id, desk.session
    page = agencies.find_page(agency_id, session, case.page_id)
    declared = CAPABILITIES[page.platform].max_reply_length if page else 0
    rules = Rules(
        label=case.label,
        longest=declared or MAX_REPLY,
        official=authority_queries.official_hosts(agency_id, session),
        has_source=bool(template and template.sources),
    )
    found = [*check_reply(text, rules), *_offences(text)]
    if not is_private:
        found += _private(text, _said_by_citizens(desk, case), page.contact if page else "")
    return sorted(found, key=lambda one: not one.blocks)


def blocking(
    desk: Desk, case: Case, text: str, template: Template | None, kind: PublishKind
) -> Sequence[str]:
    """What keeps a reply from being submitted, as sentences."""
    is_private = kind is PublishKind.PRIVATE_REPLY
    return [
        f"{FINDINGS_VI[one.code][0].format(about=one.about)} {FINDINGS_VI[one.code][1]}"
        for one in found_in(desk, case, text, template, is_private=is_private)
        if one.blocks
    ]


def _said_by_citizens(desk: Desk, case: Case) -> str:
    comments = case_queries.case_comments(desk.who.agency_id, desk.session, case.id, limit=20)
    return "\n".join((comment.text or "")[:_READ] for comment in comments)


def _private(text: str, said: str, ours: str) -> list[Finding]:
    """Numbers of persons block; a contact blocks where a citizen wrote it, else it may be ours.

    What the page itself gives as its contact is nobody's; each is told once.
    """
    theirs = _plain(said)
    known = {_plain(ours[item.start : item.end]) for item in privacy.find(ours)}
    found: dict[str, Finding] = {}
    for item in privacy.find(text):
        about = text[item.start : item.end]
        is_person = item.kind in _ALWAYS_PRIVATE
        if not is_person and _plain(about) in known:
            continue
        is_theirs = is_person or _plain(about) in theirs
        found[_plain(about)] = Finding(
            "private" if is_theirs else "contact", about, blocks=is_theirs
        )
    return list(found.values())


def _plain(text: str) -> str:
    return re.sub(r"[\s.()+-]", "", text).lower()


def _offences(text: str) -> list[Finding]:
    """Abuse by the word lists that read comments; short forms that official texts use are not."""
    said = f" {' '.join(_WORD.findall(text.lower()))} "
    return [
        Finding("insult", phrase, blocks=True) for phrase in _offensive() if f" {phrase} " in said
    ]


@lru_cache(maxsize=1)
def _offensive() -> tuple[str, ...]:
    every = (phrase.lower() for name in _OFFENCES for phrase in phrases(name))
    return tuple(
        phrase
        for phrase in every
        if len(phrase) >= _SHORTEST_OFFENCE and (phrase != fold(phrase) or " " in phrase)
    )
