"""Machines of their own, played by network namespaces: what runs in one has only its cable.

`python -m tests.system.apart NAME GATEWAY MODULE …` runs a module there as `python -m` does, with
the addresses of the services at its end of the cable.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

__all__ = ["Machine", "machines"]


@dataclass(frozen=True, slots=True)
class Machine:
    """A namespace with one cable: we are `gateway` at our end, it is `address` at its own."""

    name: str
    cable: str
    gateway: str
    address: str

    @property
    def runner(self) -> tuple[str, ...]:
        """What runs a module there."""
        return ("tests.system.apart", self.name, self.gateway)

    def cut(self) -> None:
        """Pull the cable: nothing is told to anybody."""
        _ip("link", "set", self.cable, "down")

    def join(self) -> None:
        """Plug it in again."""
        _ip("link", "set", self.cable, "up")


@contextmanager
def machines(count: int) -> Iterator[list[Machine]]:
    """So many; the test is skipped where the kernel makes none for us."""
    with ExitStack() as stack:
        yield [stack.enter_context(_machine(number)) for number in range(count)]


@contextmanager
def _machine(number: int) -> Iterator[Machine]:
    name, cable = f"phanhoi-{os.getpid()}-{number}", f"ph{os.getpid()}-{number}"
    made = Machine(name, cable, f"10.231.{number}.1", f"10.231.{number}.2")
    try:
        _ip("netns", "add", name)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may play machines by network namespaces")
    try:
        _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
        _ip("address", "add", f"{made.gateway}/30", "dev", cable)
        _ip("link", "set", cable, "up")
        _ip("-n", name, "address", "add", f"{made.address}/30", "dev", "eth0")
        _ip("-n", name, "link", "set", "eth0", "up")
        yield made
    finally:
        _ip("netns", "delete", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _go(name: str, gateway: str, *module: str) -> None:
    redis = os.environ["PHANHOI_REDIS_URL"].replace("127.0.0.1", gateway)
    database = f"postgresql+psycopg://phanhoi_app@{gateway}:5432/phanhoi"
    os.environ |= {"PHANHOI_DATABASE_URL": database, "PHANHOI_REDIS_URL": redis}
    os.execvp("ip", ["ip", "netns", "exec", name, sys.executable, "-m", *module])  # noqa: S606


if __name__ == "__main__":
    _go(*sys.argv[1:])
