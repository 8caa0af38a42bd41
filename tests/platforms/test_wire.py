"""What the wire does to a call, and which of it means that the call was surely not made."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from moderation.errors import BadInputError
from platforms import Account, Egress, Need, Published, Refused, Target, Unknown, facebook
from platforms.refusals import by_status, retry_after
from platforms.wire import Answer, Wire, segment

HOST = frozenset({"graph.facebook.com"})
LOCAL = Egress(hosts=frozenset({"127.0.0.1"}))
USUAL = timedelta(minutes=15)


def failing(error: Exception) -> Egress:
    """A wire on which every call ends like this."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        raise error

    return Egress(transport=httpx2.MockTransport(handler))


def answering(response: httpx2.Response) -> Egress:
    """A wire on which every call is answered like this."""
    return Egress(transport=httpx2.MockTransport(lambda _: response))


def reply(egress: Egress, base_url: str | None = None) -> object:
    """What becomes of one reply."""
    page = facebook.connect(Account("1", "t", base_url=base_url), egress)
    return page.reply(Target("1_2"), "Xin chào")


@contextmanager
def listening(serve: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server that treats one connection in its own way."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            connection, _ = server.accept()
            with connection:
                serve(connection)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


@pytest.mark.parametrize(
    "error",
    [
        httpx2.ConnectError("refused"),
        httpx2.ConnectTimeout("slow"),
        httpx2.PoolTimeout("busy"),
        httpx2.ProxyError("no tunnel"),
    ],
)
def test_a_call_that_never_connected_was_surely_not_made(error: Exception) -> None:
    """Nothing was sent, so the same call may be tried again."""
    outcome = reply(failing(error))
    assert isinstance(outcome, Refused)
    assert outcome.needs is Need.TIME
    assert outcome.may_retry


@pytest.mark.parametrize(
    "error",
    [
        httpx2.ReadTimeout("slow"),
        httpx2.ReadError("reset"),
        httpx2.WriteTimeout("slow"),
        httpx2.WriteError("reset"),
        httpx2.RemoteProtocolError("closed"),
        httpx2.LocalProtocolError("odd"),
        httpx2.CloseError("odd"),
        httpx2.DecodingError("odd"),
        httpx2.TooManyRedirects("odd"),
    ],
)
def test_whatever_happens_after_connecting_is_unknown(error: Exception) -> None:
    """The network may have done it."""
    assert isinstance(reply(failing(error)), Unknown)


def test_a_closed_port_is_a_refusal() -> None:
    """A real connection that nobody takes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = reply(LOCAL, f"http://127.0.0.1:{port}")
    assert isinstance(outcome, Refused)
    assert outcome.code == "not_reached"


def test_a_failed_tls_handshake_is_a_refusal() -> None:
    """The request itself is sent only after the handshake."""
    with listening(lambda connection: connection.sendall(b"HTTP/1.1 400 no\r\n\r\n")) as address:
        outcome = reply(LOCAL, f"https://{address}")
    assert isinstance(outcome, Refused)
    assert outcome.needs is Need.TIME


def test_a_connection_closed_without_an_answer_is_unknown() -> None:
    """The request was read, and then nothing."""
    with listening(lambda connection: connection.recv(65_536)) as address:
        assert isinstance(reply(LOCAL, f"http://{address}"), Unknown)


def test_an_answer_cut_in_its_middle_is_unknown() -> None:
    """A status of success is not the whole answer."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{"id":')

    with listening(serve) as address:
        assert isinstance(reply(LOCAL, f"http://{address}"), Unknown)


def test_an_endless_answer_is_cut_off() -> None:
    """Memory is bounded whatever a server sends."""

    def endless() -> Iterator[bytes]:
        while True:
            yield b" " * 65_536

    outcome = reply(answering(httpx2.Response(200, content=endless())))
    assert outcome == Unknown("answer_too_large")


def test_a_redirect_is_not_followed() -> None:
    """Another host could read the token; whether the act was done is not known."""
    moved = httpx2.Response(302, headers={"location": "https://evil.example/"})
    assert reply(answering(moved)) == Unknown("http_302")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 302])
