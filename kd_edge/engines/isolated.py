"""Native interpreters for untrusted models: each runs in a process of its own, with limits on time and memory.

TFLite Micro and LiteRT trust their input.  Some damaged files pass every check of offsets and still make them
read invalid memory, divide by zero, abort or loop, which would end the calling process.  So a file is trusted only if
this process has just made it, as the exporter does; every other file runs in :mod:`kd_edge.engines.worker`, where the
worst result is one EngineError.  A file that ``verify`` once passed is not trusted either: it may have changed since.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from kd_edge.engines.engine import check_inputs
from kd_edge.engines.model_file import check_model
from kd_edge.errors import EngineError, MissingExtraError

Scalar = TypeVar("Scalar", np.int8, np.float32)

PATIENCE_S: Final = 10.0
"""The longest time that an interpreter may take to open a model, or for one window."""

SECONDS_PER_WINDOW: Final = 0.5
"""What a window of many may take on average; the slowest reference kernels need a tenth of it."""

_START_S: Final = 60.0
_HEADER_BYTES: Final = 9


class Isolated(Generic[Scalar]):
    """An interpreter in a process of its own; one window in, one row of scores out.

    Args:
        kind: which interpreter, as ``worker.KINDS`` calls it.
        model: the flatbuffer.
        dtype: of its input and output.

    Raises:
        EngineError: the interpreter refuses the model, or crashes or hangs on it.
    """

    def __init__(self, kind: str, model: bytes, dtype: type[Scalar]) -> None:
        check_model(model)
        self._dtype: type[Scalar] = dtype
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._child = _nursery().fork(kind, theirs)
        about: dict[str, Any] = json.loads(self._ask(model, 1, PATIENCE_S)[0])
        self.name = str(about["name"])
        self._shape = tuple(about["shape"])
        self._classes = int(about["classes"])

    def infer(self, inputs: NDArray[Scalar]) -> NDArray[Scalar]:
        """Scores ``(n, classes)`` of windows ``(n, *shape)``, each from a fresh state.

        Raises:
            EngineError: wrong type or shape, or the interpreter crashed or hung.
        """
        check_inputs(inputs, self._shape, self._dtype)
        count = len(inputs)
        if count == 0:
            return np.empty((0, self._classes), self._dtype)
        rows = self._ask(np.ascontiguousarray(inputs).tobytes(), count, PATIENCE_S + SECONDS_PER_WINDOW * count)
        scores = np.frombuffer(b"".join(rows), self._dtype)
        if scores.size != count * self._classes:
            raise self._failed("it gave rows of other lengths than it said")
        return scores.reshape(count, self._classes).copy()

    def close(self) -> None:
        """End the process."""
        self._socket.close()

    def __del__(self) -> None:
        if hasattr(self, "_socket"):
            self.close()

    def _ask(self, body: bytes, answers: int, seconds: float) -> list[bytes]:
        """Send ``body`` and wait for as many answers, ``seconds`` for all of them."""
        until = time.monotonic() + seconds
        try:
            self._socket.settimeout(PATIENCE_S)
            self._socket.sendall(b"q" + len(body).to_bytes(8, "little") + body)
            return [self._answer(until) for _ in range(answers)]
        except TimeoutError as error:
            os.kill(self._child, signal.SIGKILL)
            raise self._failed(f"it was stopped after {min(seconds, PATIENCE_S):g} s without an answer") from error
        except (EOFError, ConnectionError) as error:
            raise self._failed(_nursery().how_it_ended(self._child)) from error
        except BaseException:
            self.close()  # an interrupted conversation cannot go on
            raise

    def _answer(self, until: float) -> bytes:
        header = self._read(_HEADER_BYTES, until)
        body = self._read(int.from_bytes(header[1:], "little"), until)
        if header[:1] == b"e":
            rule, found, remedy = json.loads(body)
            raise EngineError(rule, found=found, remedy=remedy)
        return body

    def _read(self, size: int, until: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._socket.settimeout(max(0.001, min(PATIENCE_S, until - time.monotonic())))
            part = self._socket.recv(min(size - len(data), 1 << 16))
            if not part:
                raise EOFError
            data += part
        return bytes(data)

    def _failed(self, found: str) -> EngineError:
        self.close()
        return EngineError(
            "The interpreter runs the model, in a process of its own",
            found=found,
            remedy="do not use this model: its file is damaged or crafted; export it again",
        )


def isolated_tflm(model: bytes) -> Isolated[np.int8]:
    """TFLite Micro on an int8 model; raises MissingExtraError without its wheel, else as :class:`Isolated`."""
    if not _installed("tflite_micro"):
        raise MissingExtraError("tflite_micro", "oracle")
    return Isolated("tflm", model, np.int8)


def isolated_litert(model: bytes) -> Isolated[np.int8]:
    """LiteRT on an int8 model; raises MissingExtraError if it is not installed, else as :class:`Isolated`."""
    _require_litert()
    return Isolated("litert", model, np.int8)


def isolated_litert_float(model: bytes) -> Isolated[np.float32]:
    """The same on a float32 model."""
    _require_litert()
    return Isolated("litert-float", model, np.float32)


def _require_litert() -> None:
    if not (_installed("ai_edge_litert") or _installed("tflite_runtime")):
        raise MissingExtraError("ai_edge_litert", "edge")


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # it is blocked in sys.modules
        return False


class _Nursery:
    """The process that forks the others; it has the interpreters imported, so that a fork is ready at once."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(_START_S)
        program = (
            f"import socket, sys; sys.path[:] = {sys.path!r}\n"
            f"from kd_edge.engines.worker import main\nmain(socket.socket(fileno={theirs.fileno()}))"
        )
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is handled by the parent, which can report what was interrupted
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
        atexit.register(self.close)

    def fork(self, kind: str, child: socket.socket) -> int:
        """A new process that serves ``child``; returns its id."""
        return self._answer_to(lambda: socket.send_fds(self._control, [kind.encode()], [child.fileno()]))

    def how_it_ended(self, child: int) -> str:
        """In words, how ``child`` ended."""
        status = self._answer_to(lambda: self._control.send(child.to_bytes(8, "little", signed=True)))
        code = os.waitstatus_to_exitcode(status)
        return f"it was ended by {signal.Signals(-code).name}" if code < 0 else f"it ended with code {code}"

    def _answer_to(self, send: Callable[[], int]) -> int:
        with self._lock:
            try:
                send()
                answer = self._control.recv(8)
            except OSError:
                answer = b""
        if len(answer) != 8:
            _nurseries.clear()  # the next model gets another
            raise EngineError(
                "Interpreters run in processes of their own",
                found="the process that starts them is gone",
                remedy="run the command again; if it happens again, report it",
            )
        return int.from_bytes(answer, "little", signed=True)

    def close(self) -> None:
        """End the process and all that it forked."""
        self._control.close()
        if self.owner == os.getpid():
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=2)


_nurseries: list[_Nursery] = []


def _nursery() -> _Nursery:
    """The one nursery of this process; a forked process gets its own."""
    if not _nurseries or _nurseries[-1].owner != os.getpid():
        _nurseries[:] = [_Nursery()]
    return _nurseries[-1]
