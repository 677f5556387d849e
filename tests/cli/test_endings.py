"""How commands end: every failure is one message and an exit code that scripts can rely on."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kd_edge import errors
from kd_edge.cli import failures, main
from kd_edge.cli.failures import as_expected
from kd_edge.cli.group import CommandGroup
from kd_edge.errors import CodegenError, KdEdgeError, MissingExtraError, StorageError

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
MODEL = Path(__file__).resolve().parents[2] / "export" / "reference" / "model_int8.tflite"


def kinds(kind: type[KdEdgeError] = KdEdgeError) -> Iterator[type[KdEdgeError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


def test_the_table_of_exit_codes_is_complete_and_true() -> None:
    documented = dict(re.findall(r"^\| (\d+) \| (.*?) \|", DOCUMENT.read_text(), re.MULTILINE))
    others = {0, 2, failures.INTERRUPTED, failures.READER_GONE, failures.FAULT_IN_KD_EDGE}
    known = {kind.exit_code for kind in kinds() if kind.__module__ == errors.__name__}
    assert set(map(int, documented)) == known | others


def fails_with(error: BaseException) -> click.Group:
    """A command line whose only command raises ``error``."""

    class Group(CommandGroup):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            @click.command()
            def command() -> None:
                raise error

            return command

    return Group(modules={"fail": "fail"})


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 13, "No space left on device"),
        (PermissionError(errno.EACCES, "Permission denied", "/etc/x"), 13, "/etc/x: Permission denied"),
        (MemoryError(), 13, "enough memory"),
        (ModuleNotFoundError("No module named 'keras'", name="keras"), 12, "pip install 'kd-edge[train]'"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (errors.DeployError("a", found="\x1b[31m", remedy="b"), 11, r"error: a. Found: \x1b[31m. Remedy: b."),
        (KeyError("oops"), 70, "fault in kd-edge itself. Found: KeyError: 'oops'"),
    ],
)
def test_every_failure_is_one_message_and_a_code(error: BaseException, code: int, said: str) -> None:
    result = CliRunner().invoke(fails_with(error), ["fail"])
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr


def test_a_fault_in_kd_edge_shows_where_it_happened_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(failures.SHOW_TRACEBACK, "1")
    result = CliRunner().invoke(fails_with(KeyError("oops")), ["fail"])
    assert "Traceback" in result.stderr
    assert "test_endings.py" in result.stderr


def test_a_missing_package_of_others_is_a_fault() -> None:
    assert as_expected(ModuleNotFoundError("No module named 'kd_edge.x'", name="kd_edge.x")) is None
    assert isinstance(as_expected(ModuleNotFoundError("tensorflow.x", name="tensorflow.x")), MissingExtraError)
    assert isinstance(as_expected(OSError("12 requested and 8 written")), StorageError)


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``line`` in bash, in which ``kd-edge`` is the command line under test."""
    function = (
        f'kd-edge() {{ "{sys.executable}" -c "from kd_edge.cli import main; main(prog_name=\'kd-edge\')" "$@"; }}'
    )
    return subprocess.run(
        ["bash", "-c", f"{function}\n{line}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(DOCUMENT.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "line",
    [
        "kd-edge boards | true; echo ${PIPESTATUS[0]}",
        "kd-edge boards --json | true; echo ${PIPESTATUS[0]}",
        "kd-edge train --help | true; echo ${PIPESTATUS[0]}",
        "kd-edge --help | true; echo ${PIPESTATUS[0]}",
    ],
)
def test_a_reader_that_has_gone_ends_a_command_quietly_with_sigpipes_code(line: str, tmp_path: Path) -> None:
    result = shell(line, tmp_path)
    assert (result.stdout, result.stderr) == ("141\n", "")


def test_without_a_reader_of_errors_the_code_still_tells(tmp_path: Path) -> None:
    assert shell("kd-edge verify nowhere 2>&1 >/dev/null | true; echo ${PIPESTATUS[0]}", tmp_path).stdout == "7\n"


def test_without_any_output_a_command_does_its_work(tmp_path: Path) -> None:
    """Another file that took the number of the closed one would get what is printed."""
    result = shell(f"kd-edge codegen {MODEL} --out c <&- >&- 2>&-; echo $?; ls c", tmp_path)
    assert (result.stdout, result.stderr) == ("0\nkd_model.c\nkd_model.h\n", "")
    assert shell("kd-edge verify nowhere 2>&- >&-; echo $?", tmp_path).stdout == "7\n"


@pytest.mark.parametrize("name", ["pipe", "zero"])
def test_a_model_that_never_ends_is_refused(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    result = shell(f"kd-edge codegen {name} --out c", tmp_path)
    assert (result.returncode, len(result.stderr.splitlines())) == (CodegenError.exit_code, 1)
    assert f"'{name}' is a regular file" in result.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kd-edge boards > /dev/full", "No space left on device"),
        ("kd-edge --help > /dev/full", "No space left on device"),
        (f"ulimit -f 1; kd-edge codegen {MODEL} --out c", "c/kd_model.h: File too large"),
        (f"touch c; kd-edge codegen {MODEL} --out c/d", "Not a directory"),
        (f"kd-edge codegen {MODEL} --out /proc/nothing", "/proc/nothing"),
        ("kd-edge data synth --small --signs 2 --subjects 1 --out /proc/x.npz --json", "/proc/x.npz: No such file"),
    ],
)
def test_a_full_disk_or_an_unwritable_place_is_one_line(line: str, said: str, tmp_path: Path) -> None:
    result = shell(line, tmp_path)
    assert result.returncode == StorageError.exit_code, result.stderr
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 0]


def test_a_label_with_an_escape_sequence_is_shown_and_not_obeyed() -> None:
    result = CliRunner().invoke(main, ["verify", "no\x1b[31mwhere"])
    assert result.exit_code == 7
    assert r"no\x1b[31mwhere" in result.stderr
    assert "\x1b[31mwhere" not in result.stderr
