"""What is compiled is what was proven: re-hashed files of another origin are refused, and unlisted ones never seen.

A hash that travels with the bundle proves that it is whole.  Here somebody knows the hashes.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kd_edge.bundle import MANIFEST, open_bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.images import firmware
from kd_edge.deploy.images.build import Component
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.errors import BundleError
from kd_edge.render import RENDERERS, refresh, write_sources
from kd_edge.verify import verify_bundle
from tests.deploy.conftest import needs_compiler
from tests.verify.test_verify import change, failures

FORGED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "weights zeroed": ("kd_model.c", lambda text: re.sub(rb"-?\d+(?=, -?\d+,)", b"0", text)),
    "other labels": ("kd_signal_config.h", lambda text: text.replace(b'"SIGN0"', b'"SIGN1"')),
    "another file in flash": ("kd_model.c", lambda text: text + b'__asm__(".incbin \\"/etc/passwd\\"");\n'),
    "an include": ("kd_model.h", lambda text: text.replace(b"#include", b'#include "extra.h"\n#include', 1)),
    "a space": ("model_ops.h", lambda text: text + b" "),
    "another arena": ("model_data.h", lambda text: text.replace(b"kTensorArenaBytes = ", b"kTensorArenaBytes = 1")),
}


@pytest.fixture
def copy(tiny_export, tmp_path) -> Path:
    return Path(shutil.copytree(tiny_export, tmp_path / "tiny"))


@pytest.mark.parametrize(("name", "edit"), FORGED.values(), ids=FORGED)
def test_a_generated_file_that_was_edited_and_hashed_again(copy: Path, name: str, edit, tmp_path: Path) -> None:
    change(copy, name, edit)
    assert "generated-files" in failures(copy)
    with pytest.raises(BundleError, match=f"{re.escape(name)} is what this kd-edge generates"):
        write_sources(open_bundle(copy), tmp_path / "sources")
    assert not (tmp_path / "sources").exists()


@pytest.mark.parametrize("name", ["kd_stream.h", "stdint.h", "kd_model.c.orig"])
def test_a_file_that_the_manifest_does_not_list(copy: Path, name: str) -> None:
    (copy / name).write_text('#error "somebody else\'s"\n')
    (check,) = verify_bundle(copy).failures
    assert check.name == "listed-files"
    assert name in check.detail


@needs_compiler
def test_no_compiler_is_shown_the_bundles_folder(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Headers that would shadow ours or the compiler's own lie in the bundle, and the firmware builds all the same."""
    for name in ("kd_stream.h", "stdint.h", "kd_app.h", "kd_signal.c"):
        (copy / name).write_text('#error "somebody else\'s"\n')
    seen: list[Component] = []
    build = firmware.build_image

    def watched(board, components, *rest, **options):
        seen.extend(components)
        return build(board, components, *rest, **options)

    monkeypatch.setattr(firmware, "build_image", watched)
    image = firmware.build_firmware(load_board("mps2-an386"), open_bundle(copy), tmp_path / "out", find_toolchain())
    assert image.elf.is_file()
    paths = [path for part in seen for path in (*part.sources, *part.includes)]
    assert paths
    assert not [path for path in paths if path.is_relative_to(copy)]


@needs_compiler
def test_a_forged_model_is_not_built(copy: Path, tmp_path: Path) -> None:
    change(copy, "kd_model.c", lambda text: text + b"/* and more */\n")
    with pytest.raises(BundleError, match="another text: edited, or written by another version"):
        firmware.build_firmware(load_board("mps2-an386"), open_bundle(copy), tmp_path, find_toolchain())


def test_a_bundle_of_another_version_is_brought_up_to_this_one(copy: Path) -> None:
    before = {name: (copy / name).read_bytes() for name in (*RENDERERS, MANIFEST)}
    change(copy, "kd_model.c", lambda text: text.replace(b"/*", b"/* as it was written once */ /*", 1))
    refresh.refresh_bundle(copy)
    assert {name: (copy / name).read_bytes() for name in RENDERERS} == {name: before[name] for name in RENDERERS}
    assert not verify_bundle(copy).failures


def test_the_remedy_for_another_version_is_a_command_that_works(copy: Path, tmp_path: Path) -> None:
    folder = copy.rename(tmp_path / "with a space")
    change(folder, "kd_model.c", lambda text: text + b"/* as it was written once */")
    with pytest.raises(BundleError) as refused:
        write_sources(open_bundle(folder), tmp_path / "sources")
    (command,) = re.findall(r"`python (-m kd_edge.render .*?)`", str(refused.value))
    subprocess.run([sys.executable, *shlex.split(command)], check=True, capture_output=True)
    assert not verify_bundle(folder).failures


def test_what_is_no_bundle_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kd_edge.render", str(tmp_path)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert result.returncode == BundleError.exit_code
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["x\n#include </etc/passwd>", "x\\", "a??/", "\x1b[31mred"])
def test_a_name_goes_on_in_no_comment(name: str) -> None:
    from kd_edge.render import carray

    for text in (carray.render_header(name, b"model", 16), carray.render_source(name, b"model")):
        first, second, *_ = text.splitlines()
        assert first.startswith("// Generated by kd-edge export. Model ")
        assert first.isprintable()
        assert not {"\\", "?"} & set(first)
        assert second.startswith("#")


def test_the_reference_bundle_is_what_this_version_generates() -> None:
    """After a change of the generator: `make reference-files`."""
    bundle = open_bundle(Path(__file__).parents[2] / "export" / "reference")
    from kd_edge.render import generated_files

    texts = generated_files(bundle.manifest, bundle.read("model_int8.tflite"))
    assert {name: bundle.read(name).decode() for name in texts} == texts
