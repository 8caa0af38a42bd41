"""What becomes of each row of a table: a comment, or a reason why not."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb, Platform
from platforms import standard
from platforms.events import CommentEvent, PostRef
from platforms.exports import BadRow, ExportRow, Mapping
from tests.platforms.export_files import bad, events, opened, rows, texts


def test_a_full_row_becomes_a_created_comment() -> None:
    """Every mapped column finds its field."""
    content = (
        "Mã bình luận;Nội dung bình luận;Thời gian;Người bình luận;Mã người bình luận;"
        "Mã bình luận cha;Mã bài viết;Nội dung bài viết;Link bài viết;"
        "Link bình luận;Nền tảng;Lượt thích\n"
        "bl2;Xin hỏi lệ phí?;22/11/2026 11:00:09;Trần B;u9;bl1;b7;Thông báo;https://x.example/7;"
        "https://x.example/7#2;Facebook;12\n"
    )
    (row,) = rows(content)
    when = datetime(2026, 11, 22, 4, 0, 9, tzinfo=UTC)
    assert row == ExportRow(
        2,
        CommentEvent(
            CommentVerb.CREATED,
            "bl2",
            "Xin hỏi lệ phí?",
            when,
            when,
            PostRef("b7", "Thông báo", "https://x.example/7"),
            "bl1",
            "u9",
            "Trần B",
            "https://x.example/7#2",
        ),
        Platform.FACEBOOK,
    )


def test_the_headings_are_found_below_a_page_of_particulars() -> None:
    """ExportComments-style: address, date and totals first; a blank second heading; nesting."""
    content = (
        "URL,https://www.facebook.com/xa/posts/1\nDate,22/11/2026\nTotal comments,3\n\n"
        "#,,Name,Profile ID,Date,Likes,Comment,(view) source\n"
        "1,,Lê A,u1,22/11/2026 09:00,3,Bao giờ có nước?,https://www.facebook.com/c1\n"
        ",1-1,Vũ B,u2,22/11/2026 09:05,0,Mai có nhé,https://www.facebook.com/c2\n"
        "2,,Đỗ C,u3,22/11/2026 09:09,0,Cảm ơn,https://www.facebook.com/c3\n"
    )
    first, reply, second = events(content)
    assert [first.text, reply.text, second.text] == ["Bao giờ có nước?", "Mai có nhé", "Cảm ơn"]
    assert (first.parent_external_id, second.parent_external_id) == (None, None)
    assert reply.parent_external_id == first.external_id
    assert [row.line for row in rows(content)] == [6, 7, 8]


def test_one_column_of_nested_numbers_tells_the_parent() -> None:
    """`1`, `1-1`, `1-1-1` in one column."""
    content = (
        "STT,Bình luận\n1,Hỏi một câu\n1-1,Trả lời câu hỏi\n1-1-1,Cảm ơn nhiều\n2,Câu khác nữa\n"
    )
    one, two, three, four = events(content)
    assert two.parent_external_id == one.external_id
    assert three.parent_external_id == two.external_id
    assert four.parent_external_id is None


def test_a_parent_that_is_the_post_is_no_parent() -> None:
    """Facebook gives the post as the parent of a thread's first comment."""
    content = "comment_id,parent_id,post_id,message\nc1,p1,p1,Xin chào\nc2,c1,p1,Chào bạn\n"
    assert [event.parent_external_id for event in events(content)] == [None, "c1"]


def test_a_column_called_post_is_read_by_its_values() -> None:
    """It may hold a text, an address or an id."""
    by_text = events("id,post,text\nc1,Thông báo cúp nước khu phố 3,Lâu quá\n")[0].post
    by_link = events("id,post,text\nc1,https://x.example/7,Lâu quá\n")[0].post
    by_id = events("id,post,text\nc1,102_7,Lâu quá\n")[0].post
    assert by_text is not None
    assert by_text.text == "Thông báo cúp nước khu phố 3"
    assert by_link is not None
    assert by_link.permalink == "https://x.example/7"
    assert by_id == PostRef("102_7")


def test_posts_of_the_same_text_are_one_post() -> None:
    """A post without an id is known by its address or text."""
    first, second, other = events(
        "id,post,text\na,Bài số một,x y\nb,Bài số một,y z\nc,Bài số hai,z t\n"
    )
    assert first.post == second.post != other.post


