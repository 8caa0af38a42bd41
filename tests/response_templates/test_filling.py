"""Filling is strict, and what people type is text and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import BadInputError, TooLargeError
from moderation.vocabulary import Label
from response_templates import COMMON_FIELDS, Field, Template, fields_in, fill

LE_PHI = Field("le_phi", "Mức lệ phí")
GHI_CHU = Field("ghi_chu", "Ghi chú", required=False)


def template(body: str, *fields: Field) -> Template:
    """A template of one body."""
    return Template("thu", "Thử", (Label.POLICY_QUESTION,), body, fields)


FEE = template("Lệ phí: {{ le_phi }}.{% if ghi_chu %} ({{ ghi_chu }}){% endif %}", LE_PHI, GHI_CHU)


def test_values_stand_where_the_blanks_were() -> None:
    """Optional parts show only where they are filled."""
    assert fill(FEE, {"le_phi": "theo niêm yết"}) == "Lệ phí: theo niêm yết."
    assert fill(FEE, {"le_phi": "0 đồng", "ghi_chu": "dịp lễ"}) == "Lệ phí: 0 đồng. (dịp lễ)"


@pytest.mark.parametrize("values", [{}, {"le_phi": ""}, {"le_phi": "  \n "}, {"ghi_chu": "x"}])
def test_a_missing_field_is_refused_by_its_vietnamese_name(values: dict[str, str]) -> None:
    """Nothing goes out with a gap in it."""
    with pytest.raises(BadInputError, match="“Mức lệ phí” còn trống"):
        fill(FEE, values)


def test_an_unknown_field_is_refused_by_name() -> None:
    """A value for a blank that the template lacks is a slip of somebody's."""
    with pytest.raises(BadInputError, match="“le_phj”"):
        fill(FEE, {"le_phi": "x", "le_phj": "y"})


def test_a_blank_that_is_not_declared_is_refused_even_where_it_would_not_show() -> None:
    """A condition never met hides no undeclared name."""
    hidden = template("{{ le_phi }}{% if ghi_chu %}{{ ten }}{% endif %}", LE_PHI, GHI_CHU)
    with pytest.raises(BadInputError, match="“ten”"):
        fill(hidden, {"le_phi": "x"})


def test_a_default_stands_where_nobody_wrote() -> None:
    """The agency's choice wins over it."""
    greeting = template("Chào {{ cach_xung }}.", COMMON_FIELDS["cach_xung"])
    assert fill(greeting, {}) == "Chào ông/bà."
    assert fill(greeting, {"cach_xung": "anh/chị"}) == "Chào anh/chị."


@given(st.text(alphabet="{}%| .abclepi_'\"<>&\\$#ớ\n", max_size=60))
def test_what_people_type_is_never_evaluated(typed: str) -> None:
    """Braces, tags, markup: the value comes out as it went in, but for white space at its ends."""
    shown = template("[{{ ghi_chu }}|{{ le_phi }}]", LE_PHI, GHI_CHU)
    text = fill(shown, {"le_phi": "{{ ghi_chu }}{% if x %}", "ghi_chu": typed})
    assert text.endswith("|{{ ghi_chu }}{% if x %}]")
    assert text.split("|{{ ghi_chu }}{% if x %}]")[0].split() == f"[{typed.strip()}".split()


def test_a_value_that_looks_like_a_template_stays_text() -> None:
    """The plain case of the above, to be read."""
    assert fill(FEE, {"le_phi": "{{ ghi_chu }} {% raw %}"}) == "Lệ phí: {{ ghi_chu }} {% raw %}."


@pytest.mark.parametrize(
    "body",
    [
        "{% for i in (1..9) %}x{% endfor %}",
        "{% assign x = 1 %}{{ x }}",
        "{% include 'x' %}",
        "{% render 'x' %}",
        "{% capture x %}{% endcapture %}",
        "{{ le_phi | upcase }}",
        "{{ le_phi.size }}",
        "{{ le_phi",
        "{% if le_phi %}",
    ],
)
def test_templates_hold_blanks_and_conditions_alone(body: str) -> None:
    """Loops, includes, assignments, filters and properties are refused in words."""
    with pytest.raises(BadInputError, match=r"viết sai|không phải tên ô"):
        fill(template(body, LE_PHI), {"le_phi": "x"})


def test_replies_have_an_end() -> None:
    """A value over its limit is refused by name, a reply over its limit as a whole."""
    with pytest.raises(TooLargeError, match="“Mức lệ phí” dài quá"):
        fill(FEE, {"le_phi": "x" * 2_001})
    with pytest.raises(TooLargeError, match="dài quá 8000"):
        fill(template("{{ le_phi }}" * 5, LE_PHI), {"le_phi": "ớ" * 2_000})


def test_the_blanks_of_a_body_are_listed_in_reading_order() -> None:
    """A form on screen asks in the order of the text; a condition counts as a use."""
    assert fields_in("{{ b }} {% if c %}{{ a }}{% endif %} {{ b }}") == ("b", "c", "a")
