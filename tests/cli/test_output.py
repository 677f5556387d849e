"""What is printed: safe for a terminal, complete, and valid JSON."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.cli.output import complain, print_json, print_json_line, print_markdown, print_table, say, visible

HOSTILE = "\x1b]0;owned\x07\x1b[2J\r\x9b31m\u202egnp.exe\x00\x7f"


def assert_harmless(printed: str) -> None:
    assert printed
    for character in printed.replace("\n", ""):
        assert unicodedata.category(character) not in {"Cc", "Zl", "Zp", "Cs"}, repr(character)
        assert unicodedata.bidirectional(character) not in {"LRE", "RLE", "LRO", "RLO", "PDF"}, repr(character)


def test_a_path_in_a_result_is_text_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"elf": Path("build") / "firmware.elf"})
    assert json.loads(capsys.readouterr().out) == {"elf": "build/firmware.elf"}


def test_nothing_printed_reaches_the_terminal_as_a_control(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE, HOSTILE, err=True)
    complain(f"error: {HOSTILE}")
    print_table(HOSTILE, (HOSTILE,), [(HOSTILE,)])
    print_markdown(HOSTILE, (HOSTILE,), [(HOSTILE,)])
    captured = capsys.readouterr()
    assert_harmless(captured.out)
    assert_harmless(captured.err)
    assert r"\x1b]0;owned\x07\x1b[2J\r\x9b31m\u202egnp.exe\x00\x7f" in captured.out


@given(st.text(st.characters(codec=None)))
def test_any_text_is_harmless_and_ordinary_text_unchanged(text: str) -> None:
    assert_harmless(f"x{visible(text)}")
    ordinary = "".join(character for character in text if character.isalnum() or character in " -.,:/[]{}")
    assert visible(ordinary) == ordinary or any(unicodedata.category(character) == "Cs" for character in ordinary)


def test_a_line_cannot_be_forged(capsys: pytest.CaptureFixture[str]) -> None:
    say("sign SIGN1\n0 wrong")
    complain("error: first\nerror: second")
    captured = capsys.readouterr()
    assert captured.out == "sign SIGN1\\n0 wrong\n"
    assert captured.err == "error: first\n    error: second\n"


def test_json_keeps_every_value_and_sends_no_control(capsys: pytest.CaptureFixture[str]) -> None:
    for printer in (print_json, print_json_line):
        printer({"label": HOSTILE, "two\nlines": "ł"})
        printed = capsys.readouterr().out
        assert_harmless(printed)
        assert json.loads(printed) == {"label": HOSTILE, "two\nlines": "ł"}


def test_a_path_that_is_no_utf8_is_printed_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    path = os.fsdecode(b"o\xff/x")
    say(path)
    print_json({"file": path})
    line, _, printed = capsys.readouterr().out.partition("\n")
    assert line == r"o\udcff/x"
    assert json.loads(printed) == {"file": r"o\udcff/x"}


def test_tables_print_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("a [b]", ("check",), [("pip install 'kd-edge[edge]'",)])
    printed = capsys.readouterr().out
    assert "a [b]" in printed
    assert "pip install 'kd-edge[edge]'" in printed


def test_a_path_can_be_copied_however_long_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    path = "/home/somebody/" + "a folder with a long name/" * 20 + "model_int8.tflite"
    say(path)
    print_table(path, ("file",), [(path,)])
    assert capsys.readouterr().out.count(path) == 3


def test_figures_end_at_the_same_place_and_text_begins_there(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ("a", "1,234", "3e-07", "9 files match"),
        ("b", "-5.5 us", "", "none"),
        ("c", "12%", "0.5", "0 of 9 differ"),
    ]
    print_table("", ("name", "n", "limit", "what"), rows)
    lines = [line.split("│") for line in capsys.readouterr().out.splitlines() if line.startswith("│")]
    assert [line[4] for line in lines] == [" 9 files match ", " none          ", " 0 of 9 differ "]
    assert [line[3] for line in lines] == [" 3e-07 ", "       ", "   0.5 "]
