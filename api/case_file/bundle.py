"""The ZIP of a case file: texts, evidence, history, seals, and a list of digests over them all.

    ho-so.pdf              noi-dung/binh-luan-<id>.txt   chung-cu/<id>-<name>
    lich-su.json           niem-phong.json               vu-viec.json
    SHA256SUMS             CACH-XAC-MINH.txt

Whoever gets it checks it with `sha256sum -c SHA256SUMS`, and the history against the seals
without asking us: each event's columns hash to its leaf, the leaves to the root that was signed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from api.case_file.document import pdf, picture
from moderation.chain import COLUMNS
from moderation.duties.case_files import CaseFile
from moderation.models import Event

__all__ = ["Bundle", "bundle"]

_SUMS = "SHA256SUMS"
_HOW = """CÁCH XÁC MINH HỒ SƠ NÀY

1. Các tệp còn nguyên: chạy `sha256sum -c SHA256SUMS` trong thư mục đã giải nén.
2. Danh sách tệp còn nguyên: mã SHA-256 của tệp SHA256SUMS phải bằng mã mà cơ quan lập hồ sơ
   đã ghi trong nhật ký và trong sổ chuyển.
3. Lịch sử còn nguyên: với mỗi việc trong lich-su.json, viết các trường agency_id, id, at, kind,
   actor, actor_id, case_id, comment_id, undoes_id, data thành JSON (khóa xếp theo bảng chữ cái,
   không khoảng trắng, UTF-8) rồi lấy SHA-256: phải bằng entry_sha256.
4. Mỗi việc nằm dưới một dấu trong niem-phong.json: "leaves" là các cặp (số việc 8 byte, mã băm
   32 byte) nối nhau; SHA-256 của "previous" nối "leaves" phải bằng "root"; chữ ký Ed25519 là
   trên JSON của "head" viết cùng một cách. Khóa công khai do cơ quan lập hồ sơ cung cấp riêng
   (`phanhoi audit key`).
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The ZIP, its PDF apart, and the digest of its list of files, by which it is known."""

    content: bytes
    pdf: bytes
    sha256: str


def bundle(file: CaseFile) -> Bundle:
    """Everything, in a ZIP that is the same each time it is made of the same things."""
    parts = dict(_parts(file))
    listed = [(name, hashlib.sha256(content).hexdigest()) for name, content in parts.items()]
    parts["ho-so.pdf"] = pdf(file, listed)
    listed.append(("ho-so.pdf", hashlib.sha256(parts["ho-so.pdf"]).hexdigest()))
    sums = "".join(f"{digest}  {name}\n" for name, digest in listed).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {_SUMS: sums, **parts}.items():
            entry = zipfile.ZipInfo(name, _moment(file.made_at))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return Bundle(out.getvalue(), parts["ho-so.pdf"], hashlib.sha256(sums).hexdigest())


def _parts(file: CaseFile) -> Iterator[tuple[str, bytes]]:
    yield "CACH-XAC-MINH.txt", _HOW.encode()
    yield "vu-viec.json", _json(_about(file))
    for comment in file.comments:
        if comment.text is not None:
            yield f"noi-dung/binh-luan-{comment.id}.txt", comment.text.encode("utf-8", "replace")
    yield "noi-dung/hinh-dung-lai.png", picture(file)
    for kept in file.evidence:
        yield f"chung-cu/{kept.id}-{kept.name}", kept.content or b""
    yield "lich-su.json", _json([_event(event, person) for event, person in file.events])
    yield (
        "niem-phong.json",
        _json(
            [
                {
                    "head": asdict(seal.head),
                    "key": seal.key_name,
                    "signature": seal.signature.hex(),
                    "leaves": seal.leaves.hex(),
                }
                for seal in file.seals
            ]
        ),
    )


def _about(file: CaseFile) -> dict[str, object]:
    case, page = file.summary.case, file.summary.page
    return {
        "agency": file.agency,
        "case_id": case.id,
        "label": case.label.value,
        "reasons": list(case.reasons),
        "labelled_by": "person" if case.certainty >= 1 else "machine",
        "page": {
            "name": page.name,
            "platform": page.platform.value,
            "external_id": page.external_id,
        },
        "comments": [
            {
                "id": one.id,
                "external_id": one.external_id,
                "author_id": author.external_id if author else None,
                "author_name": author.name if author else None,
                "permalink": one.permalink,
                "posted_at": one.posted_at.astimezone(UTC).isoformat(),
                "received_at": one.received_at.astimezone(UTC).isoformat(),
                "edited_at": _iso(one.edited_at),
                "deleted_at": _iso(one.deleted_at),
                "hidden_at": _iso(one.hidden_at),
                "text_version": one.text_version,
            }
            for one in file.comments
            for author in [file.authors.get(one.id)]
        ],
        "evidence": [
            {"name": one.name, "sha256": one.sha256, "added_at": _iso(one.created_at)}
            for one in file.evidence
        ],
        "made_at": _iso(file.made_at),
        "made_by": file.made_by,
    }


def _event(event: Event, person: str | None) -> dict[str, object]:
    columns = {name: getattr(event, name) for name in COLUMNS}
    columns["at"] = event.at.astimezone(UTC).isoformat()
    return {**columns, "entry_sha256": event.entry_sha256.hex(), "person": person}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(at: datetime) -> tuple[int, int, int, int, int, int]:
    return (at.year, at.month, at.day, at.hour, at.minute, at.second)
