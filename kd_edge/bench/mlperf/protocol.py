"""MLPerf Tiny's text protocol, as its runner speaks it to a board, and the files that this runner reads."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from kd_edge.errors import DeployError
from kd_edge.link.codec import DELIMITER
from kd_edge.link.messages import Command, encode_message
from kd_edge.link.ports import DEFAULT_BAUD, Port, open_port
from kd_edge.link.protocol import CommandCode

READY: Final = b"m-ready\r\n"
TIMEOUT_S: Final = 5.0
"""How long the runner waits for a line."""

INFER_TIMEOUT_S: Final = 30.0
"""How long it waits for inferences."""

LOAD_BYTES: Final = 31
"""Input bytes in one of its commands."""

_ENTER_ATTEMPTS: Final = 5
_ENTER_TIMEOUT_S: Final = 1.0
_TAG: Final = 0x74


@dataclass(frozen=True)
class Inference:
    """What a board answers to ``infer``.

    Attributes:
        scores: of the last inference, dequantised, ``(classes,)``.
        elapsed_us: for all of them, by the board's clock.
    """

    scores: NDArray[np.float32]
    elapsed_us: int


class MlperfBoard:
    """A board with kd-edge firmware, put into text mode.  It stays there, so that another program can open the port.

    Args:
        url: any port that :func:`~kd_edge.link.ports.open_port` opens.
        baud: for serial devices.

    Raises:
        StreamError: the port does not exist or is not free.
        DeployError: no board answers there, or its firmware has no text mode.
    """

    def __init__(self, url: str, baud: int = DEFAULT_BAUD) -> None:
        self._port: Port = open_port(url, baud)
        with ExitStack() as undo:
            undo.callback(self._port.close)
            self._enter()
            undo.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._port.close()

    def ask(self, command: str, timeout_s: float = TIMEOUT_S) -> list[str]:
        """The lines that answer ``command``, without the last one, ``m-ready``.

        Raises:
            DeployError: the board does not answer in time, or with an error of its own.
        """
        self._port.write(f"{command}%".encode())
        answer = self._read_until_ready(timeout_s)
        if answer is None:
            raise DeployError(
                f"A board in text mode answers {command!r} within {timeout_s:g} s",
                found="no m-ready",
                remedy="ask for fewer inferences, or reset the board",
            )
        lines = answer.decode("ascii", "replace").split("\r\n")[:-2]
        errors = [line for line in lines if line.startswith("e-[")]
        if errors:
            raise DeployError(f"The board obeys {command!r}", found=errors[0], remedy="`help` lists what it knows")
        return lines

    def name(self) -> str:
        """The board's name."""
        return _one("name", "m-name-dut-", self.ask("name"))

    def model(self) -> str:
        """The name of the bundle that the board carries."""
        return _one("profile", "m-model-", self.ask("profile"))

    def load(self, window: NDArray[np.int8]) -> None:
        """Make ``window`` (window_size, features) the network's input; errors as for :meth:`ask`."""
        data = window.tobytes()
        self.ask(f"db load {len(data)}")
        for first in range(0, len(data), LOAD_BYTES):
            self.ask(f"db {data[first : first + LOAD_BYTES].hex()}")

    def infer(self, count: int = 1, warmups: int = 0) -> Inference:
        """Infer ``count`` times, after ``warmups`` times that are not timed; errors as for :meth:`ask`."""
        command = f"infer {count} {warmups}"
        lines = self.ask(command, INFER_TIMEOUT_S)
        start_us, end_us = (int(line.removeprefix("m-lap-us-")) for line in lines if line.startswith("m-lap-us-"))
        scores = np.array(_one(command, "m-results-", lines).split(","), np.float32)
        return Inference(scores, end_us - start_us)

    def _enter(self) -> None:
        """Ask for text mode, again if need be."""
        for _ in range(_ENTER_ATTEMPTS):
            self._port.write(DELIMITER + encode_message(Command(_TAG, CommandCode.TEXT, b"")))
            answer = self._read_until_ready(_ENTER_TIMEOUT_S)
            if answer is not None:
                while self._port.read():  # the answers to earlier attempts
                    continue
                return
        raise DeployError(
            "A board with kd-edge firmware takes up MLPerf Tiny's text protocol",
            found=f"silence on {self._port.path}",
            remedy="check the port, or flash the board with `kd-edge flash`",
        )

    def _read_until_ready(self, timeout_s: float) -> bytes | None:
        answer = b""
        deadline = time.monotonic() + timeout_s
        while not answer.endswith(READY):
            if time.monotonic() > deadline:
                return None
            answer += self._port.read()
        return answer


def _one(command: str, start: str, lines: list[str]) -> str:
    """What the one line ``start[...]`` has in its brackets."""
    found = [match[1] for line in lines if (match := re.fullmatch(re.escape(start) + r"\[([^]]+)\]", line))]
    if len(found) != 1:
        raise DeployError(
            f"The answer to {command!r} has one line {start}[...]", found=lines, remedy="flash the board again"
        )
    return found[0]