def test_a_comment_over_several_lines_is_kept_as_written() -> None:
    """Newlines, quotes, separators, spaces at both ends."""
    text = '  Dòng một\nDòng "hai", ba;\r\n\tbốn  '
    quoted = text.replace('"', '""')
    content = f'id,text\n1a,"{quoted}"\n2a,kế tiếp\n'
    assert texts(content) == [text, "kế tiếp"]
    assert [row.line for row in rows(content)] == [2, 5]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+84 912", "-5 độ", "@ai đó", '=HYPERLINK("http://x.example")',
     "e" + "\u0301" * 300, "\u202eđảo ngược\u202c", "a\u200bb", "🙏🏻👨‍👩‍👧", "Ho\u0300a"],
)  # fmt: skip
def test_strange_texts_are_kept_to_the_letter(text: str) -> None:
    """Formulas are text, marks and direction overrides stay: the original is never changed."""
    quoted = text.replace('"', '""')
    assert texts(f'id,text\na1,"{quoted}"\n') == [text]


def test_nul_is_taken_out() -> None:
    """PostgreSQL refuses it."""
    assert texts("id,text\na1,xin\0 chào\n") == ["xin chào"]


def test_a_row_without_text_is_told_unless_it_has_an_attachment() -> None:
    """A sticker is a comment; nothing is none."""
    content = "id,text,attachment\na1,  ,\na2,,photo\na3,Xin chào,\n"
    assert bad(content) == [(2, "empty_text")]
    assert [row.event.text for row in rows(content) if isinstance(row, ExportRow)] == [
        None,
        "Xin chào",
    ]


def test_a_giant_comment_is_told_and_a_long_one_taken() -> None:
    """200,000 characters are the limit for one comment."""
    content = f"id,text\na1,{'á' * 100_000}\na2,{'á' * 200_001}\na3,{'á' * 400_001}\na4,ngắn gọn\n"
    assert bad(content) == [(3, "text_too_long"), (4, "text_too_long")]


def test_one_giant_line_costs_itself_only() -> None:
    """Three million characters without a break."""
    content = f"id,text\na1,{'b' * 3_000_000}\na2,vẫn đọc được\n"
    assert bad(content) == [(2, "line_too_long")]
    assert [row.line for row in rows(content)] == [2, 3]


def test_a_stray_quote_does_not_swallow_the_rows_below() -> None:
    """The row keeps its quote as text, and the others are read."""
    lines = "".join(f"a{i},dòng số {i}\n" for i in range(2, 200))
    read = texts(f'id,text\na0,kề trên\na1,"thiếu dấu đóng\n{lines}')
    assert read[:3] == ["kề trên", '"thiếu dấu đóng', "dòng số 2"]
    assert len(read) == 200


def test_two_stray_quotes_do_not_join_two_rows_into_one() -> None:
    """A lenient reader would take both for one comment and lose the second."""
    content = 'id,text\na0,kề trên\na1,"mở mà không đóng\na2,"cũng vậy\na3,dưới cùng\n'
    assert texts(content) == ["kề trên", '"mở mà không đóng', '"cũng vậy', "dưới cùng"]


def test_a_text_cut_off_at_the_end_of_the_file_is_told() -> None:
    """A truncated download ends within quotes."""
    assert bad('id,text\na1,xong\na2,"dòng một\ndòng hai bị c') == [(3, "broken_quotes")]


def test_a_row_with_more_cells_than_columns_is_told() -> None:
    """An unquoted comma would else cut the comment short in silence."""
    assert bad("id,text\n1a,xin, chào bà con\n2a,tốt\n") == [(2, "too_many_cells")]


def test_a_row_with_fewer_cells_is_filled_up() -> None:
    """Some tools leave trailing blanks out."""
    assert texts("id,text,likes\na1,xin chào\n") == ["xin chào"]


def test_headings_repeated_within_the_file_are_told() -> None:
    """Two exports joined into one."""
    content = "id,text\na1,xin chào\nid,text\na2,chào bạn\n"
    assert bad(content) == [(3, "repeated_header")]


def test_blank_lines_are_passed_over_and_counted() -> None:
    """Line numbers are those of the file."""
    assert [row.line for row in rows("id,text\n\na1,xin chào\n,\n\na2,chào bạn\n\n")] == [3, 6]


def test_a_bad_row_shows_its_cells_shortened() -> None:
    """Enough to find it, not enough to fill a screen."""
    (row,) = rows(f"id,text,date\na1,{'dài ' * 500},hôm kia\n")
    assert isinstance(row, BadRow)
    assert row.code == "bad_date"
    assert "hôm kia" in row.reason
    assert max(map(len, row.raw)) == 200


