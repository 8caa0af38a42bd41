"""Facebook Pages: the webhooks of a page's feed, and the Graph API behind it."""

from __future__ import annotations

from platforms.facebook.deliveries import read
from platforms.facebook.page import CAPABILITIES, FacebookPage, connect
from platforms.facebook.signature import greet, is_probe, verify

__all__ = ["CAPABILITIES", "FacebookPage", "connect", "greet", "is_probe", "read", "verify"]
