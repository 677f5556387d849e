"""Board tables are complete, and what is wrong with one is named."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.deploy import boards, doctor, toolchain
from kd_edge.deploy.boards import board_names, board_with_core, load_board
from kd_edge.deploy.toolchain import CORES, find_toolchain
from kd_edge.errors import DeployError, MissingToolError


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


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("zig", "pip install 'kd-edge[deploy]'"),  # pages and apps are compiled by no other: gcc would not help
        ("gcc", "apt install gcc-arm-none-eabi"),
        (None, "apt install gcc-arm-none-eabi, or pip install 'kd-edge[deploy]'"),
    ],
)
def test_a_missing_toolchain_is_answered_with_what_helps(
    monkeypatch: pytest.MonkeyPatch, name: str | None, remedy: str
) -> None:
    monkeypatch.setattr(toolchain, "available_toolchains", dict)
    with pytest.raises(MissingToolError, match=rf"Remedy: {re.escape(remedy)}\.$"):
        find_toolchain(name)
    said = {tool.name: tool.remedy for tool in doctor.examine()}
    assert all(said[{"gcc": "arm-none-eabi-gcc"}.get(one, one)] == toolchain.REMEDIES[one] for one in ("gcc", "zig"))


def test_doctor_fails_where_nothing_can_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "available_toolchains", dict)
    monkeypatch.setenv("PATH", "")
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == DeployError.exit_code
    assert "no qemu-system-arm" in result.stderr


def test_doctor_knows_what_phones_need(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    adb = tmp_path / "adb"
    adb.write_text("#!/bin/sh\necho Android Debug Bridge version 1.0.41\n")
    adb.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    tools = {tool.name: tool for tool in doctor.examine()}
    assert tools["adb"].found == "1.0.41"
    assert (tools["qemu-aarch64"].found, tools["qemu-aarch64"].remedy) == (None, "apt install qemu-user")
    assert (tools["openssl"].found, tools["openssl"].needed) == (None, False)


def test_doctor_prints_rules_by_which_udev_knows_every_board() -> None:
    printed = CliRunner().invoke(main, ["doctor", "--udev"])
    assert printed.exit_code == 0, printed.output
    rules = [line for line in printed.output.splitlines() if not line.startswith("#")]
    assert len(set(rules)) == len(rules)
    for rule in rules:  # each a list of KEY=="what must be" and KEY="what is set", or TAG+="..."
        assert re.fullmatch(r'(?:[A-Z]+(?:\{\w+\})?(?:==|=|\+=)"[^"]+"(?:, |$))+', rule), rule
    own = [rule for rule in rules if 'ATTRS{idVendor}=="1209"' in rule]
    assert len(own) == 1
    assert 'ATTRS{product}=="kd-edge *"' in own[0], "the id is anybody's"
    assert all('TAG+="uaccess"' in rule for rule in rules)
    assert any('"0483"' in rule and '"df11"' in rule and rule.startswith('SUBSYSTEM=="usb"') for rule in rules)


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux")
def test_doctor_says_how_to_open_ports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "RULE_FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(doctor.os, "getgroups", list)
    monkeypatch.setattr(doctor.os, "getegid", lambda: 1000)
    tools = {tool.name: tool for tool in doctor.examine()}
    assert tools["udev rules"].found is None
    assert f"tee {tmp_path}/60-kd-edge.rules" in tools["udev rules"].remedy
    assert tools["group dialout"].found is None
    assert "usermod -aG dialout $USER" in tools["group dialout"].remedy
    (tmp_path / "60-kd-edge.rules").write_text("")
    assert {tool.name: tool for tool in doctor.examine()}["udev rules"].found is not None
