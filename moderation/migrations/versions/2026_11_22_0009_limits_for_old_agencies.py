"""Agencies older than escalation get what a new one starts with: its steps, and the law's limits.

What an agency has already is left as it is. The rows stand here as they were on that day: what a
new agency starts with later must not change what this migration did.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STEPS = ((1, "before", 75, "owner"), (2, "breach", 0, "manager"), (3, "after", 240, "deputy"))
_PERSONAL_DATA = "Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP"
_INFORMATION = "Luật Tiếp cận thông tin 104/2016/QH13, Điều 30"
_OWN = "Quy định của cơ quan; Quyết định 874/QĐ-BTTTT yêu cầu kịp thời"
_DATA = "Yêu cầu về dữ liệu cá nhân: "
_LIMITS = (
    ("first_reply", "Phản hồi lần đầu", 480, "office_minutes", _OWN, "own", None),
    ("final_answer", "Trả lời dứt điểm", 15, "working_days", _OWN, "own", None),
    ("transfer", "Chuyển cơ quan có thẩm quyền", 5, "working_days",
     "Thông lệ theo Nghị định 20/2008/NĐ-CP; quy chế của từng địa phương", "unconfirmed", None),
    ("personal_data_receipt", f"{_DATA}phản hồi tiếp nhận", 2, "working_days",
     _PERSONAL_DATA, "confirmed", "2026-01-01"),
    ("personal_data", f"{_DATA}hoàn thành", 15, "calendar_days",
     _PERSONAL_DATA, "confirmed", "2026-01-01"),
    ("personal_data_third_party", f"{_DATA}hoàn thành khi có bên thứ ba", 20, "calendar_days",
     _PERSONAL_DATA, "confirmed", "2026-01-01"),
    ("information", "Cung cấp thông tin: thông tin đơn giản, có sẵn", 3, "working_days",
     _INFORMATION, "confirmed", "2018-07-01"),
    ("information_complex", "Cung cấp thông tin: thông tin phức tạp", 15, "working_days",
     _INFORMATION, "known", "2018-07-01"),
    ("incident_notice", "Thông tin ban đầu về vụ việc đột xuất", 24, "clock_hours",
     "Nghị định 09/2017/NĐ-CP, Điều 6; kiểm tra văn bản thay thế theo Luật Báo chí 2025",
     "known", "2017-03-30"),
    ("data_breach", "Thông báo vi phạm dữ liệu cá nhân", 72, "clock_hours",
     "Luật 91/2025/QH15, Điều 23", "known", "2026-01-01"),
)  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind()
    for agency_id in connection.scalars(sa.text("SELECT id FROM door_agencies()")).all():
        _enter(connection, str(agency_id))
        for key, name, amount, unit, citation, confidence, valid_from in _LIMITS:
            connection.execute(
                sa.text(
                    "INSERT INTO clocks (agency_id, key, name, amount, unit, citation, confidence,"
                    " valid_from) SELECT :agency, CAST(:key AS varchar), :name, :amount, :unit,"
                    " :citation, :confidence, CAST(:valid_from AS date) WHERE NOT EXISTS (SELECT"
                    " FROM clocks WHERE agency_id = :agency AND key = CAST(:key AS varchar))"
                ),
                {"agency": agency_id, "key": key, "name": name, "amount": amount, "unit": unit,
                 "citation": citation, "confidence": confidence, "valid_from": valid_from},
            )  # fmt: skip
        has_steps = connection.scalar(
            sa.text("SELECT EXISTS (SELECT FROM escalation_rules WHERE agency_id = :agency)"),
            {"agency": agency_id},
        )
        for position, moment, amount, recipient in () if has_steps else _STEPS:
            connection.execute(
                sa.text(
                    "INSERT INTO escalation_rules (agency_id, position, moment, amount, recipient)"
                    " VALUES (:agency, :position, :moment, :amount, :recipient)"
                ),
                {"agency": agency_id, "position": position, "moment": moment, "amount": amount,
                 "recipient": recipient},
            )  # fmt: skip
    _enter(connection, "")


def downgrade() -> None:
    """What agencies were given is theirs, and the older schema holds it as well."""


def _enter(connection: sa.Connection, agency_id: str) -> None:
    """Step behind the wall of one agency; the owner is held by it too."""
    connection.execute(
        sa.text("SELECT set_config('app.agency_id', :agency, true)"), {"agency": agency_id}
    )
