"""A listener that is stopped for a while, as by a debugger or a laptop's lid: nothing is lost that was kept for it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kd_edge.bundle import INT8_MODEL, open_bundle
from kd_edge.engines import open_engine
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.play.session import Choice, build_session
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset

KD_EDGE = [sys.executable, "-c", "from kd_edge.cli import main; main()"]
COUNT = 7


@pytest.fixture
def archive(tiny_dataset: Dataset, tmp_path: Path) -> Path:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    return tmp_path / "tiny.npz"


def stopped_for(pause_s: float, count: int, bundle: Path, archive: Path, *options: str) -> tuple[list[Any], Any]:
    """The output of a listener that is stopped at the start of the first take, and the board's output at its end."""
    simulate = [*KD_EDGE, "simulate", str(archive), "--count", str(count), "--json", *options]
    with subprocess.Popen(simulate, stdout=subprocess.PIPE, text=True) as board:
        assert board.stdout
        port = json.loads(board.stdout.readline())["port"]
        command = [*KD_EDGE, "stream", str(bundle), "--engine", "tflm", "--port", port, "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listener:
            assert listener.stdout
            lines = []
            while not lines or lines[-1].get("label") is None:
                lines.append(json.loads(listener.stdout.readline()))
            os.kill(listener.pid, signal.SIGSTOP)
            time.sleep(pause_s)
            os.kill(listener.pid, signal.SIGCONT)
            lines += map(json.loads, listener.stdout)
        played = json.loads(board.stdout.readlines()[-1])
    return lines, played


def test_a_listener_stopped_for_ten_seconds_loses_nothing(
    tiny_export: Path, tiny_dataset: Dataset, archive: Path
) -> None:
    lines, played = stopped_for(10.0, COUNT, tiny_export, archive)
    session = build_session(tiny_dataset, Choice(count=COUNT).recordings(tiny_dataset))
    assert session.duration_s > 13
    bundle = open_bundle(tiny_export)
    classifier = LiveClassifier(bundle, open_engine(bundle.read(INT8_MODEL), "tflm"))
    expected = [(sign.name, sign.time_ns / 1e9) for sign in replay(classifier, session)]
    assert [(line["label"], line["time_s"]) for line in lines if line["event"] == "sign"] == expected
    finished = lines[-1]
    assert finished["windows"] == classifier.decisions.windows > 100
    assert played["undelivered"] == 0
    counters = finished["counters"]
    assert counters["samples"] == sum(map(len, session.samples.values()))
    assert {counters[name] for name in ("lost", "late", "damaged", "device_dropped", "filled", "skipped")} == {0}
    assert counters["restarts"] == 0
    assert not [line for line in lines if line["event"] == "remark"]


def test_what_a_small_buffer_has_no_room_for_is_counted(tiny_export: Path, archive: Path) -> None:
    lines, played = stopped_for(3.0, 2, tiny_export, archive, "--buffer", "4")
    assert played["undelivered"] > 50
    counters = lines[-1]["counters"]
    assert counters["device_dropped"] > 500
    assert counters["lost"] == counters["damaged"] == 0
