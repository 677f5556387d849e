"""Programs and shared libraries for Linux and Android: their figures, their signs, and what they ask of the system."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import shutil
import struct
import subprocess
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from elftools.elf.elffile import ELFFile

from kd_edge.bundle import Bundle
from kd_edge.cli import main
from kd_edge.errors import DeployError
from kd_edge.libraries.golden import library_goldens
from kd_edge.libraries.native import LIBRARY, PROGRAM, build_native
from kd_edge.play.session import packets
from tests.libraries.conftest import printed

pytest.importorskip("ziglang")

ONLY_X86 = pytest.mark.skipif(platform.machine() != "x86_64", reason="runs on this host's own processor")
ONLY_QEMU = pytest.mark.skipif(shutil.which("qemu-aarch64") is None, reason="qemu-aarch64 is not installed")
RUNS = [
    pytest.param("x86_64", (), marks=ONLY_X86),
    pytest.param("android", ("qemu-aarch64",), marks=ONLY_QEMU),
]


@dataclass(frozen=True)
class Built:
    """What the command has built, and what it said of it."""

    program: Path
    library: Path
    headers: list[Path]


@pytest.fixture(scope="module")
def built(reference: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Built]:
    @cache
    def build(target: str) -> Built:
        folder = tmp_path_factory.mktemp(target)
        with chdir(folder):
            command = ["build", str(reference.folder), "--target", target, "--json"]
            done = CliRunner().invoke(main, command, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        said = json.loads(done.stdout)
        files = {Path(name).name: folder / name for name in said["bytes"]}
        assert said["bytes"] == {str(path.relative_to(folder)): path.stat().st_size for path in files.values()}
        return Built(files[PROGRAM], files[LIBRARY], [folder / name for name in said["headers"]])

    return build


@pytest.mark.parametrize(("target", "launcher"), RUNS)
def test_the_program(
    target: str, launcher: tuple[str, ...], built: Callable[[str], Built], reference: Bundle, said: str
) -> None:
    program = [*launcher, built(target).program]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    *signs, figures = done.stdout.splitlines()
    assert [printed(line) for line in signs] == said.splitlines()[:-1]
    assert figures.startswith("golden scores: 18, wrong: 0; hops: ")
    found = json.loads(subprocess.run([*program, "--json"], capture_output=True, text=True, check=True).stdout)
    assert (found["scores"], found["wrong_scores"]) == (18, 0)
    assert found["hops"] == 5 * len(library_hops(reference))
    assert 0 < found["p50_us"] <= found["p95_us"] <= found["p99_us"]
    blocks = b"".join(
        struct.pack("<iiq", number, len(samples), start_ns) + samples.tobytes()
        for _, number, samples, start_ns in packets(library_goldens(reference).session)
    )
    streamed = subprocess.run([*program, "--stream"], input=blocks, capture_output=True, check=True).stdout.decode()
    assert streamed.splitlines() == signs
    for mistake in (struct.pack("<iiq", 2, 1, 0), struct.pack("<iiq", 0, -1, 0), struct.pack("<iiq", 0, 1 << 30, 0)):
        assert subprocess.run([*program, "--stream"], input=mistake, capture_output=True, check=False).returncode == 3
    assert subprocess.run([*program, "--nothing"], capture_output=True, check=False).returncode == 2


def library_hops(bundle: Bundle) -> range:
    """Hops after the first window of the library's recordings."""
    signal = bundle.manifest.signal
    frames = library_goldens(bundle).session.end_ns // signal.frame_period_ns
    return range(signal.window_size, frames - signal.window_increment + 1, signal.window_increment)


@pytest.mark.parametrize("target", ["android", "x86_64"])
def test_what_the_files_need(target: str, built: Callable[[str], Built]) -> None:
    build = built(target)
    with build.library.open("rb") as stream:
        elf = ELFFile(stream)
        assert elf["e_machine"] == ("EM_AARCH64" if target == "android" else "EM_X86_64")
        tags = {tag.entry.d_tag for tag in elf.get_section_by_name(".dynamic").iter_tags()}
        assert not tags & {"DT_NEEDED", "DT_TEXTREL"}
        symbols = [symbol for symbol in elf.get_section_by_name(".dynsym").iter_symbols() if symbol.name]
        assert all(symbol["st_shndx"] != "SHN_UNDEF" for symbol in symbols)
        declared = "".join(header.read_text() for header in build.headers)
        assert symbols
        assert all(symbol.name.startswith("kd_host_") and f"{symbol.name}(" in declared for symbol in symbols)
        assert declared.count("KD_HOST_API ") - 1 == len(symbols), "its own definition is the other one"
        loads = list(elf.iter_segments("PT_LOAD"))
        assert all(segment["p_align"] >= 1 << 14 for segment in loads), "pages of 16 KB"
    with build.program.open("rb") as stream:
        assert not list(ELFFile(stream).iter_segments("PT_INTERP"))
    assert build.library.parent.name == ("arm64-v8a" if target == "android" else target)
    assert os.access(build.program, os.X_OK)
    assert max(path.stat().st_size for path in (build.program, build.library)) < 200_000


@ONLY_X86
def test_the_library(built: Callable[[str], Built], reference: Bundle, said: str) -> None:
    library = ctypes.CDLL(str(built("x86_64").library))
    library.kd_host_begin.restype = ctypes.c_void_p
    library.kd_host_label.restype = ctypes.c_char_p
    memory = ctypes.create_string_buffer(library.kd_host_bytes() + 1)
    odd = ctypes.c_void_p(ctypes.addressof(memory) + 1)
    assert library.kd_host_check(odd) == 0
    assert library.kd_host_check_scores() == 18
    labels = [library.kd_host_label(label).decode() for label in range(library.kd_host_labels())]
    assert tuple(labels) == reference.manifest.model.labels
    host = ctypes.c_void_p(library.kd_host_begin(odd))
    results = (ctypes.c_uint8 * (4 * library.kd_host_result_bytes()))()
    signs = []
    for _, number, samples, start_ns in packets(library_goldens(reference).session):
        block = np.ascontiguousarray(samples)
        assert library.kd_host_row_bytes(number) == block[0].nbytes
        place = ctypes.c_void_p(block.ctypes.data)
        found = library.kd_host_give(host, number, place, len(block), ctypes.c_int64(start_ns), results, 4)
        while found > 0:
            for index in range(found):
                hop = bytes(results)[index * library.kd_host_result_bytes() :]
                time_ns, _, _, _, sign = struct.unpack_from("<qIfii", hop)
                if sign >= 0:
                    score = struct.unpack_from("b", hop, 24 + sign)[0]
                    signs.append(f"{time_ns // 1_000_000}ms{labels[sign]}{round((score + 128) / 2.56)}%")
            found = library.kd_host_next(host, results, 4)
        assert found == 0
    assert signs == said.splitlines()[:-1]


def test_what_is_for_boards_is_refused(reference: Bundle) -> None:
    command = ["build", str(reference.folder), "--target", "android"]
    refused = CliRunner().invoke(main, [*command, "--board", "pico", "-O", "s"])
    assert refused.exit_code == 2
    assert "--board, -O: only for boards" in refused.output


def test_a_state_that_is_carried_on_is_refused(reference: Bundle, tmp_path: Path) -> None:
    with pytest.raises(DeployError, match="begin anew"):
        build_native(reference, "aarch64", tmp_path / "native", "stateful")
