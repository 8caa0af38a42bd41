"""The agency's own program, told by Standard Webhooks: one address, one secret."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, NotFoundError
from moderation.events import record
from moderation.models import NoticeHook
from moderation.policy import Permission, Who
from moderation.queries import telling as queries
from moderation.sealing import Keyring
from moderation.telling.devices import is_allowed
from moderation.vocabulary import EventKind

__all__ = ["place", "remove_hook", "set_hook"]

_LONGEST = 500


def set_hook(
    session: Session, who: Who, url: str, *, hosts: Collection[str], keyring: Keyring
) -> str:
    """Have notices sent there from now on; returns the new secret, shown this once."""
    who.require_everywhere(Permission.EDIT_PAGES)
    if not url.strip() or len(url) > _LONGEST or not is_allowed(url.strip(), hosts):
        raise BadInputError(
            "Địa chỉ nhận phải là https và máy chủ của nó phải có trong danh sách mà người vận "
            "hành cho phép (PHANHOI_HOOK_HOSTS). Chưa lưu gì.",
            field="hook_url",
        )
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    found = queries.hook_of(who.agency_id, session)
    if found is None:
        found = NoticeHook(agency_id=who.agency_id)
        session.add(found)
    found.url = url.strip()
    found.sealed_secret = keyring.seal(secret, place(who.agency_id))
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="notice_hook", change="set")
    return secret


def remove_hook(session: Session, who: Who) -> None:
    """Tell the agency's program nothing more."""
    who.require_everywhere(Permission.EDIT_PAGES)
    found = queries.hook_of(who.agency_id, session)
    if found is None:
        raise NotFoundError(
            "Địa chỉ nhận thông báo đã được bỏ trước đó; không còn gì để bỏ. Hãy tải lại trang."
        )
    session.delete(found)
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="notice_hook", change="removed")


def place(agency_id: int) -> str:
    """What its sealed secret is bound to."""
    return f"notice_hooks.secret:{agency_id}"
