"""Zalo Official Accounts: messages of citizens, answered within 48 hours of the last one."""

from __future__ import annotations

from platforms.zalo.account import CAPABILITIES, ZaloAccount, connect, refresh
from platforms.zalo.deliveries import greet, is_probe, read, verify

__all__ = [
    "CAPABILITIES",
    "ZaloAccount",
    "connect",
    "greet",
    "is_probe",
    "read",
    "refresh",
    "verify",
]
