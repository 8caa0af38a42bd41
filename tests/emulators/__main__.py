"""`python -m tests.emulators --port 8600`: the networks, until interrupted."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from tests.emulators.app import make_app


def main() -> None:
    """Serve on this machine only."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulators", description=__doc__)
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--ledger", type=Path, default=Path(".phanhoi/emulator/ledger.jsonl"))
    parser.add_argument("--world", type=Path, help="keep the pages in this file")
    options = parser.parse_args()
    app = make_app(options.ledger, kept_in=options.world)
    uvicorn.run(app, host="127.0.0.1", port=options.port, log_level="critical")


if __name__ == "__main__":
    main()
