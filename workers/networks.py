"""A page's connection as the networks' modules want it, and their answers in the domain's words."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from moderation.errors import BadInputError, UnavailableError
from moderation.models import Connection, Page
from moderation.replies.connections import Credentials, credentials_of
from moderation.replies.publishing import Told
from moderation.sealing import Keyring
from moderation.settings import get_settings
from platforms import (
    PUBLISHERS,
    REFRESHERS,
    SOURCES,
    Account,
    Egress,
    Need,
    Outcome,
    Published,
    Publisher,
    Refused,
    Source,
    Tokens,
)

__all__ = ["keyring", "publisher_of", "renewed", "source_of", "told_by"]


def publisher_of(page: Page, connection: Connection) -> Publisher:
    """A way to act on the page; BadInputError for a network on which nothing can be done."""
    connect = PUBLISHERS.get(page.platform)
    if connect is None:
        raise BadInputError("Mạng xã hội này không đăng được từ hệ thống.", code="not_supported")
    return connect(_account(page, connection), _egress(connection))


def source_of(page: Page, connection: Connection) -> Source | None:
    """A way to read the page, where its network shows anything."""
    connect = SOURCES.get(page.platform)
    return None if connect is None else connect(_account(page, connection), _egress(connection))


def renewed(page: Page, connection: Connection) -> tuple[Credentials, Tokens]:
    """The keys that were spent, and those that a network gave for them.

    Raises FetchError; BadInputError where there is nothing to renew them with.
    """
    spent = credentials_of(connection, keyring())
    refresh = REFRESHERS.get(page.platform)
    if refresh is None or not (spent.app_id and spent.app_secret and spent.refresh_token):
        raise BadInputError("Kết nối này không có khóa để gia hạn.", code="nothing_to_renew")
    base_url = connection.base_url and f"{connection.base_url}-oauth"
    return spent, refresh(
        app_id=spent.app_id,
        app_secret=spent.app_secret,
        refresh_token=spent.refresh_token,
        base_url=base_url,
        egress=_egress(connection),
    )


def told_by(outcome: Outcome, publisher: Publisher) -> Told:
    """What a call came to; a page near the network's limit rests before the network says so."""
    usage = publisher.usage
    resting = usage.regain if usage.should_rest else None
    if isinstance(outcome, Published):
        return Told(outcome.kind, remote_id=outcome.remote_id, rest_for=resting)
    if isinstance(outcome, Refused):
        return Told(
            outcome.kind,
            code=outcome.code,
            may_retry=outcome.may_retry,
            rest_for=outcome.retry_after or resting,
            needs_person=outcome.needs in {Need.TOKEN, Need.PERMISSION},
        )
    return Told(outcome.kind, code=outcome.why[:80], rest_for=resting)


def _account(page: Page, connection: Connection) -> Account:
    keys = credentials_of(connection, keyring())
    return Account(
        external_id=page.external_id,
        token=keys.token,
        app_secret=keys.app_secret,
        base_url=connection.base_url,
    )


def _egress(connection: Connection) -> Egress:
    """Another host than the network's own is called in a demo and in tests alone."""
    if connection.base_url is None or get_settings().environment == "production":
        return Egress()
    host = urlsplit(connection.base_url).hostname
    return Egress(hosts=frozenset({host} if host else ()))


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The keys that open sealed secrets; UnavailableError where the installation has none."""
    path = get_settings().key_file
    if path is None:
        raise UnavailableError("Hệ thống chưa có tệp khóa (PHANHOI_KEY_FILE).", code="keys")
    return Keyring.read(path)
