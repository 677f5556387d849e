"""The Kotlin library: compiled by Kotlin's compiler, and run in a Java machine of this host with emulators' file.

There is no Android SDK in the registries: the app's Activity is compiled against stubs of the classes that it uses, and
nothing here reads the Gradle files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from kd_edge.apps.write import write_app_files
from kd_edge.bundle import Bundle
from kd_edge.contract import StreamSpec
from kd_edge.deploy.toolchain import available_toolchains
from kd_edge.files import firmware_root
from kd_edge.libraries.phone_text import kotlin_streams
from kd_edge.libraries.write import Library, write_library
from tests.libraries.cmake import build
from tests.libraries.conftest import hops, printed

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(__file__).parent / "kotlin"
COMPILER = ROOT / "build" / "kotlin" / "node_modules" / "kotlin-compiler"
JAVA = ("java", "-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

needs_zig = pytest.mark.skipif("zig" not in available_toolchains(), reason="no zig on this machine")


def jdk_includes() -> list[str]:
    """Options that find the JDK's jni.h."""
    javac = shutil.which("javac")
    folder = None if javac is None else Path(javac).resolve().parents[1] / "include"
    if folder is None or not (folder / "jni.h").is_file():
        pytest.skip("no JDK with jni.h on this machine: apt install default-jdk-headless")
    return [f"-I{folder}", f"-I{folder / 'linux'}"]


