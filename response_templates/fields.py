"""The blanks of a template: what each is called on screen, and the few that all templates share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["COMMON_FIELDS", "OFFICIAL_LINK", "Field"]

OFFICIAL_LINK = "duong_dan_nguon"
"""The field that holds the address of the official source of what a reply says."""


@dataclass(frozen=True, slots=True)
class Field:
    """One blank. `default` stands where nobody filled it; `hint` is an example of a good value."""

    name: str
    label_vi: str
    required: bool = True
    hint: str = ""
    default: str = ""


# The agency's settings give these their values once. The form of address is chosen by a person
# and never guessed from a name (duties A20, B06).
_COMMON = (
    Field("cach_xung", "Cách xưng hô với người dân", hint="anh/chị", default="ông/bà"),
    Field("co_quan", "Tên cơ quan", hint="UBND phường Hòa Bình"),
    Field("lien_he", "Số điện thoại, hòm thư của cơ quan", hint="số trực in ở đầu trang"),
    Field(
        "gio_lam_viec",
        "Giờ tiếp dân",
        hint="thứ Hai đến thứ Sáu, 7 giờ 30 đến 17 giờ",
        default="giờ hành chính, từ thứ Hai đến thứ Sáu",
    ),
    Field(
        "duong_dan_cong",
        "Đường dẫn cổng dịch vụ công hoặc cổng thông tin",
        hint="https://dichvucong.gov.vn",
        default="https://dichvucong.gov.vn",
    ),
    Field(
        OFFICIAL_LINK,
        "Đường dẫn nguồn chính thức",
        hint="https://chinhphu.vn/van-ban-lien-quan",
    ),
)

COMMON_FIELDS: Mapping[str, Field] = {field.name: field for field in _COMMON}
