"""Five hundred hostile texts in every place of every page, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import cycle
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import select

from moderation.models import Case
from moderation.vocabulary import Role
from platforms import PostRef
from tests.architecture.test_routes import ROUTES
from tests.browser.samples import PAGES
from tests.browser.stage import ORIGIN, Answer
from tests.factories import House, event
from tests.hostile import CANARY, TEXTS

if TYPE_CHECKING:
    from tests.browser.living import Person
    from tests.browser.stage import Stage

# What a document is made of, words aside: its elements with their attributes, where each address
# leads, and what of the page the scripts and styles were told. The same before and after.
BONES = """page => {
  const at = new DOMParser().parseFromString(page, 'text/html')
  const leads = new Set(['href', 'src', 'action', 'formaction', 'srcset', 'data', 'poster'])
  const tells = (one) => {
    if (leads.has(one.name)) {
      const to = new URL(one.value, 'http://console.test/here')
      return `${one.name}=${to.protocol}//${to.host}`
    }
    return one.name
  }
  const bones = (root) => [...root.querySelectorAll('*')].flatMap(each => [
    [each.localName, ...[...each.attributes].map(tells)].join(' '),
    ...(each.localName === 'template' ? bones(each.content) : []),
  ])
  return bones(at)
}"""
# Addresses, settings as JSON, and the lines of charts, which are ours whatever people write.
_OURS = re.compile(r"/|https?:|\{|M[\d.]")
RAN = f"() => [window.{CANARY}, location.host].join()"


def test_no_page_takes_a_hostile_word_for_more_than_a_word(stage: Stage) -> None:
    """No script, element, attribute or address is born of any text; nothing outside is asked for.

    Each page is built twice, with harmless words and with hostile ones wherever a person's words
    stand; the documents must be the same but for their words. The browser then shows the
    hostile one, of each template, without our content policy, which would hide a fault.
    """
    outside: list[str] = []
    stage.page.on("request", lambda sent: outside.append(sent.url))
    stage.page.route(re.compile("css|woff2"), lambda route: route.fulfill(content_type="text/css"))
    stage.page.goto(f"{ORIGIN}/assets/{stage.pages.assets.files['favicon.svg']}")
    shown: set[type] = set()
    hostile, harmless = _Words(cycle(TEXTS)), _Words(cycle(["lời lành"]))
    for name, view in PAGES.items():
        wild, plain = (
            stage.pages.page(words.into(view), locale="vi") for words in (hostile, harmless)
        )
        assert stage.page.evaluate(BONES, wild) == stage.page.evaluate(BONES, plain), name
        if type(view) in shown:
            continue
        shown.add(type(view))
        stage.answers[f"GET /hostile/{name}"] = Answer(wild)
        stage.page.goto(f"{ORIGIN}/hostile/{name}", wait_until="domcontentloaded")
        assert stage.page.evaluate(RAN) == ",console.test", name
    assert hostile.placed > 2 * len(TEXTS)
    assert [url for url in outside if not url.startswith((ORIGIN, "data:"))] == []
    assert stage.faults == []


class _Words:
    """Puts words in the place of people's words all through a page's value."""

    def __init__(self, source: Iterator[str]) -> None:
        self.source, self.placed = source, 0

    def into(self, value: Any) -> Any:  # noqa: ANN401 - any value of a page
        """The same value with other words."""
        if type(value) is str:
            return self._said(value)
        if isinstance(value, tuple):
            return tuple(self.into(each) for each in value)
        if is_dataclass(value) and not isinstance(value, type):
            changed = {
                each.name: self.into(getattr(value, each.name))
                for each in fields(value)
                if each.init and each.name != "template"
            }
            return replace(value, **changed)
        return value

    def _said(self, said: str) -> str:
        """Words have spaces or letters of no identifier; addresses and keys stay."""
        if _OURS.match(said) or (said.isascii() and " " not in said):
            return said
        self.placed += 1
        return next(self.source)


# What no document may hold: elements that no template has, scripts but ours, attributes that run
# or style, and addresses that a text gave.
WRONG = f"""async paths => {{
  const leads = new Set(['href', 'src', 'action', 'formaction', 'hx-get', 'hx-post', 'hx-push-url'])
  const led = to => /^(?!http|mailto)|^[^/]*\\/\\/ngoai/.test(new URL(to, location).href)
  const never = 'iframe, object, embed, style, base, math, frame, applet, marquee, [style], ' +
    'script:not([src^="/assets/"]), meta[http-equiv=refresh]'
  const wrong = (path, root) => [...root.querySelectorAll('*')].flatMap(each => [
    ...(each.matches(never) ? [`${{path}}: ${{each.outerHTML.slice(0, 200)}}`] : []),
    ...[...each.attributes].filter(one =>
      /^(on|data-hx-|hx-on)/.test(one.name) || leads.has(one.name) && led(one.value)
    ).map(one => `${{path}}: ${{each.localName}} ${{one.name}}=${{one.value}}`),
    ...(each.localName === 'template' ? wrong(path, each.content) : []),
  ])
  const told = []
  for (let at = 0; at < paths.length; at += 8) {{
    told.push(...await Promise.all(paths.slice(at, at + 8).map(async path => {{
      const answer = await fetch(path)
      const body = await answer.text()
      const page = new DOMParser().parseFromString(body, 'text/html')
      const kind = answer.headers.get('content-type') || ''
      return [path, answer.status, kind.startsWith('text/html') ? wrong(path, page) : [],
              body.split('{CANARY}').length - 1]
    }})))
  }}
  return told
}}"""


def test_no_page_of_the_running_console_takes_a_comment_for_markup(
    house: House, person: Callable[..., Person]
) -> None:
    """Every page that a manager or administrator can open, over hostile comments."""
    fill_with(house)
    shown = 0
    for role in (Role.MANAGER, Role.ADMINISTRATOR):
        somebody = person(house, role)
        told = somebody.page.evaluate(WRONG, addresses(house))
        assert [one for one in told if one[1] >= 500 or one[2]] == [], role
        assert sum(one[1] == 200 for one in told) > 40
        shown = max(shown, sum(one[3] for one in told))
        somebody.open("/queues/all")
        assert somebody.page.evaluate(f"() => window.{CANARY}") is None
        assert [one for one in somebody.faults if "Failed to load" not in one] == []
    assert shown > 250


def fill_with(house: House) -> None:
    """A case for every fourth text, by an author and below a post that are called the same."""
    house.take(
        *(
            replace(
                event(f"h{n}", text, author=f"h{n}"),
                author_name=text,
                post=PostRef(external_id=f"p{n % 20}", text=text),
            )
            for n, text in enumerate(TEXTS[::4])
        )
    )
    house.triage()


def addresses(house: House) -> list[str]:
    """Every page of the console about things that are there, cards, lists and searches."""
    with house.database.transaction(house.agency_id) as session:
        ids = list(session.scalars(select(Case.id).order_by(Case.id)))
    places = {
        "page_id": house.page_id,
        "case_id": ids[0],
        "key": "all",
        "slug": f"phuong-{house.agency_id}",
    }
    fixed = {
        re.sub(r"\{(\w+)\}", lambda found: str(places.get(found[1], 1)), route.path)
        for method, route in ROUTES
        if method == "GET" and not route.path.startswith(("/live", "/sign-in"))
    }
    cards = [f"/cases/{case_id}" for case_id in ids[::20]]
    searches = [f"/search?q={quote(text)}" for text in TEXTS[::100]]
    since = "since=2026-01-01T00:00:00%2B07:00&until=2027-01-01T00:00:00%2B07:00"
    figures = [f"/dashboard/{name}?what=opened&{since}" for name in ("cases", "comments")]
    return [*sorted(fixed), *cards, *searches, *figures, f"/search?q={CANARY}"]
