"""`python -m benchmarks [NAME …]`: run the named measurements, or all of them.

A measurement is a module of this package with a `main()` that prints its own table; its first
docstring line says what it compares. `PHANHOI_BENCH_SIZE=full` asks for the long form of those that
have one.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

import benchmarks


def main(wanted: list[str]) -> None:
    """Run them one after another; a name that does not exist ends the run before it begins."""
    names = [found.name for found in iter_modules(benchmarks.__path__) if found.name[0] != "_"]
    if unknown := set(wanted) - set(names):
        sys.exit(f"No such measurement: {', '.join(sorted(unknown))}. There are: {names}")
    for name in wanted or names:
        module = import_module(f"benchmarks.{name}")
        print(f"\n# {name}: {(module.__doc__ or '').splitlines()[0]}")
        module.main()


if __name__ == "__main__":
    main(sys.argv[1:])
