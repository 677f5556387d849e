"""Workers on this machine: a process for every trial, so that one that dies takes nothing with it."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

from kd_edge.determinism import compute_alike
from kd_edge.orphans import end_with_parent
from kd_edge.sweep.schedule import WorkerLostError

_SPAWN: Final = multiprocessing.get_context("spawn")  # a forked TensorFlow hangs


class LocalWorkers:
    """So many trials at a time.

    Args:
        jobs: how many.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    @contextmanager
    def open(self) -> Iterator[Executor]:
        """An executor whose processes end with the block, whatever ends it."""
        compute_alike()  # processes inherit it
        executor = _Processes(self._jobs)
        try:
            yield executor
        finally:
            executor.shutdown(cancel_futures=True)


class _Processes(Executor):
    """Threads that each wait for one process."""

    def __init__(self, jobs: int) -> None:
        self._threads = ThreadPoolExecutor(jobs)
        self._running: set[BaseProcess] = set()
        self._closed = False

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        return self._threads.submit(self._run, function, arguments, named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._closed = True
        for process in list(self._running):
            process.terminate()
        self._threads.shutdown(wait, cancel_futures=cancel_futures)

    def _run(self, function: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        answer, theirs = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(target=_child, args=(theirs, function, arguments, named), daemon=True)
        if self._closed:
            raise WorkerLostError
        process.start()
        theirs.close()  # so that the end of the process is the end of the pipe
        self._running.add(process)
        try:
            result, error = answer.recv()
        except EOFError:
            process.join()
            raise WorkerLostError(f"its process ended with exit code {process.exitcode}") from None
        finally:
            self._running.discard(process)
            answer.close()
            process.join()
        if error is not None:
            raise error
        return result


def _child(answer: Connection, function: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent decides
    end_with_parent()
    try:
        answer.send((function(*arguments, **named), None))
    except Exception as error:  # noqa: BLE001 - the parent raises it
        answer.send((None, error))
