"""Two writers of one target, killed at any moment: is what was finished still there, and what is left beside it?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.hostile.judging import Tally

FOLDER_WRITER: Final = """
import sys
from pathlib import Path
from kd_edge.files import atomic_folder
target, mark, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    with atomic_folder(target) as made:
        for name in ("a", "b", "c"):
            (made / name).write_text(f"{mark}{number}")
"""
"""Writes the folder of its first argument, its second in three files, as often as its third says."""

FILE_WRITER: Final = """
import sys
from pathlib import Path
from kd_edge.files import write_bytes
for number in range(int(sys.argv[3])):
    write_bytes(Path(sys.argv[1]), (f"{sys.argv[2]}{number} ").encode() * 10000)
"""
"""The same with a file that repeats one line."""

CACHE_WRITER: Final = """
import sys
from pathlib import Path
from kd_edge.codegen import generate
from kd_edge.engines.c import engine_program
from kd_edge.compiled import build_library
generated = engine_program(generate(Path("export/reference/model_int8.tflite").read_bytes()))
flags = ("-std=c99", "-O0", "-fPIC", "-shared")
for number in range(int(sys.argv[3])):
    library = build_library(generated, flags)
    if int(sys.argv[3]) > 1:
        library.unlink(missing_ok=True)
"""
"""Builds a compiled engine into the cache that the environment names and, unless it is to do so once, removes it."""


def start(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    """One of the programs above, in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", program, *map(str, arguments)], stderr=subprocess.PIPE)


def is_whole(target: Path) -> bool:
    """Whether ``target`` is there, and is one writer's from beginning to end."""
    if target.is_file():
        return len(set(target.read_bytes().split())) == 1
    handle = os.open(target, os.O_RDONLY)
    try:
        files = [Path(f"/proc/self/fd/{handle}/{name}") for name in ("a", "b", "c")]
        return len({file.read_text() for file in files}) == 1
    except FileNotFoundError:  # it was replaced meanwhile, and is being removed
        return True
    finally:
        os.close(handle)


def kill_writers(folder: Path, program: str, rounds: int, check: Callable[[Path], bool] = is_whole) -> Tally:
    """Start two writers of ``folder/target`` and kill both, ``rounds`` times; a finding for each round that lost it."""
    tally, target = Tally(Counter()), folder / "target"
    _, said = start(program, target, "first", 1).communicate()
    if said:
        tally.findings.append(("first", said.decode()))
    for number in range(rounds):
        writers = [start(program, target, mark, 1_000_000) for mark in "xy"]
        time.sleep(0.1 + 0.37 * ((number * 37) % 100) / 100)
        said = b""
        for writer in writers:
            writer.kill()
            said += writer.communicate()[1]
        try:
            sound = check(target)
        except OSError as error:
            said += str(error).encode()
            sound = False
        tally.counts["whole" if sound and not said else "findings"] += 1
        if not sound or said:
            tally.findings.append((f"round {number}", said.decode() or "the target is not whole"))
    _, said = start(program, target, "last", 1).communicate()
    left = [path.name for path in folder.iterdir() if path.name.startswith(".")]
    if said or left:
        tally.findings.append(("the last writer", said.decode() or f"left: {left}"))
    return tally
