"""Bodies meant to break things are refused or set aside, never answered by a failure of ours."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import psutil
import pytest

from moderation.vocabulary import Platform, WorkState
from tests.emulators.server import wait_until
from tests.intake.town import Town

SECRET = "khoa-cua-ung-dung"
GROWTH = 50 * 2**20
STAMP = "1795320011"

HOSTILE = {
    "nothing": b"",
    "no JSON": b"\x00\xff\xfe",
    "bad UTF-8": b'{"object":"page","entry":"\xc3\x28"}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "closed and deep": b"[" * 50_000 + b"]" * 50_000,
    "NUL": b'{"object":"page","entry":[{"id":"\\u0000","changes":[{"field":"feed"}]}]}',
    "lone surrogate": b'{"object":"page","entry":[{"id":"\\ud800","event_name":"\\udfff"}]}',
    "huge integer": b'{"entry":[{"time":' + b"9" * 100_000 + b"}]}",
    "huge exponent": b'{"entry":[{"time":1e999999}]}',
    "NaN": b'{"entry":[{"time":NaN}]}',
    "double keys": b'{"entry":[],"entry":{},"app_id":"1","app_id":"2"}',
    "many values": b"[" + b"0," * 400_000 + b"0]",
    "many keys": b"{" + b",".join(b'"%d":1' % n for n in range(60_000)) + b"}",
    "one long text": b'{"entry":"' + b"a" * 1_200_000 + b'"}',
    "wrong kinds": b'{"object":1,"entry":[1,null,{"id":[],"changes":{"field":[]}}],"event":7}',
    "too large": b" " * (3 * 2**20),
}


@contextmanager
def process(town: Town, tmp_path: Path) -> Iterator[tuple[psutil.Process, str]]:
    """The API in a process of its own, so that its memory can be weighed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = ("--host", "127.0.0.1", "--port", str(port), "--log-level", "critical")
    command = [sys.executable, "-m", "uvicorn", "api.app:create_app", "--factory", *where]
    with (tmp_path / "api.log").open("wb") as log:
        started = subprocess.Popen(command, env=dict(os.environ), stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(url), seconds=60)
        yield psutil.Process(started.pid), url
    finally:
        started.terminate()
        started.wait(20)


def _answers(url: str) -> bool:
    try:
        return (
            httpx2.get(f"{url}/healthz", trust_env=False, verify=False, timeout=5).status_code
            == 200
        )
    except httpx2.HTTPError:
        return False


def headers(body: bytes, network: Platform) -> dict[str, str]:
    """Signed as the network would, so that the body is really read; Zalo's needs its own parts."""
    key = SECRET.encode()
    meta = hmac.new(key, body, hashlib.sha256).hexdigest()
    tiktok = hmac.new(key, f"{STAMP}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        Platform.ZALO: {"x-zevent-signature": "mac=00", "x-zevent-timestamp": STAMP},
        Platform.TIKTOK: {"tiktok-signature": f"t={STAMP},s={tiktok}"},
    }.get(network, {"x-hub-signature-256": f"sha256={meta}"}) | {"content-type": "application/json"}


def trickle(address: str) -> socket.socket:
    """A sender that promises much and says next to nothing."""
    parts = urlsplit(address)
    opened = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30)
    head = f"POST {parts.path} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n["
    opened.sendall(head.encode())
    return opened


def warm_up(web: httpx2.Client, address: str) -> None:
    """A morning's ordinary work, kept and refused, so that growth is what the hostile bodies cost.

    What every process loads once (the broker's client for the bell, the database's statements) is
    not theirs.
    """
    for number in range(100):
        body = b'{"object":"page","entry":[{"id":"%d","time":1795320011,"changes":[]}]}' % number
        for given in (headers(body, Platform.FACEBOOK), {"content-type": "text/plain"}):
            web.post(address, content=body, headers=given)


@pytest.mark.system
def test_hostile_bodies_cost_neither_an_answer_nor_memory(town: Town, tmp_path: Path) -> None:
    """Each body at each network, signed and unsigned, three times over, beside a slow sender."""
    networks = (Platform.FACEBOOK, Platform.INSTAGRAM, Platform.ZALO, Platform.TIKTOK)
    paths = {one: urlsplit(town.open_address(one, SECRET)).path for one in networks}
    with (
        process(town, tmp_path) as (api, url),
        httpx2.Client(trust_env=False, verify=False, timeout=30) as web,
    ):
        address = url + paths[Platform.FACEBOOK]
        warm_up(web, address)
        before, began = api.memory_info().rss, time.monotonic()
        slow = trickle(address)
        answers = []
        for _ in range(3):
            for network, path in paths.items():
                for name, body in HOSTILE.items():
                    for given in (headers(body, network), {"content-type": "text/plain"}):
                        answer = web.post(url + path, content=body, headers=given)
                        answers.append((network.value, name, answer.status_code))
        packed = gzip.compress(b"[" * 10_000_000)
        bomb = web.post(address, content=packed, headers={"content-encoding": "gzip"})
        growth = api.memory_info().rss - before
        told = slow.recv(100)
        waited = time.monotonic() - began

    assert [one for one in answers if one[2] >= 500] == []
    assert bomb.status_code == 415
    assert told.startswith(b"HTTP/1.1 4")
    assert growth <= GROWTH, (growth, waited)
    town.receive()
    assert {one.state for one in town.deliveries()} <= {WorkState.DEAD, WorkState.DONE}
