"""From C files to an image for one board, and the size of each of its components."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.deploy.boards import Board, boards_root
from kd_edge.deploy.images.boot2 import stamp_boot2
from kd_edge.deploy.images.elf import Sizes, elf_reader, measure_components, measure_image
from kd_edge.deploy.images.uf2 import write_uf2
from kd_edge.deploy.toolchain import Toolchain
from kd_edge.files import firmware_root

SOURCE: Final = "source"
"""The component that samples come from: the board's sensors, recordings, or a source of one's own."""

SENSORS: Final = "kd_sensors.c"
"""The file in a board's folder that lists its sensors, and belongs to that component."""


@dataclass(frozen=True)
class Component:
    """C files that are built and measured together.

    Attributes:
        name: as in the size report.
        sources: C or C++ files with distinct names.
        includes: folders whose headers every component may include.
        defines: ``NAME`` or ``NAME=value``, seen by every component.
        foreign_includes: folders of third-party headers, for this component's C++ files, which also see
            the compiler's own C library.
        libraries: archives that it links.
    """

    name: str
    sources: tuple[Path, ...]
    includes: tuple[Path, ...] = ()
    defines: tuple[str, ...] = ()
    foreign_includes: tuple[Path, ...] = ()
    libraries: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Image:
    """A linked program.

    Attributes:
        elf: the file.
        uf2: the same for the board's USB boot loader, if it has one.
        board: what it was built for.
        toolchain: the compiler and its version.
        optimisation: the compiler's optimisation option.
        total: bytes by kind of section, everything included.
        components: the same for each component, as far as its symbols tell;
            what no component owns (the compiler's own library, literals) is under ``other``.
        plays: whether its samples are recordings, or triangle waves, and not those of sensors.
        unsensed: streams of the bundle that no sensor of the board provides, if it has sensors at all.
        inference: what is computed at every hop, a value of :class:`~kd_edge.codegen.Inference`; empty if it has no
            network.
        windows_because: why that is whole windows although nobody asked for them; else empty.
    """

    elf: Path
    uf2: Path | None
    board: str
    toolchain: str
    optimisation: str
    total: Sizes
    components: dict[str, Sizes]
    plays: bool = False
    unsensed: tuple[str, ...] = ()
    inference: str = ""
    windows_because: str = ""


def build_image(
    board: Board,
    components: Sequence[Component],
    folder: Path,
    toolchain: Toolchain,
    *,
    optimisation: str = "-O2",
    name: str = "firmware",
) -> Image:
    """Compile ``components`` and the board's own code into ``folder/name.elf``.

    A board with a UF2 boot loader gets a ``.uf2`` beside it.

    Raises:
        DeployError: if the compiler or the linker refuses.
        MissingExtraError: pyelftools, which measures the image, is not installed.
    """
    elf_reader()  # before minutes of compiling
    everything = (*components, board_component(board), *usb_components(board))
    includes = [include for component in everything for include in component.includes]
    defines = [define for component in everything for define in component.defines]

    def compile_one(part: tuple[Component, Path]) -> Path:
        component, source = part
        target = folder / "objects" / component.name / f"{source.stem}.o"
        target.parent.mkdir(parents=True, exist_ok=True)
        toolchain.compile(
            board.core,
            source,
            target,
            includes=includes,
            system_includes=component.foreign_includes if source.suffix == ".cc" else (boards_root() / "libc",),
            defines=defines,
            optimisation=optimisation,
        )
        return target

    parts = [(component, source) for component in everything for source in component.sources]
    objects: dict[str, list[Path]] = {component.name: [] for component in everything}
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # threads, because compilers are processes of their own
        for (component, _), target in zip(parts, pool.map(compile_one, parts), strict=True):
            objects[component.name].append(target)
    elf = folder / f"{name}.elf"
    linked = [path for paths in objects.values() for path in paths]
    libraries = [library for component in everything for library in component.libraries]
    toolchain.link(board.core, linked, board.linker_script, elf, folder=boards_root(), libraries=libraries)
    stamp_boot2(elf)
    uf2 = None
    if board.flash.uf2 is not None:
        uf2 = elf.with_suffix(".uf2")
        write_uf2(elf, uf2, board.flash.uf2.family)
    return Image(
        elf=elf,
        uf2=uf2,
        board=board.name,
        toolchain=toolchain.version,
        optimisation=optimisation,
        total=measure_image(elf),
        components=measure_components(elf, {part.name: [*objects[part.name], *part.libraries] for part in everything}),
    )


def board_component(board: Board) -> Component:
    """Start-up code, the drivers of the chip family of ``board``, and the C files of its own folder but its sensors."""
    root = firmware_root()
    folders = (boards_root() / "common", board.family, board.folder)
    return Component(
        name="board",
        sources=tuple(path for folder in folders for path in sorted(folder.glob("*.c")) if path.name != SENSORS),
        includes=(boards_root(), *folders, root / "protocol", root / "sensors"),
        defines=(f"KD_BOARD_SERIAL_BYTES={board.serial_bytes}u",),
    )


def usb_components(board: Board) -> list[Component]:
    """The USB device stack, if the family drives a controller; the linker leaves it out of boards without USB."""
    folder = firmware_root() / "usb"
    drives = any(board.family.glob("kd_*_usb.c"))
    return [Component("usb", tuple(sorted(folder.glob("*.c"))), (folder,))] if drives else []
