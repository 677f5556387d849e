"""Which instructions a batch image executes, one by one: what counts by function and costs are made of."""

from __future__ import annotations

import re
import subprocess
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulate import batch_command, qemu_version
from kd_edge.deploy.image import Symbol, read_symbols
from kd_edge.errors import DeployError

_LINE: Final = re.compile(rb"^Trace \d+: \S+ \[[0-9a-f]+/([0-9a-f]{8})/[^\n]*\n", re.MULTILINE)
_CHUNK: Final = 1 << 22
_SUBJECT: Final = "kd_batch_run"
_CALLER: Final = "measure"


@dataclass(frozen=True, eq=False)
class Trace:
    """The run of the subject on one input.

    Attributes:
        addresses: uint32 ``(instructions,)``, of every instruction in the order of execution.
        symbols: functions of the image by rising address.
    """

    addresses: NDArray[np.uint32]
    symbols: Sequence[Symbol]

    def by_function(self) -> dict[str, int]:
        """Instructions in each function itself, the most expensive first; ``?`` is code without a symbol."""
        unique, counts = np.unique(self.addresses, return_counts=True)
        total: dict[str, int] = {}
        for address, count in zip(unique.tolist(), counts.tolist(), strict=True):
            name = self.function_at(address)
            total[name] = total.get(name, 0) + count
        return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))

    def by_phase(self, phases: Sequence[str]) -> dict[str, int]:
        """Instructions from the entry of each function in ``phases`` until the next one's, callees included.

        What runs before the first phase counts under the empty name.
        """
        marks = np.zeros(len(self.addresses), dtype=np.int64)
        entries = {symbol.name: symbol.address for symbol in self.symbols}
        for number, name in enumerate(phases, start=1):
            marks[self.addresses == entries[name]] = number
        starts = np.flatnonzero(marks)
        lengths = np.diff(np.append(starts, len(marks)))
        total = {"": int(starts[0]) if len(starts) else len(marks)}
        for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
            name = phases[int(marks[start]) - 1]
            total[name] = total.get(name, 0) + length
        return total

    def function_at(self, address: int) -> str:
        """Name of the function that ``address`` lies in, else ``?``."""
        index = bisect_right(self.symbols, address, key=lambda symbol: symbol.address) - 1
        if index < 0 or address >= self.symbols[index].address + self.symbols[index].size:
            return "?"
        return self.symbols[index].name


def trace_batch(board: Board, elf: Path, folder: Path) -> Trace:
    """Run a batch image on the first input in ``folder/input.bin`` and follow every instruction.

    Raises:
        DeployError: if QEMU is missing or the subject never returns.
    """
    symbols = sorted(
        (symbol for symbol in read_symbols(elf) if symbol.kind == "text"), key=lambda symbol: symbol.address
    )
    place = {symbol.name: symbol for symbol in symbols}
    command = [*batch_command(board, elf), *_one_by_one(), "-d", "exec,nochain"]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        addresses = np.concatenate([np.empty(0, np.uint32), *_addresses(process.stderr)])
    begin = np.flatnonzero(addresses == place[_SUBJECT].address)
    caller = place[_CALLER]
    if len(begin) == 0:
        raise DeployError("The emulator traces the code under test", found="it never started", remedy="run it untraced")
    rest = addresses[begin[0] :]
    back = np.flatnonzero((rest >= caller.address) & (rest < caller.address + caller.size))
    if len(back) == 0:
        raise DeployError("The code under test returns", found="it did not", remedy="run it untraced")
    return Trace(rest[: back[0]], symbols)


def _one_by_one() -> tuple[str, ...]:
    """QEMU's option for translating single instructions, which was renamed in 8.1."""
    major, minor = (int(part) for part in qemu_version().split(".")[:2])
    return ("-accel", "tcg,one-insn-per-tb=on") if (major, minor) >= (8, 1) else ("-singlestep",)


def _addresses(stream: IO[bytes]) -> Iterator[NDArray[np.uint32]]:
    """Program counters in QEMU's log of executed blocks."""
    partial = b""
    while chunk := stream.read(_CHUNK):
        text = partial + chunk
        end = text.rfind(b"\n") + 1
        partial = text[end:]
        digits = b"".join(_LINE.findall(text[:end]))
        yield np.frombuffer(bytes.fromhex(digits.decode()), dtype=">u4").astype(np.uint32)
