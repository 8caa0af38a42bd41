"""The one place from which calls leave for the networks, and where their failures get a meaning."""

from __future__ import annotations

import re
import ssl
import time
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx2

from moderation.errors import BadInputError
from platforms.json_limits import parse
from platforms.outcomes import FetchError, Need, Refused, Unknown
from platforms.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = ["Answer", "Egress", "Wire", "segment", "unreachable"]

_TIMEOUT = httpx2.Timeout(20, connect=5, pool=5)
_TOTAL_SECONDS = 30
_MAX_BODY = 8 * 2**20
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# A kept connection may be closed by the other side just as we write to it, which looks like a
# call that was taken and whose answer was lost.
_NO_KEEPING = httpx2.Limits(max_connections=10, max_keepalive_connections=0)
_ALL_DOTS = re.compile(r"\.*")
# The request never left: no connection was made for it.
_NOT_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Egress:
    """Where calls may go besides the network's own hosts, and through which proxy.

    The environment's proxy settings are not read. `transport` stands in for the wire in tests.
    """

    hosts: frozenset[str] = frozenset()
    proxy: str | None = field(default=None, repr=False)
    transport: httpx2.BaseTransport | None = None


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def data(self) -> dict[str, object]:
        """The JSON object of the body, to be cleaned piece by piece; empty where it is none."""
        try:
            value = parse(self.body)
        except BadInputError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Wire:
    """A way to one network. Redirects are not followed, and no other host is called."""

    def __init__(
        self,
        base_url: str,
        *,
        hosts: frozenset[str],
        egress: Egress,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        _check_host(base_url, hosts | egress.hosts)
        self._client = httpx2.Client(
            base_url=base_url,
            headers={"accept-encoding": "identity", "user-agent": "phanhoi", **(headers or {})},
            timeout=_TIMEOUT,
            limits=_NO_KEEPING,
            follow_redirects=False,
            trust_env=False,
            verify=_trust(),
            proxy=egress.proxy,
            transport=egress.transport,
        )

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | Refused | Unknown:
        """One call, once. Without an answer: Refused where nothing was sent, else Unknown."""
        request = self._client.build_request(
            method, path, params=params, json=json, data=form, content=content, headers=headers
        )
        deadline = time.monotonic() + _TOTAL_SECONDS
        try:
            response = self._client.send(request, stream=True)
        except _NOT_SENT as error:
            code = "certificate" if _is_distrust(error) else None
            return refusal(Need.TIME, code=code, network_code=type(error).__name__)
        except httpx2.HTTPError as error:
            return Unknown(type(error).__name__)
        try:
            return _whole(response, deadline)
        except httpx2.HTTPError as error:
            return Unknown(type(error).__name__)
        finally:
            response.close()


def segment(identifier: str) -> str:
    """An identifier as one part of a path. Raises BadInputError for one that would leave it."""
    if _ALL_DOTS.fullmatch(identifier):
        raise BadInputError("Mã định danh ở mạng xã hội không hợp lệ. Chưa có gì được gửi đi.")
    return quote(identifier, safe="", errors="replace")


def unreachable(lost: Refused | Unknown) -> FetchError:
    """A reading that got no usable answer: whether it arrived does not matter, it changes nothing.

    A refusal keeps what it waits for.
    """
    if isinstance(lost, Refused):
        return FetchError(lost)
    return FetchError(refusal(Need.TIME, code="no_answer", network_code=lost.why))


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """Reading the authorities takes longer than most calls; once for a process is enough."""
    return httpx2.create_ssl_context(trust_env=False)


def _is_distrust(error: BaseException | None) -> bool:
    """Whether a connection failed over a certificate: expired, of another name, or by our clock."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def _whole(response: httpx2.Response, deadline: float) -> Answer | Unknown:
    """The body up to a limit of size and of time, which a trickle would stretch without end."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _MAX_BODY:
            return Unknown("answer_too_large")
        if time.monotonic() > deadline:
            return Unknown("answer_too_slow")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, bytes(body))


def _check_host(base_url: str, hosts: frozenset[str]) -> None:
    url = httpx2.URL(base_url)
    if url.host not in hosts:
        raise BadInputError(
            f"Không được phép gọi tới “{url.host}”. Hãy thêm máy chủ này vào danh sách cho phép.",
            code="host_not_allowed",
        )
    if url.scheme != "https" and url.host not in _LOOPBACK:
        raise BadInputError("Chỉ gọi mạng xã hội qua HTTPS.", code="not_https")
