"""Native interpreters in processes of their own: the other end of :mod:`kd_edge.engines.isolated`.

One process imports the interpreters once and waits.  For every model that is to be opened it forks a child,
which limits its own resources, opens the model and answers window by window.  A model that damages memory,
loops or requests too much memory harms only that child.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from kd_edge.engines.litert import LiteRt, LiteRtFloat
from kd_edge.engines.tflm import Tflm
from kd_edge.errors import KdEdgeError


class Interpreter(Protocol):
    """What a child runs: an engine of one scalar type, which it names."""

    name: str
    shape: tuple[int, ...]
    classes: int
    dtype: Any

    def infer(self, inputs: Any) -> Any:
        """Scores of windows."""


KINDS: Final[dict[str, Callable[[bytes], Interpreter]]] = {
    "tflm": Tflm,
    "litert": LiteRt,
    "litert-float": LiteRtFloat,
}
HEADER: Final = struct.Struct("<cQ")
"""Before every message between a child and its owner: what it is, and how many bytes follow."""

STATUS: Final = struct.Struct("<q")
MEMORY_BYTES: Final = 1 << 30
"""Memory that a child may use in addition to what it has at its start."""

_MODULES: Final = (
    "tflite_micro.python.tflite_micro.runtime",
    "ai_edge_litert.interpreter",
    "tflite_runtime.interpreter",
)
_FAILED: Final = 70
_REPORTED: Final = (ValueError, TypeError, RuntimeError, LookupError, ArithmeticError, MemoryError, AttributeError)
"""What interpreters and NumPy raise for invalid models."""


def main(control: socket.socket) -> None:
    """Fork a child for every socket that comes over ``control``, until its other end closes.

    A message with a socket is the kind of interpreter for it, answered by the child's process id; one without
    is the process id of a child that has ended, answered by its wait status.
    """
    for module in _MODULES:
        with suppress(ImportError):
            import_module(module)
    children: set[int] = set()
    ended: dict[int, int] = {}
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 256, 1)
        if not message:
            break
        if descriptors:
            child = os.fork()
            if child == 0:
                control.close()
                _child(socket.socket(fileno=descriptors[0]), message.decode())
            os.close(descriptors[0])
            children.add(child)
            control.send(STATUS.pack(child))
        else:
            (child,) = STATUS.unpack(message)
            status = ended.pop(child) if child in ended else os.waitpid(child, 0)[1]
            children.discard(child)
            control.send(STATUS.pack(status))
        for child in children - set(ended):
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                ended[pid] = status
    for child in children - set(ended):
        os.kill(child, signal.SIGKILL)


def _child(owner: socket.socket, kind: str) -> None:
    """Open the model that ``owner`` sends and run windows on it, until ``owner`` closes."""
    code = _FAILED
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        limit = _address_space() + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        with owner, owner.makefile("rb") as requests:
            _serve(owner, requests.read, KINDS[kind])
        code = 0
    finally:
        os._exit(code)


def _serve(
    owner: socket.socket, read: Callable[[int], bytes], open_interpreter: Callable[[bytes], Interpreter]
) -> None:
    interpreter: Interpreter | None = None
    while header := read(HEADER.size):
        _, size = HEADER.unpack(header)
        try:
            if interpreter is None:
                interpreter = open_interpreter(read(size))
                about = {"name": interpreter.name, "shape": interpreter.shape, "classes": interpreter.classes}
                _answer(owner, b"m", json.dumps(about).encode())
                continue
            windows = np.frombuffer(read(size), interpreter.dtype).reshape(-1, *interpreter.shape)
            for index in range(len(windows)):
                _answer(owner, b"r", interpreter.infer(windows[index : index + 1]).tobytes())
        except KdEdgeError as error:
            _answer(owner, b"e", json.dumps([error.rule, str(error.found), error.remedy]).encode())
        except _REPORTED as error:
            _answer(owner, b"e", json.dumps(["The interpreter runs the model", repr(error), None]).encode())


def _answer(owner: socket.socket, kind: bytes, body: bytes) -> None:
    owner.sendall(HEADER.pack(kind, len(body)) + body)


def _address_space() -> int:
    """Bytes of address space that this process has by now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
