"""JSON of strangers: bounded in depth, size and time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import BadInputError, TooLargeError
from platforms.json_limits import clean, clean_text, parse


def test_depth_is_held_at_32() -> None:
    """32 levels pass, 33 do not."""
    assert clean(parse(b"[" * 32 + b"]" * 32)) is not None
    with pytest.raises(TooLargeError):
        clean(parse(b"[" * 33 + b"]" * 33))


def test_a_million_brackets_are_refused_before_they_are_built() -> None:
    """Depth is measured without recursion."""
    with pytest.raises(TooLargeError):
        parse(b"[" * 1_000_000, nodes=10_000_000)


def test_nodes_of_one_event_are_held_at_10000() -> None:
    """An event has some twenty values; ten thousand is an attack."""
    assert clean(list(range(9_999)))
    with pytest.raises(TooLargeError):
        clean(list(range(10_000)))


def test_brackets_inside_strings_do_not_count() -> None:
    """A comment may be made of brackets."""
    text = "[{,"
    assert parse(b'["' + text.encode() * 100_000 + b'"]', nodes=10)


def test_an_unclosed_string_of_quotes_takes_linear_time() -> None:
    """Two megabytes of escaped quotes would take hours if each were a new start."""
    with pytest.raises(BadInputError):
        parse(b'{"a":"' + b'\\"' * 1_000_000)


def test_a_number_of_ten_thousand_digits_is_kept_as_text() -> None:
    """Python refuses to convert it, and an id must keep its digits."""
    assert parse(b"[" + b"9" * 10_000 + b"]") == ["9" * 10_000]


def test_a_byte_order_mark_is_passed_over() -> None:
    """Windows tools write one."""
    assert parse(b'\xef\xbb\xbf{"a":1}') == {"a": 1}


@pytest.mark.parametrize("body", [b"NaN", b"[-Infinity]", b'{"a":{"b":1e400}}', b'{"a":1,"a":2}'])
def test_what_strict_json_lacks_is_refused(body: bytes) -> None:
    """These parse, and are refused by the piece that holds them."""
    value = parse(body)
    with pytest.raises(BadInputError):
        clean(value)


@given(st.text(st.characters()))
def test_a_cleaned_text_can_be_stored(text: str) -> None:
    """Always UTF-8, never with NUL, and unchanged where nothing was wrong."""
    cleaned = clean_text(text)
    assert "\0" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert len(cleaned) == len(text) - text.count("\0")