def gcc(*arguments: str | Path) -> None:
    done = subprocess.run(["gcc", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_jdks_own_header_agrees() -> None:
    strict = ("-std=gnu11", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsyntax-only", *jdk_includes())
    root = firmware_root()
    gcc(*strict, Path(__file__).parent / "jni_table.c")
    gcc(*strict, f"-I{root / 'host'}", f"-I{root / 'native'}", root / "jni" / "kd_jni.c")


def compile_kotlin(target: Path, *sources: Path) -> None:
    """Compile files and folders of Kotlin into class files below ``target``; a warning is an error."""
    if shutil.which("java") is None or not COMPILER.is_dir():
        pytest.skip("no Java or no Kotlin compiler on this machine: apt install default-jdk-headless, make kotlin")
    compiler = ("-cp", COMPILER / "lib" / "kotlin-compiler.jar", "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler")
    options = ("-Werror", "-no-reflect", "-kotlin-home", COMPILER, "-d", target)
    command = [*JAVA, *compiler, *options, *sources, HOME / "stubs"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def run_java(classes: Path, library: Path, name: str) -> str:
    """What the ``main`` of the class ``name`` prints, with the library for emulators."""
    places = f"{classes}:{COMPILER / 'lib' / 'kotlin-stdlib.jar'}"
    native = f"-Djava.library.path={library / 'recogniser' / 'src' / 'main' / 'jniLibs' / 'x86_64'}"
    command = [*JAVA, "-Xcheck:jni", "-Dfile.encoding=UTF-8", native, "-cp", places, name]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@needs_zig
@pytest.mark.slow
@pytest.mark.parametrize("name", ["reference", "odd"])
def test_in_a_java_machine(name: str, request: pytest.FixtureRequest, said: str, tmp_path: Path) -> None:
    bundle: Bundle = request.getfixturevalue(name)
    folder = write_library(bundle, "kotlin", tmp_path / "my apps" / "kd_recogniser").folder
    modules = (folder / module / "src" / "main" / "kotlin" for module in ("recogniser", "app"))
    compile_kotlin(tmp_path / "classes", *modules, HOME / "EveryHop.kt")
    replayed = printed(run_java(tmp_path / "classes", folder, "kd.edge.example.ReplayKt"))
    if name == "reference":
        assert replayed == said
    lines = run_java(tmp_path / "classes", folder, "kd.edge.test.EveryHopKt").splitlines()
    found = dict(line.split(" ", 1) for line in lines[:15])
    assert [found[mistake] for mistake in ("stream", "heap", "short", "negative")] == ["IllegalArgumentException"] * 4
    assert (found["busy"], found["held"]) == ("code -17", "true"), "C still reads the buffer before"
    assert (found["poll"], found["time"]) == ("null", "code -4")
    assert (found["counts"], found["closed"]) == (
        "Counts(filled=0, skipped=0, restarts=0)",
        "IllegalStateException",
    )
    # A tenth of g at 10 ms and 10 degrees a second, in thousandths of g and halves of a degree.
    assert found["motion"].split() == [f"{ms}:{10 * ms},{2 * ms}" for ms in range(10, 70, 10)]
    assert found["fits"] == "true false"
    assert found["labels"] == "|".join(bundle.manifest.model.labels)
    streams = bundle.manifest.signal.streams
    assert found["streams"] == ", ".join(f"{stream.name} {'|'.join(stream.channels)}" for stream in streams)
    assert found["wrong"] == "0"
    expected = hops(bundle)
    assert len(expected) > 20
    assert lines[15:] == expected


@pytest.mark.slow
def test_the_class_for_tflites_interpreter(reference: Bundle, tmp_path: Path) -> None:
    """That of `--target tflite`, against stubs of TFLite's Java interface."""
    pytest.importorskip("ai_edge_litert", reason="LiteRT is not installed")
    folder = write_app_files(reference, tmp_path / "app").folder
    compile_kotlin(tmp_path / "classes", folder / "Recogniser.kt")


@needs_zig
def test_what_the_folder_holds(library: Callable[[str], Library], reference: Bundle) -> None:
    folder = library("kotlin").folder
    main = folder / "recogniser" / "src" / "main"
    declared = set(re.findall(r"external fun (\w+)", (main / "kotlin" / "kd" / "edge" / "Native.kt").read_text()))
    machines = {"arm64-v8a": "EM_AARCH64", "x86_64": "EM_X86_64"}
    for place, machine in machines.items():
        with (main / "jniLibs" / place / "libkd_recogniser.so").open("rb") as stream:
            elf = ELFFile(stream)
            assert elf["e_machine"] == machine
            assert "DT_NEEDED" not in {tag.entry.d_tag for tag in elf.get_section_by_name(".dynamic").iter_tags()}
            names = {symbol.name for symbol in elf.get_section_by_name(".dynsym").iter_symbols()}
            assert {f"Java_kd_edge_Native_{name}" for name in declared} <= names
            assert all(segment["p_align"] >= 1 << 14 for segment in elf.iter_segments("PT_LOAD")), "pages of 16 KB"
    assert {path.name for path in (main / "jniLibs").iterdir()} == set(machines)
    modules = re.findall(r'":(\w+)"', (folder / "settings.gradle.kts").read_text())
    assert sorted(modules) == ["app", "recogniser"]
    for module in modules:
        ET.parse(folder / module / "src" / "main" / "AndroidManifest.xml")
        assert (folder / module / "build.gradle.kts").is_file()


@needs_zig
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("cmake") is None, reason="no cmake on this machine")
def test_its_sources_for_the_ndk(library: Callable[[str], Library], tmp_path: Path) -> None:
    """With this host's compiler and the JDK's header in the place of the NDK's."""
    flags = " ".join(("-O1 -Wall -Wextra -Wconversion -Werror", *jdk_includes()))
    cpp = library("kotlin").folder / "recogniser" / "src" / "main" / "cpp"
    build(cpp, tmp_path, f"-DCMAKE_C_FLAGS={flags}")
    assert (tmp_path / "libkd_recogniser.so").is_file()


def test_names_of_any_kind_are_text() -> None:
    stream = StreamSpec("fun", 10_000_000, ('say "$x" \\', "π😀"), scale=(0.1, 1e-5), units=("m/s²", "${1}"))
    assert kotlin_streams([stream]) == (
        '    Stream("fun", 10000000L, SampleType.INT16, listOf(\n'
        '        Channel("say \\"\\$x\\" \\\\", "m/s\\u00b2", 0.1f),\n'
        '        Channel("\\u03c0\\ud83d\\ude00", "\\${1}", 1e-05f),\n'
        "    )),"
    )
