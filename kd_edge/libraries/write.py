"""A bundle as a library: the C files that every ecosystem shares, and around them what one of them wants to see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge import __version__
from kd_edge.bundle import Bundle
from kd_edge.codegen import Inference, LiveNetwork
from kd_edge.contract import StreamSpec
from kd_edge.deploy.sources import copy_firmware, write_recogniser
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import BundleError, DeployError
from kd_edge.files import atomic_folder, check_name
from kd_edge.libraries.alone import compile_alone, shared_options
from kd_edge.libraries.ecosystem import Ecosystem, libraries_root, load_ecosystem, templates
from kd_edge.libraries.golden import golden_header, library_goldens
from kd_edge.libraries.phone_text import kotlin_streams, swift_streams
from kd_edge.render.signal_config import stream_constant

_FIELD: Final = re.compile(r"@([A-Z]+)(?::([^@\n]*))?@")
_MARKUP: Final = re.compile(r"[\\`*<>&|$\[\]]")
_C_MAIN: Final = "int main(void)"


@dataclass(frozen=True)
class Library:
    """A library on the disk.

    Attributes:
        folder: where.
        files: paths below it, in alphabetical order.
        recordings: how many golden recordings it carries.
        network: what is computed at every hop.
    """

    folder: Path
    files: tuple[str, ...]
    recordings: int
    network: LiveNetwork


def write_library(bundle: Bundle, target: str, folder: Path, inference: str = "auto") -> Library:
    """Replace ``folder`` by a library of ``bundle`` that compiles on its own.

    Args:
        bundle: what recognises.
        target: name of an ecosystem, one of :func:`~kd_edge.libraries.ecosystem.ecosystems`.
        folder: is replaced.
        inference: what is computed at every hop, one of :data:`~kd_edge.codegen.INFERENCE_CHOICES` but ``stateful``,
            whose scores are not those of the golden windows.

    Raises:
        BundleError: the bundle lacks golden recordings or generated C files, or has others than its network generates.
        CodegenError: the network cannot take one frame at a time, which was asked for.
        DeployError: no such ecosystem, ``stateful``, or a compiler that fails where one is needed.
        MissingToolError: there is no zig where shared libraries are built.
        OSError, StorageError: the folder cannot be written, or holds something else.
    """
    ecosystem = load_ecosystem(target)
    with atomic_folder(folder) as temporary:
        sources = temporary / ecosystem.sources
        sources.mkdir(parents=True)
        network, recordings = write_sources(bundle, sources, inference)
        for pattern, place in ecosystem.also.items():
            (temporary / place).mkdir(exist_ok=True)
            copy_firmware(temporary / place, pattern)
        _build_shared(ecosystem, sources, temporary)
        names = sorted(path.name for path in sources.glob("*.c"))
        for name, text in _around(target, ecosystem, _fields(bundle, ecosystem), names).items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        files = tuple(sorted(str(path.relative_to(temporary)) for path in temporary.rglob("*") if path.is_file()))
    return Library(folder, files, recordings, network)


def write_sources(bundle: Bundle, folder: Path, inference: str = "auto") -> tuple[LiveNetwork, int]:
    """Write the C files of a library into ``folder``, which exists; errors as for :func:`write_library`.

    Returns:
        What is computed at every hop, and how many golden recordings there are.
    """
    if inference == Inference.STATEFUL:
        raise DeployError(
            "A library is checked with the scores of windows, which begin anew",
            found="--inference stateful, whose state is carried on",
            remedy="leave it out, or use `kd-edge sources --inference stateful`, which writes no check",
        )
    played = library_goldens(bundle)
    network = write_recogniser(bundle, folder, inference)
    copy_firmware(folder, "golden/*.[ch]", "protocol/kd_crc.[ch]")
    (folder / "kd_golden_data.h").write_text(golden_header(bundle, played))
    return network, len(played.indices)


def _around(target: str, ecosystem: Ecosystem, fields: Mapping[str, str], sources: list[str]) -> dict[str, str]:
    """What a library has beside its C files: texts by their path."""
    root = libraries_root()
    filled = {"README.md": (root / "README.md").read_text(), **templates(target)}
    around = {name: _fill(text, fields, sources) for name, text in filled.items()}
    if ecosystem.example is not None:
        example = (root / "examples" / ecosystem.example).read_text()
        around[ecosystem.example_goes_to] = example.replace(_C_MAIN, ecosystem.main)
    return {**around, "LICENSE": (root / "LICENSE").read_text()}


def _build_shared(ecosystem: Ecosystem, sources: Path, folder: Path) -> None:
    """Compile the C files for every processor that the ecosystem names."""
    for name, processor in ecosystem.shared.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        options = (*processor, *shared_options(path.name))
        compile_alone(find_toolchain("zig"), options, sorted(sources.glob("*.c")), (sources,), path)


def _fields(bundle: Bundle, ecosystem: Ecosystem) -> dict[str, str]:
    manifest = bundle.manifest
    name = check_name(manifest.name, "The name of a bundle", BundleError)
    release = re.match(r"\d+\.\d+\.\d+", __version__)
    assert release is not None, "kd-edge has a version of three numbers"
    return {
        "SUMMARY": f"Recognises {len(manifest.model.labels)} signs from sensor samples: the bundle {name}.",
        "TITLE": ecosystem.title,
        "VERSION": release[0],
        "USE": ecosystem.use,
        "STREAMS": "\n".join(_row(stream, f"`{stream_constant(stream.name)}`") for stream in manifest.signal.streams),
        "LABELS": _plain(", ".join(manifest.model.labels)),
        "NAME": name,
        "TABLE": "\n".join(
            f"| {number} {_row(stream, _plain(stream.name))}" for number, stream in enumerate(manifest.signal.streams)
        ),
        "KOTLIN": kotlin_streams(manifest.signal.streams),
        "SWIFT": swift_streams(manifest.signal.streams),
    }


def _row(stream: StreamSpec, name: str) -> str:
    period = f"{stream.sample_period_ns / 1e6:g} ms ({1e9 / stream.sample_period_ns:g} Hz)"
    channels = _plain(", ".join(stream.channels))
    return f"| {name} | {stream.sample_type} | {period} | {channels} |"


def _plain(text: str) -> str:
    """Markdown that is shown as ``text``."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _fill(text: str, fields: Mapping[str, str], sources: list[str]) -> str:
    """``@NAME@`` becomes a field, ``@SOURCES:PREFIX@`` the C files, each on a line of its own behind the prefix."""

    def value(match: re.Match[str]) -> str:
        if match[1] == "SOURCES":
            return "\n".join(f"{match[2]}{name}" for name in sources)
        return fields[match[1]]

    return _FIELD.sub(value, text)
