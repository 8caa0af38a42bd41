"""The invented agency: its pages, who answers for them, and three people who sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from commands.demo.cast import NAME, OFFICE, OFFICERS, PAGES, PEOPLE, SLUG
from commands.demo.memory import Memory, new_password, page_token, recall, remember
from commands.demo.network import Network
from commands.installation import installed_settings, open_database, operator
from moderation import setup
from moderation.database import Database, Session
from moderation.errors import ConflictError, UnavailableError
from moderation.intake import endpoints
from moderation.models import Page
from moderation.people import staff
from moderation.policy import RoleGrant
from moderation.queries import agencies, doors
from moderation.queries.connections import connection_of_page
from moderation.replies import connections
from moderation.replies.authorities import AuthorityChange, give_authority
from moderation.replies.connections import Credentials, credentials_of
from moderation.sealing import Keyring
from moderation.vocabulary import AuthorityBasis, ConnectionState, Platform, Role

__all__ = ["SignIn", "keyring", "opened", "prepare"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a visitor needs to sign in."""

    role_name: str
    username: str
    password: str


def prepare(data: Path, address: str, network: Network) -> list[SignIn]:
    """Set the agency up, or find it as it stands; the passwords are those of the first time.

    Its pages live on the emulated `network`, which delivers to `address` in this run. Raises
    ConflictError where the database serves another agency already.
    """
    with _connected(data) as database:
        agency_id = agency_of(database)
        memory = recall(data) if agency_id is not None else Memory()
        fresh = not memory.passwords
        if fresh:
            memory.passwords = {person.username: new_password() for person in PEOPLE}
            remember(data, memory)
        if agency_id is None:
            agency_id = _create(database, memory)
        elif fresh:
            _set_passwords(database, agency_id, memory.passwords)
        keys, secret = keyring(data), memory.network_secret
        with database.transaction(agency_id) as session:
            public_id = _address_of(session, agency_id, keys, secret)
        # A worker tries a connection as soon as it is there.
        network.open_pages(secret, f"{address}/webhooks/facebook/{public_id}")
        with database.transaction(agency_id) as session:
            _connect(session, agency_id, keys, secret, network.address)
    return [
        SignIn(person.role_name, person.username, memory.passwords[person.username])
        for person in PEOPLE
    ]


@contextmanager
def opened(data: Path) -> Iterator[tuple[Database, int]]:
    """The database and the demo's agency in it, for a while."""
    with _connected(data) as database:
        agency_id = agency_of(database)
        if agency_id is None:
            raise UnavailableError("Chưa có cơ quan mẫu; hãy chạy `phanhoi up --demo`.")
        yield database, agency_id


def agency_of(database: Database) -> int | None:
    """The demo's agency; ConflictError where the database is somebody's in earnest."""
    with database.doorway() as door:
        known = {slug: agency_id for agency_id, slug in doors.agencies(door)}
    if known.keys() - {SLUG}:
        raise ConflictError(
            "Cơ sở dữ liệu này đã có cơ quan khác nên không nạp dữ liệu mẫu, chưa có gì thay đổi; "
            "hãy chạy không có --demo, hoặc chọn thư mục dữ liệu khác bằng --data."
        )
    return known.get(SLUG)


def keyring(data: Path) -> Keyring:
    """The installation's keys."""
    path = installed_settings(data).key_file
    if path is None:
        raise UnavailableError("Chưa có tệp khóa (PHANHOI_KEY_FILE) nên không nạp dữ liệu mẫu.")
    return Keyring.read(path)


@contextmanager
def _connected(data: Path) -> Iterator[Database]:
    database = open_database(data)
    try:
        yield database
    finally:
        database.engine.dispose()


def _create(database: Database, memory: Memory) -> int:
    with database.transaction(0) as session:
        agency_id = setup.next_agency_id(session)
    with database.transaction(agency_id) as session:
        setup.create_agency(session, SLUG, NAME)
        _add_pages(session, agency_id)
        for person in PEOPLE:
            user = staff.add_user(
                session,
                operator(agency_id),
                person.username,
                person.full_name,
                memory.passwords[person.username],
                [RoleGrant(role) for role in person.roles],
            )
            if Role.SPOKESPERSON in person.roles:
                give_authority(session, operator(agency_id), _authority(user.id))
    return agency_id


def _authority(user_id: int) -> AuthorityChange:
    """The spokesperson's own, as the decision that names them says."""
    return AuthorityChange(
        user_id, AuthorityBasis.SPOKESPERSON, date(2026, 1, 5), "12/QĐ-UBND", date(2026, 1, 5)
    )


def _connect(session: Session, agency_id: int, keys: Keyring, secret: str, network: str) -> None:
    """The pages act on the emulated network, wherever it is in this run."""
    for page in agencies.pages(agency_id, session):
        if page.platform is Platform.FACEBOOK:
            page.url = f"{network}/pages/facebook/{page.external_id}"
            _connect_page(session, page, keys, secret, f"{network}/facebook")


def _connect_page(session: Session, page: Page, keys: Keyring, secret: str, base_url: str) -> None:
    """Whether somebody paused or closed the connection stays their affair."""
    key = Credentials(page_token(secret, page.external_id), secret)
    made = connection_of_page(page.agency_id, session, page.id)
    if made is not None and made.state is ConnectionState.CLOSED:
        return
    if made is not None and credentials_of(made, keys) == key:
        made.base_url = base_url
        return
    who = operator(page.agency_id)
    connections.connect(session, who, page.id, keys, key, can_reply=True, base_url=base_url)


def _address_of(session: Session, agency_id: int, keys: Keyring, secret: str) -> str:
    """Where the network delivers; it takes another secret should the note of it have been lost."""
    who = operator(agency_id)
    endpoint = agencies.network_endpoint(agency_id, session, Platform.FACEBOOK)
    if endpoint is None:
        endpoint = endpoints.add_network_endpoint(session, who, Platform.FACEBOOK, keys, secret)
    elif secret not in endpoints.endpoint_secrets(endpoint, keys, datetime.now(UTC)):
        endpoints.rotate_endpoint_secret(session, who, endpoint.id, keys, app_secret=secret)
    return endpoint.public_id


def _add_pages(session: Session, agency_id: int) -> None:
    who = operator(agency_id)
    for key, (external_id, name) in PAGES.items():
        page = setup.add_page(session, who, Platform.FACEBOOK, external_id, name)
        page.contact = f"số {OFFICE['phone']} hoặc {OFFICE['email']}"
        for officer in OFFICERS:
            if officer.page == key:
                setup.add_officer(
                    session,
                    who,
                    page.id,
                    officer.role,
                    officer.name,
                    officer.title,
                    decision_number=officer.decision,
                    valid_from=date(2026, 1, 5),
                    phone=OFFICE["phone"],
                    email=OFFICE["email"],
                )


def _set_passwords(database: Database, agency_id: int, passwords: dict[str, str]) -> None:
    """The note with the passwords was lost, so new ones are given."""
    with database.transaction(agency_id) as session:
        for username, password in passwords.items():
            staff.set_password(session, operator(agency_id), username, password)
