"""Hostile inputs, one after the other, in processes that may die of them: what became of each.

A judge is a function that takes one input.  It may return, which is fine, or raise a KdEdgeError, which is a clear
refusal.  Anything else is a finding: another exception, the death of its process, or no end within ``PATIENCE_S``.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

from kd_edge.errors import KdEdgeError

PATIENCE_S: Final = 20.0
"""How long one input may take, on a machine that does nothing else."""

Item = TypeVar("Item")
Judge = Callable[[Item], str | None]


def patience_s() -> float:
    """``PATIENCE_S`` on this machine as busy as it is now."""
    return PATIENCE_S * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


_FORK: Final = multiprocessing.get_context("fork")


@dataclass
class Tally:
    """What became of one kind of input.

    Attributes:
        counts: by ``accepted``, ``refused``, or what a judge called it; findings under ``findings``.
        findings: the name of each input that did what none may do, and what that was.
        slowest_s: the longest that one took.
    """

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[str, str]] = field(default_factory=list)
    slowest_s: float = 0.0

    @property
    def total(self) -> int:
        """How many inputs were judged."""
        return sum(self.counts.values())


def judged(
    items: Iterable[tuple[str, Item]],
    judge: Judge[Item],
    *,
    processes: int = 2,
    tell: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Judge ``items``, each with its name, in as many ``processes`` at a time; ``tell`` hears of every thousand."""
    tally, lock, source = Tally(), threading.Lock(), iter(items)

    def work() -> None:
        for name, outcome, seconds in _outcomes(_shared(source, lock), judge):
            with lock:
                kind, _, found = outcome.partition(": ")
                tally.counts[kind] += 1
                tally.slowest_s = max(tally.slowest_s, seconds)
                if found:
                    tally.findings.append((name, found))
                if tally.total % 1000 == 0:
                    tell(tally)

    threads = [threading.Thread(target=work) for _ in range(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _shared(source: Iterator[tuple[str, Item]], lock: threading.Lock) -> Iterator[tuple[str, Item]]:
    while True:
        with lock:
            found = next(source, None)
        if found is None:
            return
        yield found


def _outcomes(items: Iterator[tuple[str, Item]], judge: Judge[Item]) -> Iterator[tuple[str, str, float]]:
    """Name, outcome and seconds of every input; a process that dies of one is followed by another."""
    process, pipe = _start(judge)
    for name, item in items:
        started = time.monotonic()
        try:
            pipe.send(item)
            outcome = pipe.recv() if pipe.poll(patience_s()) else f"findings: no end within {PATIENCE_S:g} s"
        except (EOFError, ConnectionError):
            process.join()
            outcome = f"findings: its process ended with {process.exitcode}"
        yield name, outcome, time.monotonic() - started
        if outcome.startswith(("findings: no end", "findings: its process")):
            process.kill()
            process, pipe = _start(judge)
    pipe.close()
    process.join(5)
    process.kill()


def _start(judge: Judge[Any]) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    ours, theirs = _FORK.Pipe()
    process = _FORK.Process(target=_serve, args=(ours, theirs, judge), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _serve(others: Connection, pipe: Connection, judge: Judge[Any]) -> None:
    others.close()
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):  # noqa: PTH123
        while True:
            try:
                item = pipe.recv()
            except EOFError:
                return
            pipe.send(_outcome(judge, item))


def _outcome(judge: Judge[Any], item: Any) -> str:
    try:
        return judge(item) or "accepted"
    except KdEdgeError as error:
        clear = str(error).isprintable() or "\n" in str(error)
        return "refused" if clear else f"findings: control characters in {error!r}"
    except Exception:  # noqa: BLE001  what a user would see as a traceback
        said = io.StringIO()
        traceback.print_exc(file=said)
        return f"findings: {said.getvalue()}"
