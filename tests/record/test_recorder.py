"""Takes are cut by device time, in whatever order streams arrive; refused ones are asked for again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kd_edge.errors import RecordingError
from kd_edge.play.session import Choice, Session, build_session
from kd_edge.record.events import Asked, Taken
from kd_edge.record.finishing import dataset_of, finish
from kd_edge.record.following import Follower
from kd_edge.record.journal import Journal, Opened, journal_path, read_journal
from kd_edge.record.notebook import Notebook
from kd_edge.record.plan import Plan
from kd_edge.record.recorder import Recorder
from kd_edge.record.run import record
from kd_edge.record.sitting import INTERRUPTED, Sitting
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.source import Samples
from kd_edge.sources.replay import Replay

ARCHIVE = "ann.npz"


@pytest.fixture
def session(tiny_dataset: Dataset) -> Session:
    chosen = Choice(split=None, seed=4, count=12).recordings(tiny_dataset)
    return build_session(tiny_dataset, chosen, pause_s=0.3)


def opened(dataset: Dataset, plan: Plan | None) -> Opened:
    labels = dataset.labels if plan is None else plan.signs
    return Opened("ann", dataset.signal, labels, "ann", "monday", "two sensors", plan)


@pytest.fixture
def notebook(tiny_dataset: Dataset, tmp_path: Path) -> Iterator[Notebook]:
    journal = Journal(journal_path(tmp_path / ARCHIVE))
    sitting = Sitting(opened(tiny_dataset, Plan(("UP", "DOWN"), 2, 1, take_s=1.0, pause_s=0.5)))
    journal.append(sitting.opened)
    yield Notebook(journal, sitting, strict=False)
    journal.close()


def test_following_a_session_gives_back_the_recordings_that_it_plays(tiny_dataset, session, tmp_path) -> None:
    """Sample for sample, into an archive, with where they come from."""
    path = tmp_path / ARCHIVE
    journal = Journal(journal_path(path))
    sitting = Sitting(opened(tiny_dataset, None))
    journal.append(sitting.opened)
    notebook = Notebook(journal, sitting)
    source = Replay(session, tiny_dataset.signal, speed=math.inf)
    follower = Follower(notebook)
    taken = [event for event in record(source, follower, notebook, "--replay x") if isinstance(event, Taken)]
    journal.close()
    assert [event.kept for event in taken] == [True] * 12
    finish(sitting, path)
    assert not journal_path(path).exists()
    read = load_dataset(path)
    played = Choice(split=None, seed=4, count=12).recordings(tiny_dataset)
    assert [read.labels[each.label] for each in read.recordings] == [f"SIGN{each.label}" for each in played]
    signs = [mark for mark in session.marks if mark.name]
    ends = [mark for mark in session.marks[1:] if not mark.name]
    for new, begin, end in zip(read.recordings, signs, ends, strict=True):
        for name, stream in new.streams.items():
            first, last = (-(-mark.time_ns // stream.sample_period_ns) for mark in (begin, end))
            np.testing.assert_array_equal(stream.samples, session.samples[name][first:last])
            assert stream.start_ns == first * stream.sample_period_ns - begin.time_ns
        assert new.origin is not None
        assert new.origin.source == "--replay x"
        assert new.origin.board[0] == "emg: 1111.11 Hz, int16, emg_0, emg_1"


def replayed(session: Session, dataset: Dataset, order: np.random.Generator) -> Iterator[list[Samples]]:
    """All samples of a session; within half a second streams arrive in a random order, one after the other."""
    source = Replay(session, dataset.signal, speed=math.inf)
    held: list[Samples] = []
    for _ in range(1000):
        held += [item for item in source.read() if isinstance(item, Samples)]
        if order.random() < 0.5:
            first = str(order.choice(["emg", "imu"]))
            yield sorted(held, key=lambda samples: samples.stream != first)
            held = []


@pytest.mark.parametrize("seed", range(3))
def test_takes_do_not_depend_on_how_samples_arrive(tiny_dataset, session, notebook, seed) -> None:
    recorder = Recorder(notebook, notebook.sitting.opened.plan)
    asked = []
    for items in replayed(session, tiny_dataset, np.random.default_rng(seed)):
        asked += [event.label for event in recorder.take(items) if isinstance(event, Asked)]
        if recorder.is_finished:
            break
    assert list(dict.fromkeys(asked)) == ["UP", "DOWN", None]
    assert len(notebook.sitting.kept) == 5
    for take in notebook.sitting.kept:
        for name, stream in take.streams(tiny_dataset.signal).items():
            period_ns = stream.sample_period_ns
            first = -(-take.began.begin_ns // period_ns)
            last = -(-(take.began.begin_ns + 1_000_000_000) // period_ns)
            np.testing.assert_array_equal(stream.samples, session.samples[name][first:last])


def test_the_journal_tells_the_same_as_the_session(tiny_dataset, session, notebook, tmp_path) -> None:
    recorder = Recorder(notebook, notebook.sitting.opened.plan)
    for items in replayed(session, tiny_dataset, np.random.default_rng(0)):
        list(recorder.take(items))
        if len(notebook.sitting.kept) == 2:
            list(recorder.refuse_last())
        if len(notebook.sitting.takes) == 4:
            break
    read = Sitting.read(read_journal(journal_path(tmp_path / ARCHIVE))[0])
    last = read.takes.pop()  # still going on
    assert last.findings == [INTERRUPTED]
    assert not last.kept
    notebook.sitting.takes.pop()
    assert dataset_of(read, read.kept, Path(ARCHIVE)).fingerprint() == (
        dataset_of(notebook.sitting, notebook.sitting.kept, Path(ARCHIVE)).fingerprint()
    )
    assert [take.findings for take in read.takes] == [take.findings for take in notebook.sitting.takes]
    assert [take.began.label for take in read.refused] == [read.left[0], *[t.began.label for t in read.refused[1:]]]


def test_a_stream_that_falls_silent_is_named_and_ends_the_session(tiny_dataset, session, notebook) -> None:
    recorder = Recorder(notebook, notebook.sitting.opened.plan, retakes=1)

    def go_on() -> None:
        for items in replayed(session, tiny_dataset, np.random.default_rng(0)):
            list(recorder.take([each for each in items if each.stream == "emg" or each.start_ns < 2e9]))

    with pytest.raises(RecordingError, match=r"2 takes in a row refused; imu .*check that its sensor is on"):
        go_on()
    assert not any(take.kept for take in notebook.sitting.takes[-2:])


def test_rest_is_spread_and_orders_are_what_they_say() -> None:
    assert Plan(("A", "B"), 2, 2).takes() == ["A", None, "B", "A", None, "B"]
    assert Plan(("A", "B"), 2, order="blocks").takes() == ["A", "A", "B", "B"]
    shuffled = Plan(("A", "B", "C"), 4, order="shuffled", seed=3).takes()
    assert all(sorted(shuffled[i : i + 3]) == ["A", "B", "C"] for i in range(0, 12, 3))
    assert shuffled != Plan(("A", "B", "C"), 4).takes()


def test_an_archive_gets_every_take_once_even_if_it_is_written_twice(tiny_dataset, session, tmp_path) -> None:
    path = tmp_path / ARCHIVE
    journal = Journal(journal_path(path))
    sitting = Sitting(opened(tiny_dataset, None))
    notebook = Notebook(journal, sitting)
    for _ in record(Replay(session, tiny_dataset.signal, speed=math.inf), Follower(notebook), notebook, ""):
        pass
    journal.close()
    assert finish(sitting, path).total == finish(sitting, path).total == 12
    takes = [each for each in load_dataset(path).recordings if each.label == 0]
    assert [each.repetition for each in takes] == list(range(len(takes)))
    assert {each.repetitions for each in takes} == {len(takes)}
