"""The pages as citizens see them: one small HTML page each, for the demo and for looking."""

from __future__ import annotations

import time
import unicodedata
import zlib
from datetime import datetime
from zoneinfo import ZoneInfo

from jinja2 import DictLoader, Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.emulators.world import Comment, Page, Post, World

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_NAMES = {
    "facebook": "Facebook", "instagram": "Instagram", "zalo": "Zalo", "youtube": "YouTube",
    "tiktok": "TikTok",
}  # fmt: skip
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c1e21; background: #f0f2f5 }
header p, .none, .note { color: #56595e }
article { background: #fff; border-radius: 8px; padding: 1rem; margin: 1rem 0 }
ul { list-style: none; padding: 0; margin: .5rem 0 0 }
ul ul { margin-left: 2rem }
li > div { background: #f0f2f5; border-radius: 12px; padding: .5rem .75rem; margin: .5rem 0 }
li.own > div { background: #e3edf9 }
li.hidden > div { opacity: .55 }
time, .note { font-size: .85rem }
li:target > div { outline: 2px solid #1b5e8c }
form { display: grid; gap: .75rem; background: #fff; border-radius: 8px; padding: 1rem }
input, textarea, select, button { font: inherit; padding: .5rem; width: 100%;
  box-sizing: border-box }
bdi, p { white-space: pre-wrap; overflow-wrap: anywhere }
"""
_LAYOUT = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
{% if not form %}<meta http-equiv="refresh" content="5">{% endif %}
<title>{{ title }}</title><style>{{ style|safe }}</style>
</head><body>{% block body %}{% endblock %}</body></html>"""
_LIST = """{% extends "layout" %}{% block body %}<header><h1>{{ title }}</h1>
<p>Máy chủ mô phỏng: không có gì ở đây rời khỏi máy này.</p></header>
<ul>{% for page in pages %}<li><a href="/pages/{{ page.network }}/{{ page.id }}">{{ page.name }}</a>
<span class="note">{{ names[page.network] }}</span></li>{% endfor %}</ul>{% endblock %}"""
_PAGE = """{% extends "layout" %}
{% macro show(comment) %}<li class="{{ 'own' if comment.author_id == page.id }}
 {{ 'hidden' if comment.hidden or comment.rejected }}" id="c-{{ comment.id }}"><div>
<strong>{{ comment.author_name }}</strong>
<time>{{ at(comment.created_at) }}</time>
{% if comment.updated_at > comment.created_at %}<span class="note">đã sửa</span>{% endif %}
{% if comment.rejected %}<span class="note">đã bị loại bỏ, không khôi phục được</span>
{% elif comment.hidden %}<span class="note">đã ẩn: chỉ người viết và bạn bè thấy</span>{% endif %}
<br><bdi>{{ comment.text if comment.text is not none else "(nhãn dán hoặc ảnh)" }}</bdi>
{% if comment.answered_privately is not none %}
<p class="note">Tin nhắn riêng của trang: {{ comment.answered_privately }}</p>{% endif %}</div>
{% for reply in below(comment) %}{% if loop.first %}<ul>{% endif %}{{ show(reply) }}
{% if loop.last %}</ul>{% endif %}{% endfor %}</li>{% endmacro %}
{% block body %}<header><h1>{{ page.name }}</h1>
<p>{{ names[page.network] }} mô phỏng · <a href="/pages">mọi trang</a>
{% if posts %} ·
<a href="/pages/{{ page.network }}/{{ page.id }}/write">viết như một người dân</a>{% endif %}
</p></header>
{% for post, comments in posts %}<article id="c-{{ post.id }}"><p>{{ post.text }}</p>
<time>{{ at(post.created_at) }}</time>
<ul>{% for comment in comments %}{{ show(comment) }}{% endfor %}</ul></article>
{% else %}<p class="none">Chưa có gì trên trang này.</p>{% endfor %}{% endblock %}"""

_WRITE = """{% extends "layout" %}{% block body %}<header><h1>{{ title }}</h1>
<p>Bình luận đi đúng đường của {{ names[page.network] }}: ký, gửi webhook, vào hàng đợi.</p>
</header>
<form method="post"><label>Dưới bài <select name="post_id">{% for post, _ in posts %}
<option value="{{ post.id }}">{{ post.text[:60] }}</option>{% endfor %}</select></label>
<label>Tên <input name="author_name" value="Người dân" required maxlength="80"></label>
<label>Bình luận
<textarea name="text" rows="4" required maxlength="8000" autofocus></textarea></label>
<button>Đăng bình luận</button></form>{% endblock %}"""

_JINJA = Environment(
    loader=DictLoader({"layout": _LAYOUT, "list": _LIST, "page": _PAGE, "write": _WRITE}),
    autoescape=True,
)
_JINJA.globals.update(
    style=_STYLE,
    names=_NAMES,
    at=lambda seconds: datetime.fromtimestamp(seconds, _VIETNAM).strftime("%H:%M %d/%m/%Y"),
)


def routes(world: World) -> list[Route]:
    """`/pages` and one below it for each page."""
    listing, one = _JINJA.get_template("list"), _JINJA.get_template("page")
    writing = _JINJA.get_template("write")

    async def show_all(request: Request) -> Response:
        pages = sorted(world.pages.values(), key=lambda page: page.name)
        return HTMLResponse(listing.render(title="Các trang mô phỏng", pages=pages))

    async def show_one(request: Request) -> Response:
        page = world.pages.get((request.path_params["network"], request.path_params["id"]))
        if page is None:
            return PlainTextResponse("Không có trang này.", 404)
        return HTMLResponse(
            one.render(
                title=page.name,
                page=page,
                posts=_posts(page),
                below=lambda comment: page.below(comment.id),
            )
        )

    async def show_form(request: Request) -> Response:
        page = world.page(request.path_params["network"], request.path_params["id"])
        title = f"Viết dưới bài của {page.name}"
        return HTMLResponse(writing.render(title=title, page=page, posts=_posts(page), form=True))

    async def write(request: Request) -> Response:
        page, form = world.page(*request.path_params.values()), await request.form()
        post_id, name = str(form["post_id"]), str(form["author_name"])
        made = f"{post_id.rpartition('_')[2]}_{world.number()}"
        author = f"dan-{zlib.crc32(name.encode())}"
        text = unicodedata.normalize("NFC", str(form["text"]).replace("\r\n", "\n"))
        world.add(page, Comment(made, post_id, text, author, name, time.time()))
        return RedirectResponse(f"/pages/{page.network}/{page.id}#c-{made}", 303)

    return [
        Route("/pages", show_all),
        Route("/pages/{network}/{id}", show_one),
        Route("/pages/{network}/{id}/write", show_form),
        Route("/pages/{network}/{id}/write", write, methods=["POST"]),
    ]


def _posts(page: Page) -> list[tuple[Post, list[Comment]]]:
    """Newest post first, its comments oldest first; on Zalo each person's messages together."""
    posts = sorted(page.posts.values(), key=lambda post: -post.created_at)
    if page.network == "zalo":
        people = {c.post_id: c for c in page.under()}
        posts = [Post(each, "Hội thoại", people[each].created_at) for each in people]
    return [(post, _top(page, post.id)) for post in posts]


def _top(page: Page, post_id: str) -> list[Comment]:
    under = page.under(post_id)
    shown = {comment.id for comment in under}
    return [c for c in under if c.parent_id is None or c.parent_id not in shown]
