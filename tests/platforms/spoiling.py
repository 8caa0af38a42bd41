"""A sample of a network's JSON, spoiled at each place in turn by everything that can't be there."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 5, 1.5, 10**30, "", "0", "x", "\0", "\ud800", [], [[]], [None], ["a"],
    [{}], {}, {"a": []}, {"id": []}, {"data": {}}, "9" * 600, float("inf"),
)  # fmt: skip
_Path = tuple[Any, ...]


def spoilings(sample: Any) -> Iterator[Any]:  # noqa: ANN401
    """The sample itself; then, at every place, without it and with each odd value in it."""
    yield sample
    for path in _paths(sample):
        if not path:
            yield from _ODD
            continue
        without = copy.deepcopy(sample)
        del _place(without, path)[path[-1]]
        yield without
        for odd in _ODD:
            spoiled = copy.deepcopy(sample)
            _place(spoiled, path)[path[-1]] = odd
            yield spoiled


def _place(value: Any, path: _Path) -> Any:  # noqa: ANN401
    for key in path[:-1]:
        value = value[key]
    return value


def _paths(value: Any, above: _Path = ()) -> Iterator[_Path]:  # noqa: ANN401
    yield above
    if isinstance(value, dict):
        inside = list(value.items())
    else:
        inside = list(enumerate(value)) if isinstance(value, list) else []
    for key, each in inside:
        yield from _paths(each, (*above, key))
