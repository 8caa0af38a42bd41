"""How the API rings the workers' bell."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import Full
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import flushed_at_the_end
from api.job_sender import in_background
from moderation.jobs import BATCH
from moderation.vocabulary import Job


def test_a_bell_that_hangs_holds_up_nobody() -> None:
    """The request goes on at once; what waits is sent in order when the bell answers again."""
    let_go, done = threading.Event(), threading.Event()
    rung: list[int] = []

    def hangs(job: Job, agency_id: int, ids: Sequence[int]) -> None:
        assert (job, agency_id) == (Job.READ_DELIVERIES, 1)
        assert let_go.wait(30)
        rung.extend(ids)
        if len(rung) == 3:
            done.set()

    send = in_background(hangs)
    assert send is not None
    for number in range(3):
        send(Job.READ_DELIVERIES, 1, [number])
    assert rung == []
    let_go.set()
    assert done.wait(30)
    assert rung == [0, 1, 2]


def test_a_bell_that_hangs_for_long_fills_no_memory() -> None:
    """Beyond a thousand messages the caller is told at once, and leaves it to the sweeper."""
    let_go = threading.Event()
    send = in_background(lambda *_: let_go.wait(30) and None)
    assert send is not None
    for number in range(1024):
        send(Job.READ_DELIVERIES, 1, [number])
    with pytest.raises(Full):
        send(Job.READ_DELIVERIES, 1, [1024])
    let_go.set()


def test_one_failure_does_not_silence_the_bell() -> None:
    """A message that could not be sent is left to the sweeper; the next one goes out."""
    failed, done = threading.Event(), threading.Event()

    def fails_once(_job: Job, _agency: int, ids: Sequence[int]) -> None:
        if list(ids) == [0]:
            failed.set()
            raise ConnectionError
        done.set()

    send = in_background(fails_once)
    assert send is not None
    send(Job.READ_DELIVERIES, 1, [0])
    assert failed.wait(30)  # or both go in one message
    send(Job.READ_DELIVERIES, 1, [1])
    assert done.wait(30)


def test_deliveries_that_wait_go_in_one_message_for_each_agency() -> None:
    """And no message holds more rows than a batch; a person's own act is no part of it."""
    let_go, done = threading.Event(), threading.Event()
    rung: list[tuple[Job, int, list[int]]] = []

    def hangs(job: Job, agency_id: int, ids: Sequence[int]) -> None:
        assert let_go.wait(30)
        rung.append((job, agency_id, list(ids)))
        if job is Job.READ_DELIVERIES and agency_id == 2:
            done.set()

    send = in_background(hangs)
    assert send is not None
    send(Job.READ_IMPORT, 1, [1])
    for number in range(BATCH + 1):
        send(Job.READ_DELIVERIES, 1, [number])
    send(Job.PUBLISH, 1, [7])
    send(Job.READ_DELIVERIES, 2, [5])
    let_go.set()
    assert done.wait(30)
    assert (Job.PUBLISH, 1, [7]) in rung
    sizes = [len(ids) for job, agency, ids in rung if (job, agency) == (Job.READ_DELIVERIES, 1)]
    assert sum(sizes) == BATCH + 1
    assert len(sizes) <= 4


def test_what_waits_is_sent_before_the_end_and_a_bell_that_hangs_does_not_delay_it() -> None:
    """The application stops once all has gone; where nothing goes it stops all the same."""
    let_go = threading.Event()
    rung: list[int] = []

    def hangs(_job: Job, _agency: int, ids: Sequence[int]) -> None:
        assert let_go.wait(30)
        rung.extend(ids)

    send = in_background(hangs)
    assert send is not None
    assert send.flush(0)
    send(Job.READ_DELIVERIES, 1, [0])
    send(Job.READ_DELIVERIES, 1, [1])
    assert not send.flush(0.01)
    let_go.set()
    assert send.flush(30)
    assert rung == [0, 1]


def test_the_application_ends_after_what_gathered_has_been_sent() -> None:
    """Its last deliveries are not left to the sweeper."""
    rung: list[int] = []
    ringer = in_background(lambda _job, _agency, ids: rung.extend(ids))
    app = FastAPI(lifespan=flushed_at_the_end)
    app.state.phanhoi = SimpleNamespace(ringer=ringer)
    assert ringer is not None
    with TestClient(app):
        for number in range(3):
            ringer(Job.READ_DELIVERIES, 1, [number])
    assert rung == [0, 1, 2]