def test_importing_twice_gives_the_same_ids() -> None:
    """Without an id column the id is a hash of post, author, time and text."""
    content = "author,date,text\nA,22/11/2026,Xin chào\nB,22/11/2026,Xin chào\n"
    first, second = [[e.external_id for e in events(content)] for _ in range(2)]
    assert first == second
    assert len(set(first)) == 2
    assert all(made.startswith("sha256:") for made in first)


def test_equal_rows_are_counted_so_that_none_is_lost() -> None:
    """Three times "Chấm" are three comments, and stay three at the next import."""
    content = "text\nChấm một cái\nChấm một cái\nChấm một cái\n"
    ids = [event.external_id for event in events(content)]
    assert len(set(ids)) == 3
    assert ids == [event.external_id for event in events(content)]


def test_a_row_has_its_id_wherever_it_stands_in_the_file() -> None:
    """Next week's export holds more rows; the old ones must be known again."""
    old = events("author,text\nA,Xin chào bà con\n")[0].external_id
    new = events("author,text\nB,Có ai biết không\nA,Xin chào bà con\n")[1].external_id
    assert old == new


def test_ids_that_only_count_rows_are_not_taken_for_ids() -> None:
    """Row 1 of this file and row 1 of another are different comments."""
    assert opened("id,text\n1,xin chào\n2,chào bạn\n").guess_mapping().external_id is None


def test_an_id_that_a_spreadsheet_rounded_is_not_believed() -> None:
    """1.2211E+17 stands for many comments."""
    first, second = events("id,text\n1.2211E+17,xin chào\n1.2211E+17,chào bạn\n")
    assert first.external_id != second.external_id


def test_no_date_column_is_no_fault() -> None:
    """Some lists have texts only."""
    assert events("text\nXin chào bà con\n")[0].created_at is None


def test_an_empty_date_is_unknown_and_an_unreadable_one_a_fault() -> None:
    """What is not told is None; what is told wrongly is reported."""
    content = "text,date\nxin chào,\nchào bạn,32/13/2026\ntốt,22/11/2026\n"
    assert bad(content) == [(3, "bad_date")]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["03/04/2026", "05/06/2026"], ["2026-04-03", "2026-06-05"]),
        (["03/04/2026", "05/16/2026"], ["2026-03-04", "2026-05-16"]),
        (["03/04/2026", "16/05/2026"], ["2026-04-03", "2026-05-16"]),
    ],
)
def test_month_first_only_where_the_file_proves_it(dates: list[str], expected: list[str]) -> None:
    """Ambiguous dates are day first, as in Viet Nam."""
    content = "text,date\n" + "".join(f"xin chào,{day} 08:00\n" for day in dates)
    assert [str(e.created_at)[:10] for e in events(content)] == expected


def test_a_person_may_say_that_the_month_comes_first() -> None:
    """The mapping's order stands above the guess."""
    export = opened("text,date\nxin chào,03/04/2026 08:00\n")
    (row,) = export.rows(Mapping(text="text", created_at="date", date_order="mdy"))
    assert isinstance(row, ExportRow)
    assert str(row.event.created_at)[:10] == "2026-03-04"


def test_a_link_that_is_not_of_the_web_is_left_out() -> None:
    """Staff will click on it."""
    export = opened("text,link\nxin chào,javascript:alert(1)\n")
    (row,) = export.rows(Mapping(text="text", permalink="link"))
    assert isinstance(row, ExportRow)
    assert row.event.permalink is None


