"""`kd-edge record` as a user runs it: another process plays a board, this one is killed, its disk is full."""

from __future__ import annotations

import json
import os
import pty
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.record.journal import Chunk, read_journal
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.recording import REST, Dataset

KD_EDGE = [sys.executable, "-c", "from kd_edge.cli import main; main()"]


@pytest.fixture
def rig(tiny_dataset: Dataset, tmp_path: Path) -> Path:
    save_dataset(tiny_dataset, tmp_path / "rig.npz")
    return tmp_path / "rig.npz"


def asking(rig: Path, *more: object) -> list[str]:
    plan = ("--person", "ann", "--signs", "UP,DOWN", "--repetitions", 1, "--take", 1, "--break", 0.2, "--keep-all")
    return ["record", str(rig.parent / "ann.npz"), "--rig", str(rig), *map(str, (*plan, *more))]


@contextmanager
def board(rig: Path) -> Iterator[str]:
    command = [*KD_EDGE, "simulate", str(rig), "--all", "--pause", "0.1", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["port"]
        finally:
            process.kill()


def test_after_kill_9_at_most_a_second_is_missing_and_the_session_goes_on(rig: Path) -> None:
    archive = rig.parent / "ann.npz"
    with board(rig) as port:
        command = [*KD_EDGE, *asking(rig, "--rest", 1, "--take", 2, "--port", port, "--json")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as recording:
            assert recording.stdout is not None
            begun = 0
            for line in recording.stdout:
                begun += json.loads(line)["event"] == "recording"
                if begun == 2:
                    break
            began_s = time.monotonic()
            time.sleep(1.3)
            recording.send_signal(signal.SIGKILL)
            passed_s = time.monotonic() - began_s
    entries, _ = read_journal(archive.with_suffix(".journal"))
    beginning = max(index for index, entry in enumerate(entries) if type(entry).__name__ == "Began")
    emg_bytes = sum(
        len(entry.samples) for entry in entries[beginning:] if isinstance(entry, Chunk) and entry.stream == "emg"
    )
    assert passed_s - emg_bytes / 4 * 900e-6 <= 1.0
    again = CliRunner().invoke(main, asking(rig))
    assert again.exit_code == 13
    assert "go on with --resume, or write what it has with --finish" in again.stderr
    with board(rig) as port:
        done = CliRunner().invoke(main, ["record", str(archive), "--resume", "--port", port, "--keep-all"])
    assert done.exit_code == 0, done.output
    read = load_dataset(archive)
    assert [each.label for each in read.recordings] == [0, REST, 1]  # the plan's order; rest was killed
    refused = load_dataset(archive.with_suffix(".refused.npz"))
    assert [each.label for each in refused.recordings] == [REST]
    assert 0.3 <= refused.recordings[0].streams["emg"].duration_s <= 2.0
    assert not archive.with_suffix(".journal").exists()


def test_a_full_disk_loses_nothing_that_was_written(rig: Path) -> None:
    """The limit for files makes the kernel write half an entry and refuse the rest, as a full disk does."""
    archive = rig.parent / "ann.npz"
    replay = ["--replay", str(rig), "--all", "--speed", "max", "--repetitions", "5"]
    done = subprocess.run(
        [*KD_EDGE, *asking(rig, *replay)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (31_011, 31_011)),
        check=False,
    )
    assert done.returncode == 13
    assert "2 takes safe in" in done.stderr
    assert "raise the limit" in done.stderr
    assert not archive.exists()
    journal = archive.with_suffix(".journal")
    assert read_journal(journal)[1] == journal.stat().st_size < 31_011  # half an entry was cut off
    finished = CliRunner().invoke(main, ["record", str(archive), "--finish", "--json"])
    summary = json.loads(finished.stdout)
    assert (summary["kept"], summary["dropped"]) == (2, 1)
    unlimited = rig.parent / "whole.npz"
    assert CliRunner().invoke(main, ["record", str(unlimited), *asking(rig, *replay)[2:]]).exit_code == 0
    for short, whole in zip(load_dataset(archive).recordings, load_dataset(unlimited).recordings, strict=False):
        assert short.streams["emg"].samples.tobytes() == whole.streams["emg"].samples.tobytes()


def test_keys_refuse_a_take_and_end_the_session(rig: Path) -> None:
    leader, follower = pty.openpty()
    command = [*KD_EDGE, *asking(rig, "--replay", rig, "--all", "--speed", "2", "--repetitions", "50")]
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower) as recording:
        os.close(follower)
        shown, keys = "", [b"r", b"q"]
        with suppress(OSError):  # the terminal's other side is closed
            while True:
                shown += os.read(leader, 4096).decode()
                if keys and shown.count("is good") + shown.count("note: ") > 2 - len(keys):
                    os.write(leader, keys.pop(0))
    os.close(leader)
    assert recording.returncode == 0
    assert "UP is refused, as you wish" in shown
    assert "of the plan not recorded: 99 takes" in shown
    assert load_dataset(rig.parent / "ann.refused.npz").recordings[0].origin.findings[-1] == "refused by the person"


def test_takes_are_added_to_those_of_another_session(rig: Path) -> None:
    archive = rig.parent / "ann.npz"
    replay: list[Any] = ["--replay", rig, "--all", "--speed", "max"]
    assert CliRunner().invoke(main, asking(rig, *replay)).exit_code == 0
    refused = CliRunner().invoke(main, asking(rig, *replay))
    assert "An archive is not overwritten" in refused.stderr
    other = ["--add", "--rig", str(Path(__file__).parents[2] / "export" / "reference")]
    unlike = CliRunner().invoke(main, asking(rig, *replay, *other))
    assert unlike.exit_code == 4
    assert "recordings of the same sensors" in unlike.stderr
    odd = CliRunner().invoke(main, ["record", str(rig.parent / "a@b.npz"), *asking(rig, *replay)[2:]])
    assert "The name of an archive" in odd.stderr
    more = ["record", str(archive), "--add", "--person", "bob", "--signs", "STOP,UP", "--repetitions", "1"]
    added = CliRunner().invoke(main, [*more, "--take", "1", "--keep-all", *map(str, replay)])
    assert added.exit_code == 0, added.output
    read = load_dataset(archive)
    assert read.labels == ("UP", "DOWN", "STOP")
    assert [(each.subject, each.label) for each in read.recordings] == [("ann", 0), ("ann", 1), ("bob", 2), ("bob", 0)]


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        (["--signs", "UP,UP"], 4, "UP twice"),
        (["--signs", "UP,,DOWN"], 4, "an empty name"),
        (["--take", "0.5"], 4, "at least as long as a window, 0.88 s"),
        (["--person", " "], 2, "Say who wears the sensors"),
        (["--port", "/dev/no-such-port"], 10, "/dev/no-such-port"),
    ],
)
def test_what_cannot_be_recorded_is_one_clear_line(rig: Path, more: list[str], code: int, message: str) -> None:
    result = CliRunner().invoke(main, asking(rig, *more))
    assert result.exit_code == code, result.output
    assert message in result.stderr
    nothing = CliRunner().invoke(main, ["record", str(rig.parent / "ann.npz"), "--finish"])
    assert nothing.exit_code == 13
    assert "A session that goes on was interrupted. Found: no " in nothing.stderr
    assert not (rig.parent / "ann.journal").exists()


