"""YouTube channels: polled within a daily quota, for nothing is delivered of comments."""

from __future__ import annotations

from platforms.youtube.channel import CAPABILITIES, YouTubeChannel, connect, refresh

__all__ = ["CAPABILITIES", "YouTubeChannel", "connect", "refresh"]
