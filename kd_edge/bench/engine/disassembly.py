"""The machine code of an image, instruction by instruction, as Arm's binutils disassembles it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.errors import MissingToolError

_OBJDUMP: Final = "arm-none-eabi-objdump"
_LABEL: Final = re.compile(r"^[0-9a-f]+ <(.+)>:$")
_LINE: Final = re.compile(r"^\s*([0-9a-f]+):\t([0-9a-f]{4}(?: [0-9a-f]{4})?)\s*\t(\S*)(?:\t(.*))?$")
_LIST: Final = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True)
class Instruction:
    """One instruction: bytes, mnemonic without its width, operands, and the function that contains it.

    The mnemonic is empty for instructions that binutils do not know, such as the long shifts of Armv8.1-M.
    """

    size: int
    mnemonic: str
    operands: str
    function: str = ""

    @property
    def words_moved(self) -> int:
        """Number of words that a multiple load or store moves; a range such as ``r4-r7`` has four, ``d8-d9`` too."""
        found = _LIST.search(self.operands)
        if found is None:
            return 2  # ldrd and strd
        count = 0
        for part in found[1].split(","):
            first, _, last = part.strip().partition("-")
            registers = int(last[1:]) - int(first[1:]) + 1 if last else 1
            count += registers * (2 if first.startswith("d") else 1)
        return count


def can_disassemble() -> bool:
    """Whether this machine has what :func:`disassemble` needs."""
    return shutil.which(_OBJDUMP) is not None


def disassemble(elf: Path) -> dict[int, Instruction]:
    """Instructions of an image by rising address.

    Raises:
        MissingToolError: if binutils for Arm is not installed.
    """
    program = shutil.which(_OBJDUMP)
    if program is None:
        raise MissingToolError(
            f"Machine code is read by {_OBJDUMP}",
            found="it is not installed",
            remedy="apt install binutils-arm-none-eabi",
        )
    text = subprocess.run([program, "-d", str(elf)], capture_output=True, text=True, check=True).stdout
    instructions = {}
    function = ""
    for line in text.splitlines():
        if label := _LABEL.match(line):
            function = label[1]
        elif found := _LINE.match(line):
            address, code, mnemonic, operands = found.groups(default="")
            size = len(code.replace(" ", "")) // 2
            instructions[int(address, 16)] = Instruction(size, mnemonic.split(".")[0], operands, function)
    return instructions
