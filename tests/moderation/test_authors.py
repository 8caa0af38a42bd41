"""Who wrote a comment stands nowhere in the clear, and is still found, named and answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select, text

from moderation.authors import rewrap, rotate, seal_old
from moderation.database import Database
from moderation.errors import PhanHoiError, UnavailableError
from moderation.models import Author, Comment
from moderation.queries.authors import comment_names, find_author, identity_of, named_authors
from moderation.queries.cases import CaseFilter, list_cases
from moderation.sealing import Keyring
from tests.factories import NOW, House, event

NAME, ID = "Nguyễn Thị Thử Nghiệm", "fb-77001122"


def wrote(external_id: str = "c1", name: str | None = NAME, author: str | None = ID) -> object:
    """A comment by an invented author."""
    return replace(event(external_id), author_external_id=author, author_name=name)


def author_of(house: House, external_id: str = "c1") -> tuple[int | None, str | None]:
    """The author's row and name of a comment."""
    with house.database.transaction(house.agency_id) as session:
        comment = session.scalars(select(Comment).where(Comment.external_id == external_id)).one()
        names = comment_names(house.agency_id, session, [comment])
        return comment.author_id, names.get(comment.id)


def everything(as_superuser: Engine) -> str:
    """Every row of every table that a comment's arrival writes to, as text."""
    tables = ("authors", "comments", "comment_search", "events", "agency_keys", "posts")
    with as_superuser.connect() as connection:
        rows = [connection.execute(text(f"SELECT t::text FROM {table} t")) for table in tables]
        return "\n".join(row[0] for found in rows for row in found)


def test_neither_name_nor_platform_id_stands_in_any_table(
    house: House, as_superuser: Engine
) -> None:
    """Sealed, not only moved; the wall is looked over to be sure."""
    house.take(wrote())

    kept = everything(as_superuser)

    assert "phường mình" in kept.lower()
    for secret in (NAME, "nguyen thi thu nghiem", ID, NAME.encode().hex(), ID.encode().hex()):
        assert secret not in kept


def test_an_author_is_one_row_a_page_and_takes_their_newest_name(house: House) -> None:
    """Two comments, one author; the name follows what the network says last."""
    house.take(wrote("c1"), wrote("c2"))
    house.take(wrote("c3", name="Thử Nghiệm Mới"))

    first, name = author_of(house, "c1")

    assert {author_of(house, each)[0] for each in ("c2", "c3")} == {first}
    assert name == "Thử Nghiệm Mới"


def test_an_author_without_an_id_belongs_to_one_comment(house: House) -> None:
    """Two people may bear one name: nobody is merged by it. Once identified, they stay so."""
    house.take(wrote("c1", author=None), wrote("c2", author=None), wrote("c3", name=None))
    apart = [author_of(house, each) for each in ("c1", "c2")]
    house.take(wrote("c1"))
    house.take(wrote("c1", author=None, name="Ai đó"))

    assert apart[0][0] != apart[1][0]
    assert [name for _, name in apart] == [NAME, NAME]
    assert author_of(house, "c1") == (author_of(house, "c3")[0], NAME)


def test_cases_are_found_by_the_whole_name_however_it_is_typed(house: House) -> None:
    """The index knows the folded name and nothing of its parts."""
    house.take(wrote())
    house.triage()

    with house.database.transaction(house.agency_id) as session:
        counts = [
            len(list_cases(house.agency_id, session, CaseFilter(search=asked)))
            for asked in (NAME, "nguyen  THI thu nghiem", "Thử Nghiệm", "căn cước")
        ]

    assert counts == [1, 1, 0, 1]


def test_the_same_person_has_another_index_at_another_agency(
    house: House, neighbour: House
) -> None:
    """Nobody is followed across agencies, even by somebody who holds the whole database."""
    for each in (house, neighbour):
        each.take(wrote())

    def index_of(one: House) -> tuple[bytes, bytes | None]:
        with one.database.transaction(one.agency_id) as session:
            author = session.scalars(select(Author)).one()
            return author.identity_index, author.name_index

    assert not set(index_of(house)) & set(index_of(neighbour))


def test_a_new_key_of_the_agency_takes_over_without_opening_an_identity(house: House) -> None:
    """Wrappings change, contents stay byte for byte, names are still read."""
    house.take(wrote())
    author_id, _ = author_of(house)
    with house.database.transaction(house.agency_id) as session:
        author = find_author(house.agency_id, session, author_id or 0)
        assert author is not None
        before = (author.wrapped_key, author.sealed_identity)
        assert rotate(house.agency_id, session) == 2
        assert rewrap(house.agency_id, session) is None
        after = (author.wrapped_key, author.sealed_identity)

    assert before[0] != after[0]
    assert before[1] == after[1]
    assert author_of(house)[1] == NAME


def test_without_the_right_key_file_nothing_is_read_or_taken_in(
    house: House, database: Database
) -> None:
    """Another key file fails by name, and so does none."""
    house.take(wrote())
    url = database.engine.url.render_as_string(hide_password=False)
    wrong, none = Database(url, keys=Keyring({"one": b"x" * 32})), Database(url)
    try:
        with (
            pytest.raises(PhanHoiError, match="tệp khóa"),
            wrong.transaction(house.agency_id) as session,
        ):
            named_authors(house.agency_id, session, NAME)
        with pytest.raises(UnavailableError, match="PHANHOI_KEY_FILE"):
            replace(house, database=none).take(wrote("c2"))
    finally:
        wrong.engine.dispose()
        none.engine.dispose()


def test_comments_from_before_are_sealed_in_batches_and_lose_the_clear_name(
    house: House, as_superuser: Engine
) -> None:
    """The name leaves the comment and what it is searched by, and stands under it as before."""
    house.take(*(replace(wrote(f"c{n}"), author_external_id=None) for n in range(3)))
    with house.database.transaction(house.agency_id) as session:
        for comment in session.scalars(select(Comment)):
            comment.author_id = None
            comment.clear_author_id, comment.clear_author_name = f"{ID}-{comment.id}", NAME
        session.execute(text("UPDATE comment_search SET folded = folded || ' nguyen thi thu'"))
    with house.database.transaction(house.agency_id) as session:
        done = [seal_old(house.agency_id, session, limit=2) for _ in range(3)]

    assert done == [2, 1, 0]
    assert author_of(house)[1] == NAME
    assert NAME not in everything(as_superuser)
    assert "nguyen thi thu" not in everything(as_superuser)


def test_an_erased_author_is_nobody_and_a_new_comment_makes_a_new_row(house: House) -> None:
    """The row that is left says nothing and catches nothing."""
    house.take(wrote())
    author_id, _ = author_of(house)
    with house.database.transaction(house.agency_id) as session:
        author = find_author(house.agency_id, session, author_id or 0)
        assert author is not None
        author.wrapped_key = author.sealed_identity = author.name_index = None
        author.erased_at, author.identity_index = NOW, b"nothing"
    house.take(wrote("c2"))

    assert author_of(house, "c1") == (author_id, None)
    assert author_of(house, "c2")[0] != author_id
    with house.database.transaction(house.agency_id) as session:
        assert identity_of(house.agency_id, session, author_id) is None
