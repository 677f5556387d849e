"""From C files to an image for one board, and what of it takes how much room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kd_edge.deploy.boards import Board, boards_root
from kd_edge.deploy.boot2 import stamp_boot2
from kd_edge.deploy.image import Sizes, measure_components, measure_image
from kd_edge.deploy.toolchain import Toolchain


@dataclass(frozen=True)
class Component:
    """C files that are built and measured together.

    Attributes:
        name: as in the size report.
        sources: C or C++ files with distinct names.
        includes: folders whose headers every component may include.
        defines: ``NAME`` or ``NAME=value``, seen by every component.
        foreign_includes: folders of others' headers, for this component's C++ files, which also see
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
        board: what it was built for.
        toolchain: the compiler and its version.
        optimisation: the compiler's optimisation option.
        total: bytes by kind of section, everything included.
        components: the same for each component, as far as its symbols tell;
            what no component owns (the compiler's own library, literals) is under ``other``.
    """

    elf: Path
    board: str
    toolchain: str
    optimisation: str
    total: Sizes
    components: dict[str, Sizes]


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

    Raises:
        DeployError: if the compiler or the linker refuses.
    """
    everything = (*components, board_component(board))
    objects: dict[str, list[Path]] = {component.name: [] for component in everything}
    for component in everything:
        place = folder / "objects" / component.name
        place.mkdir(parents=True, exist_ok=True)
        for source in component.sources:
            target = place / f"{source.stem}.o"
            toolchain.compile(
                board.core,
                source,
                target,
                includes=[include for other in everything for include in other.includes],
                system_includes=component.foreign_includes if source.suffix == ".cc" else (boards_root() / "libc",),
                defines=[define for other in everything for define in other.defines],
                optimisation=optimisation,
            )
            objects[component.name].append(target)
    elf = folder / f"{name}.elf"
    linked = [path for paths in objects.values() for path in paths]
    libraries = [library for component in everything for library in component.libraries]
    toolchain.link(board.core, linked, board.linker_script, elf, folder=boards_root(), libraries=libraries)
    stamp_boot2(elf)
    return Image(
        elf=elf,
        board=board.name,
        toolchain=toolchain.version,
        optimisation=optimisation,
        total=measure_image(elf),
        components=measure_components(elf, {part.name: [*objects[part.name], *part.libraries] for part in everything}),
    )


def board_component(board: Board) -> Component:
    """Start-up code and drivers of ``board``, and the C files of its own folder."""
    shared = boards_root() / "common"
    return Component(
        name="board",
        sources=(*sorted(shared.glob("*.c")), board.driver, *sorted(board.folder.glob("*.c"))),
        includes=(boards_root(), shared, board.folder),
    )