def test_a_port_that_is_unplugged_in_a_take_costs_this_take_only(rig: Path) -> None:
    """As for a serial device, the name of the port goes, and is back later; here it leads to another board then."""
    archive, link = rig.parent / "ann.npz", rig.parent / "port"
    with ExitStack() as stack:
        with board(rig) as port:
            link.symlink_to(port)
            command = [*KD_EDGE, *asking(rig, "--repetitions", 2, "--port", link, "--json")]
            recording = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            stack.callback(recording.kill)
            assert recording.stdout is not None
            told: list[dict[str, Any]] = []
            while [event["event"] for event in told].count("recording") < 2:
                told.append(json.loads(recording.stdout.readline()))
            time.sleep(0.3)  # in the middle of the second take
        while told[-1]["event"] != "lost":
            told.append(json.loads(recording.stdout.readline()))
        link.unlink()
        with board(rig) as port:
            link.symlink_to(port)
            told += map(json.loads, recording.stdout)
        assert recording.wait(10) == 0
    kinds = [event["event"] for event in told if event["event"] in ("taken", "lost", "returned")]
    assert sorted(kinds[1:4]) == ["lost", "returned", "taken"]  # silence may end the take before the port is back
    takes = [event for event in told if event["event"] == "taken"]
    assert [(take["label"], take["kept"]) for take in takes] == (
        [("UP", True), ("DOWN", False), ("DOWN", True), ("UP", True), ("DOWN", True)]
    )
    assert {finding["check"] for finding in takes[1]["findings"]} & {"interrupted", "missing"}
    read = load_dataset(archive).recordings
    assert [take.label for take in read] == [0, 1, 0, 1]
    assert min(stream.duration_s for take in read for stream in take.streams.values()) > 0.98
    assert "drops" not in {finding["check"] for take in (takes[0], *takes[2:]) for finding in take["findings"]}


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--follow", "--signs", "UP"], "--signs"),
        (["--follow", "--repetitions", "5", "--take", "2"], "--repetitions, --take"),
        (["--resume", "--person", "bob"], "--person"),
        (["--resume", "--follow"], "--follow"),
        (["--resume", "--add"], "--add"),
        (["--finish", "--replay", "data.npz"], "--replay"),
        (["--finish", "--keep-all"], "--keep-all"),
    ],
)
def test_options_that_would_do_nothing_are_refused(tmp_path: Path, options: list[str], named: str) -> None:
    done = CliRunner().invoke(main, ["record", str(tmp_path / "ann.npz"), *options])
    assert done.exit_code == 2
    assert f"Error: {named}: " in done.stderr


@pytest.mark.parametrize("synthetic", [True, False])
def test_what_was_recorded_of_a_replay_is_as_synthetic_as_what_it_plays(
    tiny_dataset: Dataset, tmp_path: Path, synthetic: bool
) -> None:
    """Whatever the rig is, which says nothing of who moves now."""
    save_dataset(replace(tiny_dataset, synthetic=False), tmp_path / "rig.npz")
    save_dataset(replace(tiny_dataset, synthetic=synthetic), tmp_path / "played.npz")
    arguments = ["record", tmp_path / "ann.npz", "--rig", tmp_path / "rig.npz", "--person", "ann", "--follow"]
    playing = ["--replay", tmp_path / "played.npz", "--all", "--recordings", 2, "--speed", "max", "--keep-all"]
    done = CliRunner().invoke(main, list(map(str, [*arguments, *playing])))
    assert done.exit_code == 0, done.output
    assert load_dataset(tmp_path / "ann.npz").synthetic == synthetic
