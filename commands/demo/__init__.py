"""An invented ward that shows the whole system at work, on the same road as a real one.

`prepare` sets up the agency and its people, `fill` brings three weeks of comments in by files and
by the deliveries of an emulated network, `settled` says when they all lie in cases, and
`python -m commands.demo` keeps new ones coming. Nobody and nothing in `data/` is real.
"""

from __future__ import annotations

from commands.demo.agency import SignIn, prepare
from commands.demo.backlog import fill, settled
from commands.demo.cast import SLUG
from commands.demo.network import ROOT, Network, address_beside, command

__all__ = [
    "ROOT",
    "SLUG",
    "Network",
    "SignIn",
    "address_beside",
    "command",
    "fill",
    "prepare",
    "settled",
]