# Control characters beyond a few are what tells a text file from a binary one.
CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), max_size=30
).filter(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1), st.sampled_from(",;\t|"))
def test_what_a_writer_wrote_is_what_is_read(lines: list[tuple[str, str]], separator: str) -> None:
    """Any text in a well-made file comes out to the letter, whatever the separator."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(["Nội dung", "Người bình luận"])
    writer.writerows(lines)
    export = opened(out.getvalue())
    read = export.rows(Mapping(text="Nội dung", author_name="Người bình luận"))
    assert [row.event.text for row in read if isinstance(row, ExportRow)] == [
        text for text, _ in lines
    ]


@given(st.lists(st.lists(CELLS | st.just(""), min_size=6, max_size=6), min_size=1, max_size=5))
def test_every_comment_of_a_file_survives_the_road_of_a_webhook(lines: list[list[str]]) -> None:
    """What an import dumps is read back the same: no row is lost between file and database."""
    head = ["text", "comment_id", "author", "post", "parent_id", "link"]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([head, *lines])
    mapping = Mapping(
        text="text", external_id="comment_id", author_name="author", post_text="post",
        parent_id="parent_id", permalink="link",
    )  # fmt: skip
    read = list(opened(out.getvalue()).rows(mapping))
    taken = [row.event for row in read if isinstance(row, ExportRow)]
    assert standard.read(standard.dump(taken)) == taken
    assert len(read) == sum(any(line) for line in lines)


def test_a_mapping_survives_saving() -> None:
    """It is kept for the next file of the same tool."""
    mapping = Mapping(text="Nội dung", created_at="Ngày", date_order="mdy")
    assert Mapping.from_dict(mapping.to_dict()) == mapping


@pytest.mark.parametrize(
    "saved", [{}, {"text": ""}, {"text": 5}, {"text": "a", "date_order": "ymd"}]
)
def test_a_broken_mapping_is_refused(saved: dict[str, object]) -> None:
    """A form may send anything."""
    with pytest.raises(BadInputError):
        Mapping.from_dict(saved)


def test_a_mapping_of_another_file_is_refused_at_once() -> None:
    """Before the first row is read, with the missing columns named."""
    with pytest.raises(BadInputError, match="“Lời nhắn”"):
        opened("text\nxin chào\n").rows(Mapping(text="Lời nhắn"))


def test_a_file_of_figures_about_posts_is_refused() -> None:
    """Meta Business Suite exports no comments; titles must not be taken for them."""
    content = (
        "Post ID,Page name,Title,Permalink,Publish time,Reactions,Comments,Shares\n"
        "1_2,Xã A,Thông báo lịch tiếp dân,https://x.example/1,11/22/2026 09:00,5,3,1\n"
        "1_3,Xã A,Thông báo cúp điện toàn xã,https://x.example/2,11/23/2026 09:00,5,3,1\n"
    )
    with pytest.raises(BadInputError) as error:
        opened(content).guess_mapping()
    assert error.value.code == "no_text_column"


def test_a_text_column_of_unknown_name_is_found_by_its_values() -> None:
    """The longest texts that differ."""
    content = "k,zz\n7,Đường này ngập quá rồi\n8,Bao giờ mới sửa xong đây\n"
    assert opened(content).guess_mapping().text == "zz"


def test_a_file_without_headings_is_read_by_place() -> None:
    """Its columns are named by their numbers."""
    content = "22/11/2026,Đường này ngập quá rồi\n23/11/2026,Bao giờ mới sửa xong đây\n"
    export = opened(content)
    assert export.columns == ["Cột 1", "Cột 2"]
    assert texts(content) == ["Đường này ngập quá rồi", "Bao giờ mới sửa xong đây"]


def test_headings_that_repeat_or_are_blank_get_names_of_their_own() -> None:
    """A mapping must be able to name each column."""
    export = opened("Nội dung,,Tên,Tên,Tên (2)\nxin chào,a,b,c,d\n")
    assert export.columns == ["Nội dung", "Cột 2", "Tên", "Tên (2)", "Tên (2) (2)"]


def test_a_hundred_columns_are_fine_and_a_thousand_refused() -> None:
    """A sheet of everything."""
    head = ",".join(f"c{i}" for i in range(99))
    assert texts(f"{head},text\n{',' * 99}xin chào\n") == ["xin chào"]
    with pytest.raises(BadInputError) as error:
        opened(",".join(f"c{i}" for i in range(1000)) + ",text\n")
    assert error.value.code == "too_many_columns"


@pytest.mark.parametrize(
    ("heading", "cell", "text"),
    [
        ("Comment Text", '{"takeoutSegments":[{"text":"Xin "},{"text":"chào"}]}', "Xin chào"),
        ("Comment text", '{"text":"Xin "},{"text":"chào"}', "Xin chào"),
        ("Comment text", '{"text":"Xin chào"}', "Xin chào"),
        ("Comment text", "Xin chào", "Xin chào"),
        ("Comment text", "{không phải JSON", "{không phải JSON"),
    ],
)
def test_youtube_takeouts_segments_are_joined(heading: str, cell: str, text: str) -> None:
    """All variants of comments.csv that have been seen."""
    quoted = cell.replace('"', '""')
    (event,) = events(
        "Comment ID,Channel ID,Comment create timestamp,Price,Parent comment ID,Video ID,"
        f"{heading}\r\n"
        f'Ugx1,UC1,2026-11-22T04:00:09+00:00,0,,v1,"{quoted}"\r\n\r\n'
    )
    assert (event.external_id, event.text, event.author_external_id) == ("Ugx1", text, "UC1")
    assert event.post == PostRef("v1")


def test_a_comment_that_looks_like_takeout_json_elsewhere_is_left_alone() -> None:
    """Only Takeout writes texts as JSON."""
    assert texts('id,text\na1,"{""text"":""x""}"\n') == ['{"text":"x"}']
