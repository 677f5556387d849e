"""Every instruction that a batch image executes: the basis for counts by function and for cycle estimates.

QEMU translates code in blocks of consecutive instructions.  It lists a block when it translates it,
and logs one line whenever it runs it; together these give every instruction in order.
"""

from __future__ import annotations

import re
import subprocess
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.deploy.boards import Board
from kd_edge.deploy.emulators.batch import SUBJECT
from kd_edge.deploy.emulators.qemu import batch_command
from kd_edge.deploy.images.elf import Symbol, read_symbols
from kd_edge.errors import DeployError

# In firmware/batch: the function that measures the subject, and the empty subject that is measured first.
_CALLER: Final = "measure"
_NOTHING: Final = "do_nothing"

# ``0x000001c2:  f8d2 3d88  ldr.w ...`` in a listing: an address and one or two halfwords.
_LISTED: Final = re.compile(rb"0x([0-9a-f]+): +([0-9a-f]{4})(?: ([0-9a-f]{4}))? ")
_FIRST_WIDE: Final = 0xE800
"""Thumb halfwords from here on are followed by a second one of the same instruction."""

# Addresses of consecutive instructions.
_Block = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Trace:
    """The runs of the subject on one or several consecutive inputs.

    Attributes:
        addresses: uint32 ``(instructions,)``, of every instruction in the order of execution.
        symbols: functions of the image by rising address.
        empty_calls: instructions that as many calls of a subject that does nothing take.
    """

    addresses: NDArray[np.uint32]
    symbols: Sequence[Symbol]
    empty_calls: int = 0

    @property
    def instructions(self) -> int:
        """The count that the board's counter must show as well: see :class:`kd_edge.deploy.emulators.batch.CoreRun`."""
        return len(self.addresses) - self.empty_calls

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


def trace_batch(board: Board, elf: Path, folder: Path, *, skipped: int = 0, calls: int = 1) -> Trace:
    """Run a batch image on inputs in ``folder/input.bin`` and follow every instruction.

    Args:
        board: what the image is for.
        elf: the image.
        folder: where it finds its files.
        skipped: inputs that are run but not followed.
        calls: inputs that are followed.

    Raises:
        DeployError: if QEMU is missing or does not list code, or the subject does not return that often.
    """
    symbols = sorted(
        (symbol for symbol in read_symbols(elf) if symbol.kind == "text"), key=lambda symbol: symbol.address
    )
    command = [*batch_command(board, elf), "-d", "in_asm,exec,nochain"]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        try:
            place = {symbol.name: symbol for symbol in symbols}
            run, empty_call = _calls(_executed(process.stderr), place, skipped, calls)
        finally:
            process.kill()
    return Trace(np.concatenate(run), symbols, empty_call * calls)


def _calls(blocks: Iterable[_Block], place: Mapping[str, Symbol], skipped: int, calls: int) -> tuple[list[_Block], int]:
    """What runs from the subject's entry until its return, ``calls`` times, and the length of the empty call before."""
    subject, caller, nothing = (
        range(place[name].address, place[name].address + place[name].size) for name in (SUBJECT, _CALLER, _NOTHING)
    )
    run: list[_Block] = []
    returned = empty_call = 0
    runs = False
    for block in blocks:
        start = int(block[0])
        if runs and start in caller:
            runs = False
            returned += 1
            if returned == skipped + calls:
                return run, empty_call
        runs = runs or start == subject.start
        if runs and returned >= skipped:
            run.append(block)
        elif start in nothing:
            empty_call += len(block)
    raise DeployError(f"The code under test returns {skipped + calls} times", found=returned, remedy="run it untraced")


def _executed(log: Iterable[bytes]) -> Iterator[_Block]:
    """Blocks in the order of execution; of an interrupted one what was executed."""
    listed: dict[bytes, _Block] = {}
    listing: list[bytes] = []
    block = np.empty(0, np.uint32)
    for line in log:
        if line.startswith(b"Trace"):
            if len(block) > 0:
                yield block
            host_address = line.split(maxsplit=3)[2]
            if listing:
                listed[host_address] = _instructions(listing)
                listing = []
            block = _find(listed, host_address, line)
        elif line.startswith(b"0x"):
            listing.append(line)
        elif line.startswith(b"IN:"):
            listing = []
        elif line.startswith(b"Stopped"):  # emulated time ended before the first instruction
            block = block[:0]
        elif line.startswith(b"cpu_io_recompile"):  # for a device access, the block starts again at that instruction
            block = block[block < int(line.split()[-1], 16)]
    if len(block) > 0:
        yield block


def _find(listed: Mapping[bytes, _Block], host_address: bytes, line: bytes) -> _Block:
    """The block that QEMU says it runs in ``line``, ``Trace 0: host_address [state/address/...``."""
    block = listed.get(host_address)
    if block is None or int(line.split(b"/", 2)[1], 16) != block[0]:
        raise DeployError(
            "QEMU lists each block of code before it runs it",
            found=line.decode(errors="replace").strip(),
            remedy="use a QEMU with a disassembler in it, such as Debian's",
        )
    return block


def _instructions(listing: Sequence[bytes]) -> _Block:
    """Addresses of the instructions in a listing, by its bytes: the text is wrong where it is MVE."""
    found = [match for match in map(_LISTED.match, listing) if match is not None]
    halfwords = [int(half, 16) for match in found for half in match.groups()[1:] if half is not None]
    addresses = []
    at, end = 0, len(halfwords)
    while at < end:
        addresses.append(int(found[0][1], 16) + 2 * at)
        at += 2 if halfwords[at] >= _FIRST_WIDE else 1
    return np.array(addresses, np.uint32)
