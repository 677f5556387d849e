"""``python -m tests.codegen.fuzz``: the campaign over many seeds, with what it compared and what it found."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from pathlib import Path

import msgspec

from tests.codegen.fuzz.campaign import run_seeds


def main() -> int:
    """1 if a byte is wrong or a sanitizer has found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graphs", type=int, default=2000, help="how many")
    parser.add_argument("--first", type=int, default=0, help="seed of the first graph")
    parser.add_argument("--work", type=Path, default=Path("build/fuzz-graphs"), help="where programs are built")
    arguments = parser.parse_args()
    start = time.monotonic()
    tally = run_seeds(range(arguments.first, arguments.first + arguments.graphs), arguments.work)
    summary = {
        "seeds": [arguments.first, arguments.first + arguments.graphs - 1],
        "seconds": round(time.monotonic() - start),
        **asdict(tally),
    }
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
    return 1 if tally.wrong or tally.died else 0


if __name__ == "__main__":
    sys.exit(main())
