"""The program for phones, measured by way of adb and in QEMU.  A phone that runs programs in QEMU stands in for one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kd_edge.bench.reports.schema import load_report
from kd_edge.bundle import Bundle
from kd_edge.cli import main

pytest.importorskip("ziglang")

FAKE_ADB = """\
#!/bin/sh
# The phone's files lie in FAKE_PHONE, which also says what `adb devices` lists and which words were used.
echo "$@" >> "$FAKE_PHONE/used"
[ "$1" = -s ] && { [ "$2" = "pixel" ] || exit 1; shift 2; }
case $1 in
devices) cat "$FAKE_PHONE/devices" ;;
push) mkdir -p "$FAKE_PHONE/$(dirname "$3")"; cp "$2" "$FAKE_PHONE/$3"; chmod 644 "$FAKE_PHONE/$3" ;;
shell)
  shift
  case $1 in
  chmod) chmod "$2" "$FAKE_PHONE/$3" ;;
  rm) rm "$2" "$FAKE_PHONE/$3" ;;
  *) [ -x "$FAKE_PHONE/$1" ] || exit 126; program=$1; shift; exec qemu-aarch64 "$FAKE_PHONE/$program" "$@" ;;
  esac ;;
esac
"""
LISTED = "List of devices attached\n"


def bench(bundle: Bundle, *words: str) -> Result:
    return CliRunner().invoke(main, ["bench", str(bundle.folder), "--engine", "tflm", "--json", *words])


@pytest.fixture
def phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    tools, files = tmp_path / "tools", tmp_path / "phone"
    tools.mkdir()
    files.mkdir()
    (tools / "adb").write_text(FAKE_ADB)
    (tools / "adb").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setenv("FAKE_PHONE", str(files))
    (files / "devices").write_text(f"{LISTED}pixel\tdevice\n\n")
    return files


@pytest.mark.skipif(shutil.which("qemu-aarch64") is None, reason="qemu-aarch64 is not installed")
def test_on_a_phone(phone: Path, reference: Bundle) -> None:
    done = bench(reference, "--adb")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["kind"], report["target"], report["stages"]["total"]["unit"]) == ("device", "phone", "us")
    assert report["golden"] == {
        **{"windows": 3, "right": 3, "scores": 18, "wrong_scores": 0, "decisions": 3, "wrong_decisions": 0}
    }
    assert 0 < report["stages"]["total"]["p50"] <= report["stages"]["total"]["p99"]
    assert load_report(Path("build/bench/phone.json")).golden is not None
    assert [line.split()[3] for line in (phone / "used").read_text().splitlines()[2:]] == [
        *("chmod", "/data/local/tmp/kd-edge-recognise", "/data/local/tmp/kd-edge-recognise", "rm")
    ]
    assert not list((phone / "data" / "local" / "tmp").iterdir()), "nothing stays on the phone"


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ("", "none"),
        ("pixel\tunauthorized\n", "pixel: unauthorized"),
        ("a\tdevice\nb\tdevice\n", "a: device, b: device"),
    ],
)
def test_no_phone_or_too_many(listed: str, found: str, phone: Path, reference: Bundle) -> None:
    (phone / "devices").write_text(LISTED + listed)
    done = bench(reference, "--adb")
    assert done.exit_code == 11
    assert f"Found: {found}." in done.stderr
    assert "USB debugging" in done.stderr


def test_no_adb(phone: Path, reference: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(phone))
    done = bench(reference, "--adb")
    assert done.exit_code == 11
    assert "apt install adb" in done.stderr
