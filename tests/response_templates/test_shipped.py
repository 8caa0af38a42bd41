"""The templates that are shipped: complete, filled without a fault, plain to read."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from moderation.vocabulary import Label
from response_templates import COMMON_FIELDS, Template, fill, lint, load_catalogue
from response_templates.fields import OFFICIAL_LINK

DAY = date(2026, 11, 22)
SHIPPED = list(load_catalogue())


@pytest.mark.parametrize("template", SHIPPED, ids=lambda template: template.id)
def test_every_shipped_template_lints_clean(template: Template) -> None:
    """Front matter complete, fields declared and used, sources where the label needs one."""
    assert lint(template, on=DAY) == []


@pytest.mark.parametrize("template", SHIPPED, ids=lambda template: template.id)
def test_every_shipped_template_fills_with_its_own_hints(template: Template) -> None:
    """The hints are good values; with them a reply has 60 to 160 words and no blank is left."""
    text = fill(template, {field.name: field.hint for field in template.fields})
    assert 60 <= len(text.split()) <= 160
    assert "{" not in text
    assert "  " not in text
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("template", SHIPPED, ids=lambda template: template.id)
def test_optional_fields_may_stay_empty(template: Template) -> None:
    """What is not required leaves no gap behind."""
    text = fill(template, {field.name: field.hint for field in template.fields if field.required})
    assert " ." not in text
    assert " ," not in text


def test_there_are_templates_for_every_label_that_wants_a_reply() -> None:
    """Nuisance and small talk get none; the other labels get a general one at least."""
    labels = {label for template in SHIPPED for label in template.labels}
    assert labels == set(Label) - {Label.SPAM, Label.OTHER}
    assert labels == {label for t in SHIPPED if t.general for label in t.labels}
    assert len(SHIPPED) >= 48


def test_contrary_information_is_answered_with_the_official_source() -> None:
    """Every template for this label has a field for the link (duty A06)."""
    for template in SHIPPED:
        if Label.CONTRARY_INFORMATION in template.labels:
            assert OFFICIAL_LINK in {field.name for field in template.fields}, template.id


def test_the_form_of_address_is_a_field_of_every_template() -> None:
    """It is chosen by a person, with the polite one as default, never guessed from a name."""
    for template in SHIPPED:
        assert COMMON_FIELDS["cach_xung"] in template.fields, template.id


SITUATIONS = {
    "ward": ("can-cuoc-noi-lam", "gio-lam-viec"),
    "province department": ("so-lieu-cong-khai", "yeu-cau-cung-cap-thong-tin"),
    "health": ("tiem-chung", "benh-vien-phan-anh"),
    "education": ("tuyen-sinh", "lam-thu-truong-hoc"),
    "police": ("phat-nguoi-tra-cuu", "ho-chieu"),
    "land": ("so-do-cap-giay", "quy-hoach-tra-cuu"),
    "tax": ("thue-ke-khai", "thue-hoan-tin-don"),
    "social insurance": ("bhxh-mot-lan", "the-bhyt"),
    "power and water": ("lich-cat-dien", "mat-nuoc-nuoc-ban"),
    "storms": ("canh-bao-bao", "tin-don-bao-lu"),
    "false information": ("dinh-chinh-tin-sai", "tiem-chung-tin-sai"),
    "thanks for criticism": ("cam-on-gop-y", "da-tiep-thu"),
    "receipt of a report": ("tiep-nhan-phan-anh",),
    "a private channel": ("chuyen-kenh-rieng", "trang-thai-ho-so"),
    "out of competence": ("ngoai-tham-quyen",),
    "complaint and denunciation": ("khieu-nai-thu-tuc", "to-cao-thu-tuc"),
    "a scam": ("lua-dao-gia-cong-an", "lua-dao-ung-dung-gia"),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_situation_has_its_templates(situation: str) -> None:
    """Each with a tone, and never a general word where a matter wants its own."""
    known = {template.id: template for template in SHIPPED}
    found = [known[each] for each in SITUATIONS[situation]]
    assert all(template.tone and template.labels and template.owner for template in found)


def test_what_turns_on_personal_data_is_answered_in_private() -> None:
    """A file's state, a child's trouble, a request about one's own data."""
    private = {template.id for template in SHIPPED if template.private_only}
    assert private >= {"trang-thai-ho-so", "tre-em-111", "yeu-cau-du-lieu-ca-nhan"}
