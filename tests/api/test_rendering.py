"""Templates keep the contracts that the page values state."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from api import view_models
from api.i18n import translations
from api.rendering import HTML, Assets, Pages
from api.view_models.doors import ErrorPage
from api.view_models.parts import QueueCount
from api.view_models.queue import QueuePage
from tests.browser.sample_cases import NOW
from tests.browser.samples import PAGES

BUILT = (
    "app.js",
    "theme.js",
    "apidocs.js",
    "app.css",
    "icons.svg",
    "favicon.svg",
    "manifest.webmanifest",
)
SWAGGER = ("swagger-ui-bundle.js", "swagger-ui.css")
ROOMS = [
    import_module(f"api.view_models.{found.name}") for found in iter_modules(view_models.__path__)
]
VIEWS = {
    name: view
    for room in ROOMS
    for name, view in vars(room).items()
    if is_dataclass(view) and hasattr(view, "template")
}
TEMPLATES = sorted(HTML.rglob("*.html"))


@pytest.fixture(scope="module")
def pages() -> Pages:
    """The renderer with a made-up manifest: no front end needs to be built."""
    return Pages(assets=Assets({name: name for name in BUILT + SWAGGER}), clock=lambda: NOW)


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_each_template_lists_exactly_the_fields_of_its_page(view: type) -> None:
    """The comment on top of a template is the contract that the page value fulfils."""
    text = (HTML / view.template).read_text("utf-8")  # type: ignore[attr-defined]
    contract = text[text.index("{#") : text.index("#}")]
    named = re.findall(r"^  ((?:\w+, )*\w+): ", contract, re.MULTILINE)
    assert {name for line in named for name in line.split(", ")} == {
        field.name for field in fields(view)
    }


@pytest.mark.parametrize("name", sorted(PAGES))
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_page_renders_in_both_languages(pages: Pages, name: str, locale: str) -> None:
    """No variable is missing, and the page says which language it speaks."""
    html = pages.page(PAGES[name], locale="en" if locale == "en" else "vi")
    assert f'<html lang="{locale}">' in html
    assert "style=" not in html
    assert re.search(r"<script(?! src=)|\son[a-z]+=|javascript:", html) is None


def test_the_name_that_somebody_gave_is_never_markup(pages: Pages) -> None:
    """A queue named with tags and percent signs shows as it is written."""
    view = PAGES["queue"]
    assert isinstance(view, QueuePage)
    queue = QueueCount("x", "<b>100%</b> %(n)s", 1)
    html = pages.page(_with_queue(view, queue), locale="en")
    assert "&lt;b&gt;100%&lt;/b&gt; %(n)s" in html
    assert "<b>100%" not in html


def test_a_part_is_the_block_alone(pages: Pages) -> None:
    """An htmx request gets its block without the frame of the page."""
    part = pages.part(PAGES["queue"], "list", locale="vi")
    assert part.lstrip().startswith('<div id="list"')
    assert "<html" not in part


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_takes_text_for_markup(path: Path) -> None:
    """`|safe` and its kin are how a comment would become a script."""
    assert re.search(r"\|\s*safe\b|Markup|autoescape", path.read_text("utf-8")) is None


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_message_of_the_templates_has_its_english(path: Path) -> None:
    """A message without English would show a reader two languages on one page."""
    english = translations("en")
    messages = re.findall(r"\b(?:_|ngettext)\(\s*'((?:[^'\\]|\\.)+)'", path.read_text("utf-8"))
    missing = [
        message
        for message in messages
        if english.gettext(message) == message and english.ngettext(message, message, 2) == message
    ]
    assert missing == []


def _with_queue(view: QueuePage, queue: QueueCount) -> QueuePage:
    return replace(view, queues=(queue,), listing=replace(view.listing, queue=queue))


def test_a_refusal_is_told_in_the_readers_language(pages: Pages) -> None:
    """With the values that it bears; one that nobody has translated stays as it was said."""
    closed = ErrorPage(None, "conflict", "Vụ việc đã đóng. Muốn sửa, hãy mở lại vụ việc trước.")
    full = ErrorPage(None, "bad_input", "Đã đủ 5 tệp.")
    odd = ErrorPage(None, "bad_input", "Chỉ từ 0 đến 5 %.")
    assert "The case is closed." in pages.page(closed, locale="en")
    assert "Vụ việc đã đóng." in pages.page(closed, locale="vi")
    assert "There are 5 files already." in pages.page(full, locale="en")
    assert "Chỉ từ 0 đến 5 %." in pages.page(odd, locale="en")
