"""Tests in parallel, and tests that need the machine for themselves.

`make test` runs several tests at once.  One that keeps pace with a board, or measures time, would then fail for
want of a processor and not for a fault.  Such a test is marked ``quiet``: it waits until no other test runs, and
none begins before it has ended.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Wait until ``item`` may run; this is outside of what counts for its time limit."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return (yield)
    folder = Path(tempfile.gettempdir())
    alone = item.get_closest_marker("quiet") is not None
    with turn(folder / f"kd-edge-tests-{run}", alone=alone):
        return (yield)


@contextmanager
def turn(locks: Path, *, alone: bool) -> Iterator[None]:
    """Hold the machine while the block runs: ``alone``, or beside others that are not alone.

    Everybody passes the gate.  Who waits to be alone waits inside it, so that those behind cannot overtake.

    Args:
        locks: files with this beginning of their names serve as locks.
        alone: whether nobody else may hold the machine.
    """
    with locks.with_suffix(".gate").open("w") as gate, locks.with_suffix(".machine").open("w") as machine:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(machine, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        yield
