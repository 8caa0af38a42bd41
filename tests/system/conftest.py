"""The running system of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.system.running import RunningSystem, run_system


@pytest.fixture(scope="module")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """One system for all tests of a module that leave it whole."""
    with run_system(tmp_path_factory.mktemp("system")) as system:
        yield system
