"""The case file in words, set by Typst; nothing of a comment is read as markup."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst

from api.comment_text import segments
from api.console.history import Names, history_of
from api.words import REFERRAL_OUTCOMES_VI, STATUSES_VI
from moderation.conduct import cited, rules
from moderation.duties.case_files import CaseFile
from moderation.models import Comment
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import LABELS_VI, REASONS_VI, Label, Reason

__all__ = ["pdf", "picture"]

_FORM = Path(__file__).with_name("case_file.typ")
_CARD = Path(__file__).with_name("comment_card.typ")
_SHOWN = 20
_NETWORKS = {"facebook": "Facebook", "instagram": "Instagram", "zalo": "Zalo",
             "youtube": "YouTube", "tiktok": "TikTok", "standard": "Nguồn khác"}  # fmt: skip


def pdf(file: CaseFile, sums: list[tuple[str, str]]) -> bytes:
    """The PDF; `sums` are the names and digests of the files that go with it."""
    return _made(_FORM, document(file, sums))


def picture(file: CaseFile) -> bytes:
    """The lead comment drawn from what was kept of it, as PNG: no screenshot, and it says so."""
    comment = file.summary.comment
    return _made(_CARD, _comment(file, comment), format="png", ppi=144.0)


def document(file: CaseFile, sums: list[tuple[str, str]]) -> dict[str, Any]:
    """What stands in it."""
    case, page, post = file.summary.case, file.summary.page, file.summary.post
    said = _facts(
        ("Cơ quan quản trị trang", file.agency),
        ("Trang", f"{page.name} ({_NETWORKS[page.platform.value]}, mã {page.external_id})"),
        ("Bài đăng", _line(post.text) if post else ""),
        ("Địa chỉ bài đăng", (post.permalink or "") if post else ""),
        ("Phân loại", _label(file)),
        ("Quy tắc viện dẫn", _rule(file)),
        ("Tình trạng trong hệ thống", STATUSES_VI[case.status]),
        ("Số bình luận trong vụ", str(len(file.comments))),
    )
    return {
        "agency": file.agency,
        "case": str(case.id),
        "made": f"{_at(file.made_at)}, người lập: {file.made_by}",
        "facts": said,
        "comments": [_comment(file, one) for one in file.comments[:_SHOWN]],
        "more": max(0, len(file.comments) - _SHOWN),
        "evidence": [
            [one.name, _at(one.created_at), f"{one.size:,}".replace(",", "."), _halved(one.sha256)]
            for one in file.evidence
        ],
        "history": _history(file),
        "sealed": _sealed(file),
        "referrals": [_referral(file, at) for at in range(len(file.referrals))],
        "sums": [list(pair) for pair in sums],
    }


def _comment(file: CaseFile, comment: Comment) -> dict[str, Any]:
    author = file.authors.get(comment.id)
    network = _NETWORKS[file.summary.page.platform.value]
    return {
        "head": f"{network} · {file.summary.page.name}",
        "is_lead": comment.id == file.summary.case.lead_comment_id,
        "text": shown(comment.text or ""),
        "facts": _facts(
            ("Người viết", (author.name or "") if author else "không rõ"),
            ("Mã người viết tại mạng", (author.external_id or "") if author else ""),
            ("Mã bình luận", comment.external_id),
            ("Địa chỉ", comment.permalink or "mạng không cung cấp"),
            ("Viết lúc", _at(comment.posted_at)),
            ("Hệ thống nhận lúc", _at(comment.received_at)),
            ("Sửa lúc", _when(comment.edited_at)),
            ("Bản lưu", f"bản thứ {comment.text_version}" if comment.text_version > 1 else ""),
            ("Mất ở nguồn lúc", _when(comment.deleted_at)),
            ("Bị ẩn lúc", _when(comment.hidden_at)),
        ),
        "file": f"noi-dung/binh-luan-{comment.id}.txt",
    }


def shown(text: str) -> str:
    """A citizen's words for the eye: what does not show, or turns the line, by its name."""
    return "".join(
        f"⟦{one.text}⟧" if "hidden" in one.marks and one.text != "U+000A" else one.text
        for one in segments(text)
    )


def _history(file: CaseFile) -> list[list[str]]:
    """Each event in words, with the digest by which it is known."""
    names = Names(lambda said: said, file.queues, {})
    rows = []
    for event, person in file.events:
        [line] = history_of([(event, person)], names)
        rows.append(
            [
                str(event.id),
                _at(event.at),
                f"{line.who} {line.sentence}".strip(),
                event.entry_sha256.hex()[:16],
            ]
        )
    return rows


def _sealed(file: CaseFile) -> list[str]:
    young = sum(event.id > file.sealed_up_to for event, _ in file.events)
    said = [
        f"Dấu số {seal.head.number}: việc {seal.head.first} đến {seal.head.last}, lập lúc "
        f"{_at(datetime.fromisoformat(seal.head.made_at))}, khóa {seal.key_name}, gốc "
        f"{seal.head.root}"
        for seal in file.seals
    ]
    if young:
        said.append(f"{young} việc mới nhất chưa niêm phong khi lập hồ sơ này.")
    return said


def _referral(file: CaseFile, at: int) -> str:
    one = file.referrals[at]
    said = f"{_day(one.sent_on)}: chuyển {one.body}"
    said += f", văn bản số {one.number}" if one.number else ""
    if one.outcome is not None and one.answered_on is not None:
        said += f"; trả lời ngày {_day(one.answered_on)}: {REFERRAL_OUTCOMES_VI[one.outcome]}"
    return f"{said}."


def _label(file: CaseFile) -> str:
    case = file.summary.case
    reasons = "; ".join(REASONS_VI[Reason(one)] for one in case.reasons)
    by = "người xử lý xếp" if case.certainty >= 1 else "máy gợi ý, chưa có người xếp"
    return f"{LABELS_VI[Label(case.label)]}{f' ({reasons})' if reasons else ''}, {by}"


def _rule(file: CaseFile) -> str:
    """The rule of conduct on which calling the words unlawful rests."""
    case = file.summary.case
    if case.label is not Label.ILLEGAL_CONTENT:
        return ""
    known, rule_id = rules(), cited(case.label, case.reasons)
    return f"{rule_id} {known[rule_id].name}" if rule_id in known else ""


def _facts(*pairs: tuple[str, str]) -> list[list[str]]:
    return [[name, value] for name, value in pairs if value]


def _halved(digest: str) -> str:
    """On two lines, as a narrow column takes it."""
    return f"{digest[:32]}\n{digest[32:]}"


def _line(text: str) -> str:
    return shown(" ".join(text.split())[:300]) or "(bài không có chữ)"


def _when(moment: datetime | None) -> str:
    return _at(moment) if moment else ""


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M:%S ngày %d/%m/%Y}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _made(form: Path, data: dict[str, Any], **how: Any) -> bytes:  # noqa: ANN401 - typst's own
    said = unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False))
    compiled: Callable[..., object] = typst.compile
    made = compiled(str(form), sys_inputs={"data": said}, ignore_system_fonts=False, **how)
    if not isinstance(made, bytes):
        raise TypeError("one file was expected")
    return made
