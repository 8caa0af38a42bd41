"""Names that pass for ours are found, neighbours and admirers are left alone."""

from __future__ import annotations

import pytest

from moderation.duties.likeness import ALIKE, VERY_ALIKE, address_key, likeness

OURS = "UBND phường Đông Hải"
PASSING = [
    "UBND P. Ðông Hải official",
    "Uỷ ban nhân dân phường Đông Hải - Trang chính thức",
    "UBND PHƯỜNG ĐÔNG HẢI ✔",
    "Phường Đông Hải",
    "ubnd phuong dong hai 24h",
    "UBND phường Đôпg Hải",
    "UBND Phường Đ0ng Hải",
    "ubndphuongdonghai.official",
    "Công an phường Đông Hải",
    "UBND phường Đông Hãii",
]
OTHERS = [
    "UBND phường Đông Sơn",
    "UBND phường Hải An",
    "Hội những người yêu Đông Hải",
    "Đông Hải quê tôi",
    "Chợ cư dân Đông Hải",
    "Phường Hoa Mai",
    "Bún chả cô Hà",
    "UBND xã Tây Hồ",
]


@pytest.mark.parametrize("name", PASSING)
def test_a_name_that_passes_for_ours_is_very_alike(name: str) -> None:
    """Whatever letters, abbreviations and adornment it is written with."""
    assert likeness(OURS, name) >= VERY_ALIKE


@pytest.mark.parametrize("name", OTHERS)
def test_a_neighbour_or_an_admirer_is_not(name: str) -> None:
    """Another place is another office, and people may speak of where they live."""
    assert likeness(OURS, name) < ALIKE


def test_an_address_is_known_however_it_is_written() -> None:
    """The phone's host, a trailing slash, a tracking mark; not another account by number."""
    same = {
        address_key(url)
        for url in (
            "https://www.mang.test/UBND.DongHai/",
            "http://m.mang.test/ubnd.donghai?fbclid=xyz",
            " mang.test/ubnd.donghai#top ",
        )
    }
    assert same == {"mang.test/ubnd.donghai"}
    numbers = {address_key(f"https://mang.test/profile.php?id={n}") for n in (1, 2)}
    assert len(numbers) == 2
    assert [address_key(bad) for bad in ("", "không có", "http://[::1")] == ["", "", ""]
