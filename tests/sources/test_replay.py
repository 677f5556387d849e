"""Recordings in a board's place: the same signs and the same score as over a port."""

from __future__ import annotations

import json
import math
import re
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kd_edge.bundle import Bundle
from kd_edge.cli import main
from kd_edge.engines import Engine
from kd_edge.errors import StreamError
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.events import Sign
from kd_edge.live.listen import Listener
from kd_edge.live.offline import replay
from kd_edge.live.on_host import HostRecogniser
from kd_edge.play.session import Choice, Session, build_session
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.source import Ended, Samples, Truth
from kd_edge.sources.replay import Replay

REFERENCE = Path(__file__).parents[2] / "export" / "reference"


@pytest.fixture
def session(tiny_dataset: Dataset) -> Session:
    return build_session(tiny_dataset, Choice(seed=4, count=3).recordings(tiny_dataset), pause_s=0.3)


@pytest.mark.parametrize("speed", [4.0, math.inf])
def test_replayed_signs_equal_offline_signs(
    tiny_bundle: Bundle, linear_engine: Engine, session: Session, speed: float
) -> None:
    classifier = LiveClassifier(tiny_bundle, linear_engine)
    expected = [(sign.label, sign.time_ns / 1e9) for sign in replay(classifier, session)]
    classifier.reset()
    began = time.monotonic()
    listener = Listener(HostRecogniser(classifier), Replay(session, classifier.spec, speed=speed))
    signs = [(event.index, event.time_s) for event in listener.events() if isinstance(event, Sign)]
    assert signs == expected
    assert len(signs) > 3
    assert listener.counters.samples == sum(map(len, session.samples.values()))
    if speed < math.inf:
        assert time.monotonic() - began == pytest.approx(session.duration_s / speed, abs=0.5)


@pytest.mark.parametrize("pause_s", [0.0, 0.3])
def test_everything_is_delivered_once_and_in_order(tiny_dataset: Dataset, pause_s: float) -> None:
    session = build_session(tiny_dataset, Choice(seed=4, count=3).recordings(tiny_dataset), pause_s=pause_s)
    source = Replay(session, tiny_dataset.signal, speed=math.inf)
    items = []
    while not isinstance((read := source.read())[-1], Ended):
        items += read
    for name, samples in session.samples.items():
        played = [item for item in items if isinstance(item, Samples) and item.stream == name]
        np.testing.assert_array_equal(np.concatenate([item.values for item in played]), samples)
    truths = [item for item in items if isinstance(item, Truth)]
    assert truths == [Truth(mark.name or None, mark.time_ns / 1e9) for mark in session.marks]
    assert source.read() == [Ended()]
    assert source.silence() is None
    assert not source.command(1)


def test_recordings_of_another_rig_are_refused(psl18, tiny_dataset: Dataset, session: Session) -> None:
    with pytest.raises(StreamError, match="stream 'emg' has int16 samples where the bundle has int8"):
        Replay(session, psl18.signal)


@pytest.fixture
def archive(tiny_dataset: Dataset, tmp_path: Path) -> str:
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    return str(tmp_path / "tiny.npz")


def test_the_command_replays_without_a_port(tiny_export: Path, archive: str) -> None:
    command = ["stream", str(tiny_export), "--engine", "tflm", "--replay", archive, "--speed", "max"]
    done = CliRunner().invoke(main, [*command, "--recordings", "4", "--json"])
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["event"] == "finished"
    assert lines[-1]["score"]["signs"] == 4
    assert lines[-1]["windows"] > 30
    assert next(line["label"] for line in lines if line["event"] == "truth") is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "/dev/null"], "One source at a time"),
        (["--on", "board"], "Only a board recognises signs itself"),
    ],
)
def test_two_sources_are_one_too_many(tiny_export: Path, archive: str, arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["stream", str(tiny_export), "--replay", archive, *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_pair_that_the_readme_names_fits(tmp_path: Path) -> None:
    """The committed bundle was trained on two sensors; fewer takes than in the README, so all of them are played."""
    archive = str(tmp_path / "two-sensors.npz")
    sizes = ["--signs", "6", "--sensors", "2", "--rest", "0", "--subjects", "1", "--repetitions", "2"]
    runner = CliRunner()
    assert runner.invoke(main, ["data", "synth", "--small", *sizes, "--out", archive]).exit_code == 0
    command = ["stream", str(REFERENCE), "--engine", "tflm", "--replay", archive, "--all", "--speed", "max"]
    done = runner.invoke(main, [*command, "--recordings", "6"])
    assert done.exit_code == 0, done.output
    assert re.search(r"[56] of 6 signs right", done.stdout), done.stdout
