"""Instagram comments: webhooks that tell half, and the Graph API for the rest."""

from __future__ import annotations

from platforms.facebook.signature import greet, is_probe, verify
from platforms.instagram.account import CAPABILITIES, InstagramAccount, connect
from platforms.instagram.reading import read

__all__ = ["CAPABILITIES", "InstagramAccount", "connect", "greet", "is_probe", "read", "verify"]
