"""JSON exports of every known shape."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import BadInputError, TooLargeError
from platforms.events import PostRef
from platforms.exports import BadRow, ExportRow
from platforms.exports.json_shapes import repaired
from tests.platforms.export_files import bad, events, opened, rows, texts


def dumped(value: object) -> str:
    """As a person would read it."""
    return json.dumps(value, ensure_ascii=False)


def graph_comment(own_id: str, message: str, **more: object) -> dict[str, object]:
    """A comment with the fields that the Graph API is usually asked for."""
    return {
        "id": own_id,
        "message": message,
        "from": {"id": "7001", "name": "Phạm Văn D"},
        "created_time": "2026-11-22T04:00:09+0000",
        "like_count": 2,
        **more,
    }


def test_a_graph_dump_of_comments_is_read() -> None:
    """`{"data": […], "paging": …}` as the Graph API gives it, with `filter=stream`."""
    content = dumped(
        {
            "data": [
                graph_comment("7_1", "Bao giờ có điện?", permalink_url="https://fb.example/7_1"),
                graph_comment("7_2", "Chiều nay ạ", parent={"id": "7_1"}),
            ],
            "paging": {"cursors": {"before": "a", "after": "b"}},
        }
    )
    first, second = events(content)
    assert (first.external_id, first.text, first.author_external_id, first.author_name) == (
        "7_1",
        "Bao giờ có điện?",
        "7001",
        "Phạm Văn D",
    )
    assert first.created_at == datetime(2026, 11, 22, 4, 0, 9, tzinfo=UTC)
    assert first.permalink == "https://fb.example/7_1"
    assert (first.parent_external_id, second.parent_external_id) == (None, "7_1")


def test_posts_with_embedded_comments_are_read() -> None:
    """The post's text is no comment; comments know their post and replies their parent."""
    reply = graph_comment("7_3", "Cảm ơn")
    content = dumped(
        {
            "data": [
                {
                    "id": "102_7",
                    "message": "Thông báo cúp điện",
                    "permalink_url": "https://fb.example/7",
                    "comments": {
                        "data": [
                            graph_comment("7_1", "Mấy giờ có lại?", comments={"data": [reply]})
                        ]
                    },
                },
                {"id": "102_8", "message": "Bài chưa ai bình luận"},
            ]
        }
    )
    first, second = events(content)
    assert first.post == PostRef("102_7", "Thông báo cúp điện", "https://fb.example/7")
    assert (second.text, second.parent_external_id) == ("Cảm ơn", "7_1")
    assert second.post == first.post


def test_comments_with_embedded_replies_are_not_taken_for_posts() -> None:
    """The ids tell: a reply begins with the number of the post, as its parent does."""
    content = dumped(
        {
            "data": [
                graph_comment("7_1", "Hỏi ạ", comments={"data": [graph_comment("7_2", "Đáp ạ")]}),
                graph_comment("7_4", "Câu khác"),
            ]
        }
    )
    assert texts(content) == ["Hỏi ạ", "Đáp ạ", "Câu khác"]
    assert events(content)[1].parent_external_id == "7_1"


@pytest.mark.parametrize(
    "wrap", [lambda r: r, lambda r: {"comments": r}, lambda r: {"a": {"b": r}}]
)
def test_a_list_of_rows_is_found_wherever_it_stands(wrap: object) -> None:
    """Alone, under a name, or two levels down."""
    inner = [{"comment_id": "c1", "Nội dung": "Xin chào"}, {"comment_id": "c2", "Nội dung": "Chào"}]
    assert callable(wrap)
    assert texts(dumped(wrap(inner))) == ["Xin chào", "Chào"]


def test_one_object_is_one_comment() -> None:
    """A single comment, pretty-printed."""
    assert texts(json.dumps({"id": "c1", "text": "Xin chào"}, indent=2)) == ["Xin chào"]


def test_facebooks_account_download_is_read_and_its_letters_repaired() -> None:
    """Each byte of UTF-8 stands there as a character of its own."""
    garbled = "Đề nghị xử lý".encode().decode("latin-1")
    content = json.dumps(
        {
            "comments_v2": [
                {
                    "timestamp": 1795320009,
                    "data": [
                        {"comment": {"comment": garbled, "author": "An", "timestamp": 1795320009}}
                    ],
                    "title": "An",
                },
                {"timestamp": 1795320010, "title": "An"},
            ]
        }
    )
    first, second = rows(content)
    assert isinstance(first, ExportRow)
    assert first.event.text == "Đề nghị xử lý"
    assert first.event.created_at == datetime(2026, 11, 22, 4, 0, 9, tzinfo=UTC)
    assert isinstance(second, BadRow)


