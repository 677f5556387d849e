"""Stands in for a board with Edge Impulse's data forwarder: plays takes of a folder as lines of numbers, in real time.

Prints the port that `kd-edge stream --lines` opens, and, as time goes on, what the wearer does.

usage: python examples/edge_impulse/forward.py FOLDER [TAKES]
"""

import os
import sys
import time
import tty
from contextlib import suppress
from pathlib import Path

import numpy as np

INTERVAL_S = 0.016
REST_ROWS = 60  # about a second between signs

folder = Path(sys.argv[1])
count = int(sys.argv[2]) if len(sys.argv) > 2 else 10
draw = np.random.default_rng(5)
takes = sorted(folder.glob("*.csv"))
signs = [path for path in takes if not path.name.startswith("idle.")]
idle = [path for path in takes if path.name.startswith("idle.")]

board, port = os.openpty()
tty.setraw(port)
os.set_blocking(board, False)
print(os.ttyname(port), flush=True)


def rows(path: Path) -> list[str]:
    """The lines of a take without its times."""
    return [line.partition(",")[2] for line in path.read_text().splitlines()]


due = time.monotonic()
while True:  # like a board, it sends whether or not somebody reads
    for number in draw.permutation(len(signs))[:count]:
        print(f"the wearer signs {signs[number].name.partition('.')[0]}", file=sys.stderr, flush=True)
        for line in rows(idle[number % len(idle)])[1 : 1 + REST_ROWS] + rows(signs[number])[1:]:
            with suppress(BlockingIOError):  # nobody reads, and the line is lost
                os.write(board, f"{line}\r\n".encode())
            due += INTERVAL_S
            time.sleep(max(0, due - time.monotonic()))
