"""Ways back in, and being told when a way in has changed."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import text

from moderation.errors import ConflictError
from moderation.models import Passkey
from moderation.people import accounts, passkeys, recovery, second_factors, staff
from moderation.sealing import Keyring
from moderation.telling import wishes
from moderation.vocabulary import Role
from tests.factories import PASSWORD, House
from tests.moderation.test_sign_in import enrol, entered, me, second

_WAYS = {"password_changed", "factor_changed", "address_changed"}


def news(house: House, role: Role = Role.SPOKESPERSON) -> list[tuple[str, int | None]]:
    """What a person was told of their account and by whom it was done, the oldest first."""
    with house.database.transaction(house.agency_id) as session:
        rows = session.execute(
            text("SELECT news, from_id FROM notifications WHERE user_id = :id ORDER BY id"),
            {"id": house.who(role).actor_id},
        )
        return [(row.news, row.from_id) for row in rows if row.news in _WAYS]


def give_key(house: House) -> int:
    """A passkey of the spokesperson's, as if their browser had made it."""
    with house.database.transaction(house.agency_id) as session:
        key = Passkey(
            agency_id=house.agency_id,
            user_id=me(house),
            name="Khóa USB",
            credential_id=secrets.token_bytes(16),
            public_key=b"x",
        )
        session.add(key)
        session.flush()
        return key.id


def test_whoever_has_only_a_passkey_gets_back_in_by_paper(house: House) -> None:
    """The codes open the second step while the key is lost, and nothing once it was taken away."""
    who = house.who(Role.SPOKESPERSON)
    with (
        house.database.transaction(house.agency_id) as session,
        pytest.raises(ConflictError, match="thêm khóa bảo mật"),
    ):
        recovery.renew(session, who, me(house))
    key = give_key(house)
    with house.database.transaction(house.agency_id) as session:
        old = recovery.renew(session, who, me(house))
        codes = recovery.renew(session, who, me(house))

    waiting = entered(house, Role.SPOKESPERSON)
    assert waiting.is_pending
    assert second(house, waiting, old[0]) is None
    assert second(house, waiting, codes[0]) is not None
    with house.database.transaction(house.agency_id) as session:
        passkeys.remove(session, who, me(house), key)
        assert not recovery.spend(session, who, me(house), codes[1])


def test_the_paper_opens_where_the_key_file_is_not_of_this_data(house: House) -> None:
    """The authenticator's secret is sealed and does not open then; a code on paper needs no key."""
    _, codes = enrol(house, Role.SPOKESPERSON)
    who, others = house.who(Role.SPOKESPERSON), Keyring({"two": b"o" * 32})

    with house.database.transaction(house.agency_id) as session:
        assert second_factors.proves(session, who, me(house), codes[0], others)


def test_the_paper_stays_good_while_a_phone_or_a_key_is_left(house: House) -> None:
    """Taking one of two away leaves the codes; taking the last makes them worthless."""
    who = house.who(Role.SPOKESPERSON)
    _, codes = enrol(house, Role.SPOKESPERSON)
    key = give_key(house)
    with house.database.transaction(house.agency_id) as session:
        second_factors.remove(session, who, me(house))
        assert recovery.spend(session, who, me(house), codes[0])
        passkeys.remove(session, who, me(house), key)
        assert not recovery.spend(session, who, me(house), codes[1])


def test_a_person_is_told_of_every_change_of_their_way_in(house: House) -> None:
    """Their own doing, which may be a thief's, and an administrator's, who is named."""
    who, admin = house.who(Role.SPOKESPERSON), house.who(Role.ADMINISTRATOR)
    inside = entered(house, Role.SPOKESPERSON)
    enrol(house, Role.SPOKESPERSON)
    with house.database.transaction(house.agency_id) as session:
        accounts.change_password(session, who, PASSWORD, "bảy con mèo xanh ngủ", token=inside.token)
        staff.reset_password(session, admin, me(house))
        staff.remove_second_factor(session, admin, me(house))
        for address in ("lan@cu.example.vn", "lan@moi.example.vn"):
            wishes.choose(session, who, mail_address=address, kinds={}, digest=True, quiet=True)

    by = admin.actor_id
    assert news(house) == [
        ("factor_changed", None),
        ("password_changed", None),
        ("password_changed", by),
        ("factor_changed", by),
        ("address_changed", None),
    ]
    assert news(house, Role.ADMINISTRATOR) == []
