"""TikTok's Business API for accounts; most agencies bring TikTok comments by file instead."""

from __future__ import annotations

from platforms.tiktok.account import CAPABILITIES, TikTokAccount, connect
from platforms.tiktok.deliveries import greet, is_probe, read, verify

__all__ = ["CAPABILITIES", "TikTokAccount", "connect", "greet", "is_probe", "read", "verify"]
