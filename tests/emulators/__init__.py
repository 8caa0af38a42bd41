"""The social networks, emulated by one HTTP server on this machine.

It answers, signs, refuses and delivers as the networks do, keeps a ledger of what it accepted,
and shows each page as its citizens see it. It shares no code with `platforms`, so that the two
agree because both follow the networks' documents. `python -m tests.emulators --port 8600` runs it.
"""

from __future__ import annotations

from tests.emulators.server import Emulator

__all__ = ["Emulator"]
