"""The running system of these tests, and the lines that the proofs leave behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.system.running import RunningSystem, run_system

_LINES: list[str] = []


@pytest.fixture(scope="module")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """One system for all tests of a module that leave it whole."""
    with run_system(tmp_path_factory.mktemp("system")) as system:
        yield system


@pytest.fixture(scope="session")
def say() -> Callable[[str], None]:
    """Leave a line for the end of the run: what was done, lost, doubled, the longest delay."""
    return _LINES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the proofs had to say."""
    if _LINES:
        terminalreporter.section("proofs")
        for line in _LINES:
            terminalreporter.line(line)
