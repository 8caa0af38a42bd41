"""One letter at a time, in plain text, through the office's own mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

__all__ = ["send_mail"]

_TIMEOUT_SECONDS = 20
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def send_mail(server: str, *, sender: str, to: str, subject: str, text: str) -> None:
    """Send through `smtp://user:password@host:587` (with STARTTLS) or `smtps://…:465`.

    Raises OSError or SMTPException where it did not leave. Nothing is sent in the clear but to
    this machine itself.
    """
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter.set_content(text)
    parts = urlsplit(server)
    host, trust = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        wire: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=_TIMEOUT_SECONDS, context=trust
        )
    else:
        wire = smtplib.SMTP(host, parts.port or 587, timeout=_TIMEOUT_SECONDS)
    with wire:
        if parts.scheme != "smtps" and host not in _LOOPBACK:
            wire.starttls(context=trust)
        if parts.username:
            wire.login(unquote(parts.username), unquote(parts.password or ""))
        wire.send_message(letter)
