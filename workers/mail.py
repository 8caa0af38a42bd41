"""One letter at a time, in plain text, through the office's own mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

__all__ = ["send_mail"]

_TIMEOUT_SECONDS = 20
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def send_mail(
    server: str,
    *,
    sender: str,
    to: str,
    subject: str,
    text: str,
    number: str = "",
    unsubscribe: str = "",
) -> None:
    """Send through `smtp://user:password@host:587` (with STARTTLS) or `smtps://…:465`.

    `number` is the same for a letter that is sent again, `unsubscribe` the page where one stops
    getting more. Raises OSError or SMTPException where it did not leave. Nothing is sent in the
    clear but to this machine itself.
    """
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Date"], letter["Auto-Submitted"] = formatdate(), "auto-generated"
    if number:
        letter["Message-ID"] = f"<{number}@{sender.rpartition('@')[2] or 'localhost'}>"
    if unsubscribe:
        letter["List-Unsubscribe"] = f"<{unsubscribe}>"
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