def test_a_status_that_says_nothing_about_the_act_is_unknown(status: int) -> None:
    """A gateway may have given up while the network went on."""
    assert isinstance(by_status(status, {}), Unknown)


@pytest.mark.parametrize(
    ("status", "needs"),
    [
        (400, Need.TEXT),
        (401, Need.TOKEN),
        (403, Need.PERMISSION),
        (404, Need.NOTHING),
        (409, Need.PERSON),
        (422, Need.TEXT),
        (429, Need.PACE),
    ],
)
def test_a_refusing_status_is_a_refusal(status: int, needs: Need) -> None:
    """Where no code can be read, the status decides."""
    outcome = by_status(status, {})
    assert isinstance(outcome, Refused)
    assert outcome.needs is needs


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(seconds=1)),
        ("99999999999999999999", timedelta(hours=24)),
        ("", USUAL),
        ("soon", USUAL),
        ("-5", USUAL),
        ("Mon, 01 Jan 1990 00:00:00 GMT", timedelta(seconds=1)),
        ("Mon, 01 Jan 9999 00:00:00 GMT", timedelta(hours=24)),
    ],
)
def test_a_wait_is_read_and_bounded(value: str, wait: timedelta) -> None:
    """From a second to a day, whatever is asked."""
    assert retry_after({"retry-after": value}, USUAL) == wait


def test_a_wait_may_be_a_date() -> None:
    """HTTP allows both."""
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    assert timedelta(minutes=4) < retry_after({"retry-after": date}, USUAL) < timedelta(minutes=6)


@pytest.mark.parametrize(
    "url", ["https://evil.example", "https://graph.facebook.com.evil.example", "https://10.0.0.1"]
)
def test_no_other_host_is_called(url: str) -> None:
    """An address out of the settings can't send a token elsewhere."""
    with pytest.raises(BadInputError, match="Không được phép"):
        Wire(url, hosts=HOST, egress=Egress())


def test_a_network_is_called_by_https_only() -> None:
    """Plain HTTP is for this machine."""
    with pytest.raises(BadInputError, match="HTTPS"):
        Wire("http://graph.facebook.com", hosts=HOST, egress=Egress())
    assert Wire("http://127.0.0.1:8600", hosts=HOST, egress=LOCAL)


@pytest.mark.parametrize("identifier", ["", ".", "..", "..."])
def test_an_identifier_that_would_leave_its_path_is_refused(identifier: str) -> None:
    """`..` is a step up, not a comment."""
    with pytest.raises(BadInputError):
        segment(identifier)


def test_an_identifier_is_one_part_of_the_path() -> None:
    """A file of comments may hold anything as an identifier."""
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"id": "1"})

    page = facebook.connect(Account("1", "t"), Egress(transport=httpx2.MockTransport(handler)))
    assert page.reply(Target("../../me?x=1#y"), "Chào") == Published("1")
    assert seen[0].url.raw_path == b"/v26.0/..%2F..%2Fme%3Fx%3D1%23y/comments"
    assert b"Bearer" not in seen[0].url.raw_path + seen[0].content


def test_a_body_that_is_no_object_reads_as_empty() -> None:
    """What can't be read says nothing."""
    for body in (b"", b"[1]", b"null", b"{", b"\xff", b"[" * 100_000):
        assert Answer(200, {}, body).data == {}


def test_secrets_do_not_show_in_a_printed_account() -> None:
    """Whatever is logged of an account, its keys are not."""
    assert "s3cret" not in repr(Account("1", "s3cret", app_secret="s3cret"))
    assert "s3cret" not in repr(Egress(proxy="http://u:s3cret@proxy.example"))


def test_a_certificate_that_is_not_trusted_is_told_apart_from_a_network_that_is_away() -> None:
    """Whoever runs the server then looks at its clock and its proxy; nothing was sent."""
    distrust = httpx2.ConnectError("certificate verify failed")
    distrust.__cause__ = ssl.SSLCertVerificationError("certificate has expired")
    codes = [reply(failing(error)) for error in (distrust, httpx2.ConnectError("refused"))]
    assert [(one.code, one.needs) for one in codes if isinstance(one, Refused)] == [
        ("certificate", Need.TIME),
        ("not_reached", Need.TIME),
    ]
