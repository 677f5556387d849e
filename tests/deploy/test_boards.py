"""Board tables are complete, and what is wrong with one is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.deploy import boards, doctor
from kd_edge.deploy.boards import board_names, board_with_core, load_board
from kd_edge.deploy.toolchain import CORES, find_toolchain
from kd_edge.errors import DeployError


@pytest.mark.parametrize("name", board_names())
def test_every_board_has_its_files(name: str) -> None:
    board = load_board(name)
    assert list(board.family.glob("*.c"))
    assert board.linker_script.is_file()
    assert (board.folder / "board.c").is_file()


@pytest.mark.parametrize("core", CORES)
def test_every_core_has_an_emulated_board(core: str) -> None:
    board = board_with_core(core)
    assert board.core.name == core
    assert board.emulator is not None


def test_an_unknown_board_is_answered_with_the_list() -> None:
    with pytest.raises(DeployError, match=r"microbit.*mps2-an385"):
        load_board("arduino")


@pytest.mark.parametrize("text", ["title = ", 'title = "x"', 'title = "x"\ncore = "m4"\nfamily = "mps"\ncolour = 1'])
def test_a_wrong_table_names_its_file(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "boards" / "mine" / "board.toml"
    table.parent.mkdir(parents=True)
    table.write_text(text)
    monkeypatch.setattr(boards, "firmware_root", lambda: tmp_path)
    with pytest.raises(DeployError, match=r"mine/board\.toml"):
        load_board("mine")


def test_a_machine_without_compilers_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kd_edge.deploy.toolchain.available_toolchains", dict)
    with pytest.raises(DeployError, match="apt install gcc-arm-none-eabi"):
        find_toolchain()


def test_boards_prints_json() -> None:
    result = CliRunner().invoke(main, ["boards", "--json"])
    assert result.exit_code == 0
    assert [board["name"] for board in json.loads(result.output)["boards"]] == board_names()


def test_doctor_fails_where_nothing_can_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "available_toolchains", dict)
    monkeypatch.setenv("PATH", "")
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == DeployError.exit_code
    assert "no qemu-system-arm" in result.stderr
