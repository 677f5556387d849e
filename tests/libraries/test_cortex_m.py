"""Arduino's and PlatformIO's libraries as these tools compile them, run on an emulated Cortex-M4."""

from __future__ import annotations

import configparser
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kd_edge.bundle import Bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.emulators.qemu import batch_command
from kd_edge.libraries.write import Library, write_library
from tests.libraries.conftest import printed

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("arm-none-eabi-gcc", "qemu-system-arm")),
    reason="needs arm-none-eabi-gcc and qemu-system-arm",
)

REQUIRED = {"name", "version", "author", "maintainer", "sentence", "paragraph", "category", "url", "architectures"}
"""The keys that every ``library.properties`` has, by Arduino's specification of libraries."""

CORE = Path(__file__).parent / "cortex_m4"
M4 = ("-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16")
STRICT = ("-Wall", "-Wextra", "-Wconversion", "-Werror")
SECTIONS = ("-Os", "-ffunction-sections", "-fdata-sections")
C = ("arm-none-eabi-gcc", "-std=gnu11")
CPP = ("arm-none-eabi-g++", "-std=gnu++17", "-fno-exceptions", "-fno-rtti")


def compile_with(command: Sequence[str], source: Path, folder: Path, includes: Sequence[Path], *options: str) -> Path:
    target = folder / f"{source.name}.o"
    done = subprocess.run(
        [*command, *M4, *STRICT, *SECTIONS, *(f"-I{path}" for path in includes), *options, "-c", source, "-o", target],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


def run_on_m4(sources: Path, sketch: Path, folder: Path) -> str:
    """Compile every C file of ``sources`` as C and ``sketch`` as C++, as the tools do; what they print on the M4."""
    includes = (sources, CORE)
    parts = [(C, path) for path in [*sorted(sources.glob("*.c")), CORE / "start.c"]] + [(CPP, CORE / "core.cpp")]
    with ThreadPoolExecutor(2) as pool:
        objects = list(pool.map(lambda part: compile_with(part[0], part[1], folder, includes), parts))
    objects.append(compile_with(CPP, sketch, folder, includes, "-x", "c++", "-include", "Arduino.h"))
    image = folder / "sketch.elf"
    link = ("--specs=nano.specs", "--specs=rdimon.specs", "-Wl,--gc-sections", "-Wl,-n", f"-T{CORE / 'memory.ld'}")
    subprocess.run([C[0], *M4, *link, *objects, "-o", image], check=True)
    command = batch_command(load_board("mps2-an386"), image)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout


def test_arduino(library: Callable[[str], Library], said: str, tmp_path: Path) -> None:
    folder = library("arduino").folder
    properties = dict(line.split("=", 1) for line in (folder / "library.properties").read_text().splitlines())
    assert {
        "name",
        "version",
        "author",
        "maintainer",
        "sentence",
        "paragraph",
        "category",
        "url",
        "architectures",
    } <= set(properties)
    assert (folder / "src" / properties["includes"]).is_file()
    assert printed(run_on_m4(folder / "src", folder / "examples" / "recognise" / "recognise.ino", tmp_path)) == said


def test_platformio(library: Callable[[str], Library], said: str, tmp_path: Path) -> None:
    folder = library("platformio").folder
    manifest = json.loads((folder / "library.json").read_text())
    (example,) = manifest["examples"]
    files = {Path(name).name: folder / example["base"] / name for name in example["files"]}
    assert all((folder / "src" / name).is_file() for name in manifest["headers"])
    settings = configparser.ConfigParser()
    settings.read(files["platformio.ini"])
    assert settings["env:nano33ble"]["lib_deps"] == f"{manifest['name']}=symlink://../.."
    assert printed(run_on_m4(folder / "src", files["main.cpp"], tmp_path)) == said


@pytest.mark.slow
def test_a_network_that_takes_frames_and_odd_names(odd: Bundle, tmp_path: Path) -> None:
    library = write_library(odd, "arduino", tmp_path / "my sketches" / "kd_recogniser")
    assert library.network.inference == "streaming"
    text = (library.folder / "src" / "kd_signal_config.h").read_text()
    (tmp_path / "names.c").write_text(
        f"{text}\n#include <stdio.h>\nint main(void) {{ for (int i = 0; i < KD_LABELS; ++i) puts(kd_labels[i]); }}\n"
    )
    include = f"-I{library.folder / 'src'}"
    subprocess.run(["gcc", "-std=c99", include, tmp_path / "names.c", "-o", tmp_path / "names"], check=True)
    names = subprocess.run([tmp_path / "names"], capture_output=True, check=True).stdout.decode().splitlines()
    assert names == list(odd.manifest.model.labels)
    sketch = library.folder / "examples" / "recognise" / "recognise.ino"
    assert run_on_m4(library.folder / "src", sketch, tmp_path).splitlines()[-1] == "0 golden scores are wrong"
