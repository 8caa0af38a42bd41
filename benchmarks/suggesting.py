"""What a suggestion costs among a thousand templates: `python -m benchmarks.suggesting`."""

from __future__ import annotations

import time
from dataclasses import replace

from response_templates import Answered, Suggester, Template, Wanted, load_catalogue
from response_templates.evaluate import load_examples

_MANY = 1_000
_LIMIT_MS = 20.0


def main() -> None:
    """Print milliseconds a case, one by one and in a batch, for few and many templates."""
    shipped = list(load_catalogue())
    examples = [example for half in load_examples() for example in half if example.right]
    answered = [Answered(each.wanted.text, each.wanted.label, min(each.right)) for each in examples]
    wanted = [example.wanted for example in examples][:200]
    few, many = (Suggester(some, answered=answered) for some in (shipped, _grown(shipped)))
    began = time.perf_counter()
    Suggester(_grown(shipped), answered=answered)
    print(f"made ready with {_MANY} templates: {time.perf_counter() - began:.2f} s")
    one_few, one_many = _each(few, wanted), _each(many, wanted)
    print(f"a case alone: {one_few:.2f} ms of {len(shipped)}, {one_many:.2f} ms of {_MANY}")
    print(f"a case in a batch of {len(wanted)}: {_batch(many, wanted):.2f} ms of {_MANY}")
    print(f"ratio many to few: {one_many / one_few:.1f}; to the limit: {one_many / _LIMIT_MS:.2f}")


def _grown(shipped: list[Template]) -> list[Template]:
    """A thousand templates whose words differ: each a mixture of two others' bodies."""
    count = len(shipped)
    return [
        replace(
            shipped[n % count],
            id=f"t{n}",
            title=f"{shipped[n % count].title} {shipped[(n * 7 + n // count) % count].title}",
            body=f"{shipped[n % count].body}\n{shipped[(n * 13 + n // count) % count].body}",
        )
        for n in range(_MANY)
    ]


def _each(suggester: Suggester, wanted: list[Wanted]) -> float:
    """The median of single calls, in milliseconds."""
    times = []
    for one in wanted:
        began = time.perf_counter()
        suggester.suggest([one])
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2] * 1000


def _batch(suggester: Suggester, wanted: list[Wanted]) -> float:
    began = time.perf_counter()
    suggester.suggest(wanted)
    return (time.perf_counter() - began) * 1000 / len(wanted)


if __name__ == "__main__":
    main()
