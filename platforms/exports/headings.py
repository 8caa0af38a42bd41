"""What the columns of an export are called, in English and Vietnamese, by many tools.

Names are compared without accents, case, spaces and punctuation, so that `Created Time`,
`created_time` and `createdTime` are one. A role's names stand from the surest to the vaguest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from moderation.text import fold

__all__ = ["ROLE_NAMES", "heading_score", "is_takeout", "roles_of", "squeeze"]

_LONGEST = 60  # characters; no heading is a sentence

_NAMES: Final[dict[str, str]] = {
    "text": """
        comment text, comment message, comment content, noi dung binh luan, noi dung y kien,
        noi dung cau hoi, noi dung gop y, noi dung phan anh, text original, message, comment, text,
        content, body, comments, binh luan, noi dung, comment comment, y kien, loi binh, cau hoi,
        gop y, phan anh, free text, text display, review, feedback, question, van ban""",
    "external_id": """
        comment id, id binh luan, ma binh luan, ma so binh luan, id comment, comment key, id, cid,
        ma y kien, ma phan anh, ma, uuid""",
    "created_at": """
        comment created time, comment create timestamp, comment timestamp, comment date,
        comment time, thoi gian binh luan, ngay binh luan, thoi diem binh luan, created time,
        created at, created, created date, create time, create date, posted at, published at,
        publish time, publish date, published, timestamp, datetime, date time, thoi gian,
        ngay gio, thoi diem, ngay dang, thoi gian dang, ngay tao, thoi gian tao, ngay gui,
        thoi gian gui, time, date, ngay, gio""",
    "author_name": """
        author name, from name, comment author, author display name, commenter name, commenter,
        ten nguoi binh luan, nguoi binh luan, ten nguoi dung, ten tai khoan, ten hien thi,
        nguoi dung, tai khoan, nguoi gui, tac gia, ho va ten, ho ten, profile name, nickname,
        user name, username, unique id, display name, author username, from username,
        author, user, name, ten""",
    "author_id": """
        author id, from id, commenter id, author external id, author channel id,
        author channel id value, user id, profile id, uid, psid, channel id, ma nguoi binh luan,
        id nguoi binh luan, ma nguoi dung, id nguoi dung, ma tai khoan, id tai khoan""",
    "parent_id": """
        parent comment id, parent id, reply to id, in reply to id, in reply to, reply to, parent,
        comment parent, top level comment id, ma binh luan cha, id binh luan cha, binh luan cha,
        ma binh luan goc, id binh luan goc, tra loi cho, tra loi binh luan""",
    "post_id": """
        post id, video id, media id, story id, object id, article id, ma bai viet, id bai viet,
        ma bai dang, id bai dang, ma video, id video, post""",
    "post_text": """
        post text, post message, post content, post caption, post title, article title,
        video title, noi dung bai viet, noi dung bai dang, tieu de bai viet, tieu de bai dang,
        ten bai viet, ten video, tieu de video, caption, title, tieu de, description, mo ta, post,
        bai viet, bai dang, article, video, chu de""",
    "post_link": """
        post link, post url, post permalink, post permalink url, video url, video link,
        article url, media url, link bai viet, url bai viet, link bai dang, url bai dang,
        duong dan bai viet, lien ket bai viet, duong dan bai dang, link video, post,
        bai viet, bai dang""",
    "permalink": """
        comment permalink, comment link, comment url, permalink url, permalink,
        link binh luan, url binh luan, duong dan binh luan, lien ket binh luan, view source,
        link, url, duong dan, lien ket, source""",
    "platform": """
        platform, nen tang, mang xa hoi, social network, network, kenh, nguon, source""",
    "attachment": """
        attachment, attachment type, attachment url, attachments, sticker, photo, image, media,
        hinh anh, anh, tep dinh kem, dinh kem""",
    "number": "#, stt, so thu tu, tt, no, nr, number, unnamed 0",
    "reply_number": "reply no, reply number, reply nr, so tra loi, stt tra loi",
}
_TAKEOUT = frozenset({"commentid", "commentcreatetimestamp", "commenttext"})
_PUNCTUATION = re.compile(r"[\W_]+")


def squeeze(heading: str) -> str:
    """A heading as it is compared: `From.Name` → `fromname`; `#` stays `#`."""
    return _PUNCTUATION.sub("", fold(heading)) or heading.strip()


ROLE_NAMES: Final = MappingProxyType(
    {
        role: {squeeze(name): rank for rank, name in enumerate(names.split(","))}
        for role, names in _NAMES.items()
    }
)
_KNOWN: Final = frozenset().union(*ROLE_NAMES.values())


def roles_of(heading: str) -> dict[str, int]:
    """The roles that a column of this name may play, each with its rank, 0 the surest."""
    name = squeeze(heading)
    return {role: names[name] for role, names in ROLE_NAMES.items() if name in names}


def heading_score(cells: Sequence[str]) -> int:
    """How much a row looks like the one with the headings: known names, the text's name double."""
    names = {squeeze(cell) for cell in cells if cell and len(cell) <= _LONGEST}
    return len(names & _KNOWN) + bool(names & ROLE_NAMES["text"].keys())


def is_takeout(columns: Sequence[str]) -> bool:
    """Whether this is YouTube Takeout's comments.csv, whose texts are JSON segments."""
    return {squeeze(column) for column in columns} >= _TAKEOUT
