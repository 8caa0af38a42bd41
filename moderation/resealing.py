"""Sealing secrets anew with the newest key, a batch at a time, as often as it takes.

What is left to do stands in the rows themselves, each of which names its key: whoever was stopped
halfway simply begins again. Every sealed column of the house is named here and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute, Session

from moderation.intake.endpoints import secret_place
from moderation.models import (
    AgencyKey,
    Connection,
    Endpoint,
    IdentityProvider,
    NoticeHook,
    PushDevice,
    PushKey,
    SecondFactor,
)
from moderation.people import identities, second_factors
from moderation.queries import sealed as queries
from moderation.queries.authors import key_place
from moderation.replies import connections
from moderation.sealing import Keyring
from moderation.telling import devices, hooks

__all__ = ["SEALED", "SealedColumn", "keys_in_use", "reseal"]


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column with sealed texts, and the place that each row's is bound to."""

    column: InstrumentedAttribute[Any]
    place: Callable[[Any], str]


SEALED = (
    SealedColumn(Endpoint.sealed_secret, secret_place),
    SealedColumn(Endpoint.sealed_previous_secret, secret_place),
    SealedColumn(
        Connection.sealed_credentials, lambda one: connections.place(one.agency_id, one.page_id)
    ),
    SealedColumn(
        SecondFactor.sealed_secret, lambda one: second_factors.place(one.agency_id, one.user_id)
    ),
    SealedColumn(
        AgencyKey.sealed_key, lambda one: key_place(one.agency_id, one.purpose, one.number)
    ),
    SealedColumn(IdentityProvider.sealed_secret, lambda one: identities.place(one.agency_id)),
    SealedColumn(NoticeHook.sealed_secret, lambda one: hooks.place(one.agency_id)),
    SealedColumn(PushKey.sealed_private, lambda one: devices.key_place(one.agency_id)),
    SealedColumn(
        PushDevice.sealed_subscription,
        lambda one: devices.subscription_place(one.agency_id, one.endpoint_sha256),
    ),
)


def reseal(agency_id: int, session: Session, keyring: Keyring, *, limit: int) -> int:
    """Seal up to so many texts anew; returns how many, 0 when there is nothing left."""
    done = 0
    for one in SEALED:
        rows = queries.sealed_otherwise(
            agency_id, session, one.column, key_name=keyring.newest, limit=limit - done
        )
        for row in rows:
            clear = keyring.unseal(getattr(row, one.column.key), one.place(row))
            setattr(row, one.column.key, keyring.seal(clear, one.place(row)))
        done += len(rows)
        if done >= limit:
            break
    session.flush()
    return done


def keys_in_use(agency_id: int, session: Session) -> Counter[str]:
    """How many sealed texts stand under each key."""
    found: Counter[str] = Counter()
    for one in SEALED:
        found.update(queries.keys_in_use(agency_id, session, one.column))
    return found