@given(st.text())
def test_repairing_undoes_the_garbling(text: str) -> None:
    """The rule is the exact inverse, whatever the text."""
    raw = text.encode("utf-8", "replace")
    assert repaired(raw.decode("latin-1")) == raw.decode()


@pytest.mark.parametrize("text", ["Đề nghị", "café", "naïve", "x", ""])
def test_a_sound_text_is_not_repaired(text: str) -> None:
    """Strict: one other character, or bytes that would not decode, and it stays."""
    assert repaired(text) == text


def test_json_lines_are_read_line_by_line() -> None:
    """One broken line costs itself, and is told by its number."""
    content = '{"id":"a","text":"Một câu"}\n\n{"id":"b","text":"Hai\n{"id":"c","text":"Ba câu"}\n'
    assert bad(content) == [(3, "bad_json")]
    assert [row.line for row in rows(content)] == [1, 3, 4]


def test_a_line_may_be_a_post_with_its_comments() -> None:
    """Crawlers write one post a line."""
    line = {"id": "1_7", "message": "Bài", "comments": {"data": [graph_comment("7_1", "Hỏi")]}}
    assert texts(dumped(line) + "\n" + dumped(line) + "\n") == ["Hỏi", "Hỏi"]


def test_what_is_no_object_among_rows_is_told() -> None:
    """Nothing is dropped in silence."""
    assert bad('[{"text":"Xin chào"},5,null,["x"]]') == [
        (2, "not_object"),
        (3, "not_object"),
        (4, "not_object"),
    ]


def test_faults_of_one_record_cost_that_record() -> None:
    """A repeated key, NaN, a text over the limit, too deep a nest."""
    deep = "[" * 40 + "]" * 40
    content = (
        '[{"text":"a","text":"b"},{"text":"mot","n":NaN},{"text":"hai ba"},'
        f'{{"text":"{"x" * 200_001}"}},{{"text":"c","d":{deep}}}]'
    )
    assert [code for _, code in bad(content)] == [
        "bad_json",
        "bad_json",
        "text_too_long",
        "too_deep",
    ]
    assert [row.event.text for row in rows(content) if isinstance(row, ExportRow)] == ["hai ba"]


def test_surrogates_and_nul_are_made_storable() -> None:
    """As in a webhook."""
    assert texts('[{"text":"a\\ud83d b\\u0000"}]') == ["a\ufffd b"]


@pytest.mark.parametrize(
    "content",
    ['[{"text":"mot"},{"te', '{"data":[{"text":"x"}]', '[{"text":"mot"}]]', "{\"text\": 'x'}"],
)
def test_truncated_or_broken_json_is_told(content: str) -> None:
    """With the place of the fault."""
    with pytest.raises(BadInputError, match="dòng"):
        opened(content + " ")


@pytest.mark.parametrize("content", ["{}", "[]", '{"a":[1,2]}', '{"data":[]}', '[{"a":[]}]'])
def test_json_without_comments_is_told(content: str) -> None:
    """Rather than an import of nothing."""
    with pytest.raises(BadInputError):
        opened(content).guess_mapping()


def test_a_dump_of_countless_brackets_is_refused() -> None:
    """Before any of them is built."""
    with pytest.raises(TooLargeError):
        opened("[" + "[]," * 3_000_000 + "[]]")


def test_utf_16_json_is_read() -> None:
    """Notepad's Unicode."""
    assert texts(dumped([{"text": "Đường ngập"}]).encode("utf-16")) == ["Đường ngập"]


NAMES = st.sampled_from(["data", "comments", "comment", "message", "id", "text", "from", "parent"])
SHAPES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=25,
)


@given(SHAPES)
def test_any_shape_is_read_or_refused(value: object) -> None:
    """No other error than the house's own leaves the reader."""
    with contextlib.suppress(BadInputError):
        assert all(row for row in rows(json.dumps([value])))
