"""The shape of the firmware: which folder may include which, and who may touch a register.

A newcomer reads the plan below from top to bottom: every folder includes only folders above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from kd_edge.bundle import Bundle
from kd_edge.deploy.images.bundle_header import bundle_header
from kd_edge.deploy.images.playback import playback_header
from kd_edge.files import firmware_root
from kd_edge.learn.config import config_files
from kd_edge.libraries.golden import golden_header, library_goldens
from kd_edge.play.golden_session import golden_session

ROOT = firmware_root()

PLAN = {
    "protocol": (),  # bytes on the wire
    "signal": (),  # samples to frames and windows
    "runtime/c": (),  # the engine's kernels
    "runtime": ("protocol", "runtime/c"),  # the network, whichever runtime executes it
    "runtime/tflm": ("protocol", "runtime"),
    "recognise": ("signal", "runtime"),  # samples to results; talks to nobody
    "sources": ("signal", "boards/common", "sensors"),  # where samples come from
    "boards": (),  # a board, as everything else sees it
    "boards/common": ("protocol", "boards"),  # what all Cortex-M have
    "sensors": ("signal", "boards/common"),  # chips that sense, on any board's bus
    "usb": ("boards", "boards/common"),  # a USB device that is a serial port, on any chip
    "boards/families/*": ("boards", "boards/common", "usb", "sensors"),  # drivers of a family of chips
    "boards/*": ("boards/common", "boards/families/*", "usb", "sensors", "signal"),  # one board, with its sensors
    "report": ("protocol", "signal", "runtime", "recognise", "sources", "boards", "boards/common"),  # what is sent
    "mlperf": ("signal", "runtime", "boards", "boards/common"),  # the text protocol
    "learn": (
        *("protocol", "signal", "runtime", "runtime/c", "recognise", "boards"),
    ),  # a person's signs, learnt and kept
    "app": (
        *("protocol", "signal", "runtime", "recognise", "sources", "boards", "boards/common"),
        *("report", "mlperf", "learn"),
    ),  # loop and modes
    "golden": ("protocol", "signal", "recognise"),  # recordings that came with a bundle, for libraries
    "libraries*": ("recognise", "golden"),  # examples in libraries
    "receive": ("protocol",),  # what a board sends, on a host
    "native": ("recognise", "golden", "host"),  # a program and a library for Linux and Android
    "jni": ("host", "native"),  # the same library for Java and Kotlin
    "web": ("protocol", "receive", "signal", "runtime", "recognise"),  # both for a browser, as one module
    "host": ("signal", "runtime", "recognise"),  # live recognition on a host
    "batch": ("signal", "runtime", "runtime/c", "runtime/tflm", "recognise", "boards", "boards/common"),
    "tests*": ("*",),
}
"""Every folder, and all that it may include; names may be patterns, of which the first that fits counts."""

REGISTERS = re.compile(r"\bKD_(REGISTER|READ|WRITE)\(|volatile\s+uint32_t\s*\*")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)


def code_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".c", ".h", ".cc"))


def folder_of(path: Path) -> str:
    return str(path.parent.relative_to(ROOT))


FOLDERS = {
    str(folder.relative_to(ROOT)): code_of(folder)
    for folder in sorted(ROOT.rglob("*"))
    if folder.is_dir() and code_of(folder) and folder.name != "libc"  # the system's headers, for angle brackets
}
HEADERS = {path.name: path for paths in FOLDERS.values() for path in paths if path.suffix == ".h"}


def allowed(folder: str) -> tuple[str, ...]:
    return next(may for name, may in PLAN.items() if fnmatchcase(folder, name))


@pytest.fixture(scope="module")
def generated(reference: Bundle) -> dict[str, str]:
    """What kd-edge writes for a bundle, by name."""
    session = golden_session(reference, 1 << 20)
    assert session is not None
    return {
        "kd_bundle.h": bundle_header(reference, "board", "build"),
        "kd_playback.h": playback_header(session),
        "kd_golden_data.h": golden_header(reference, library_goldens(reference)),
        **{name: reference.read(name).decode() for name in ("kd_signal_config.h", "kd_model.h")},
        **config_files(reference),
        **dict.fromkeys(("model_data.h", "model_ops.h"), ""),  # they include TensorFlow's headers alone
        "kd_crc_table.h": "",
    }


def included(text: str, generated: dict[str, str]) -> Iterator[str]:
    """Folders whose headers ``text`` includes, by way of generated headers, too."""
    for name in INCLUDE.findall(text):
        if name in HEADERS:
            yield folder_of(HEADERS[name])
        elif name in generated:
            yield from included(generated[name], generated)
        else:
            assert name.startswith("tensorflow/"), f"{name} is neither in firmware/ nor generated"


@pytest.fixture(scope="module")
def uses(generated: dict[str, str]) -> dict[str, set[str]]:
    """The folders that each folder includes, itself not among them."""
    return {
        folder: {other for path in paths for other in included(path.read_text(), generated)} - {folder}
        for folder, paths in FOLDERS.items()
    }


def test_a_header_is_known_by_its_name() -> None:
    assert len(HEADERS) == sum(path.suffix == ".h" for paths in FOLDERS.values() for path in paths)


def test_no_folders_include_each_other(uses: dict[str, set[str]]) -> None:
    assert list(TopologicalSorter(uses).static_order()), "a circle raises CycleError"


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_includes_what_the_plan_allows(folder: str, uses: dict[str, set[str]]) -> None:
    may = allowed(folder)
    forbidden = {other for other in uses[folder] if not any(fnmatchcase(other, name) for name in may)}
    assert not forbidden, f"{folder} must not include {sorted(forbidden)}"


def test_a_board_includes_one_family_and_no_family_a_board(uses: dict[str, set[str]]) -> None:
    families = {folder for folder in FOLDERS if folder.startswith("boards/families/")}
    boards = {folder for folder in FOLDERS if fnmatchcase(folder, "boards/*")} - families - {"boards/common"}
    assert len(boards) > 5
    assert all(len(uses[board] & families) == 1 for board in boards)
    assert not any(uses[folder] & boards for folder in FOLDERS)


@pytest.mark.parametrize("folder", [name for name in FOLDERS if not name.startswith(("boards", "tests"))])
def test_only_boards_touch_registers(folder: str) -> None:
    assert not [path.name for path in FOLDERS[folder] if REGISTERS.search(path.read_text())]


def test_every_folder_is_in_the_plan_and_every_row_of_the_plan_is_used() -> None:
    rows = {next(name for name in PLAN if fnmatchcase(folder, name)) for folder in FOLDERS}
    assert rows == set(PLAN)
