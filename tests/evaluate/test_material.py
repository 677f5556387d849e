"""Continuous material: takes are played as recorded, nothing jumps, and rest and pieces hold what they say."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.contract import NS_PER_S
from kd_edge.errors import EvaluationError, StreamError
from kd_edge.evaluate.material import Amount, held_out, moving, require_known, resting, signing
from kd_edge.play.continuous import BACK_NS, QUIET_NS, Rests, continuous_session, moving_session, resting_session
from kd_edge.recordings.recording import REST, Dataset
from tests.conftest import make_tiny_dataset


def one_person(dataset: Dataset) -> list:
    return [recording for recording in dataset.recordings if recording.subject == dataset.recordings[0].subject]


def test_takes_are_played_as_they_were_recorded_where_the_marks_say(tiny_dataset: Dataset) -> None:
    takes = one_person(tiny_dataset)[:4]
    session = continuous_session(tiny_dataset, takes, np.random.default_rng(1))
    begun = [mark for mark in session.marks if mark.label != REST]
    assert [mark.label for mark in begun] == [take.label for take in takes]
    for mark, take in zip(begun, takes, strict=True):
        for stream in tiny_dataset.signal.streams:
            slot = round(mark.time_ns / stream.sample_period_ns)
            samples = take.streams[stream.name].samples
            np.testing.assert_array_equal(session.samples[stream.name][slot : slot + len(samples)], samples)


def test_between_takes_there_is_the_way_back_and_a_rest_as_long_as_drawn(tiny_dataset: Dataset) -> None:
    takes = one_person(tiny_dataset)[:6]
    rests = Rests(0.8, 1.2)
    session = continuous_session(tiny_dataset, takes, np.random.default_rng(2), rests=rests)
    edges_s = [mark.time_ns / NS_PER_S for mark in session.marks[1:]]
    pauses = np.array(edges_s[2::2]) - np.array(edges_s[1:-1:2]) - BACK_NS / NS_PER_S
    assert rests.shortest_s <= edges_s[0] <= rests.longest_s
    assert (pauses >= rests.shortest_s - 1e-6).all()
    assert (pauses <= rests.longest_s + 1e-6).all()
    assert len(set(pauses.round(6))) == 5


def test_the_way_back_is_the_way_there_backwards(tiny_dataset: Dataset) -> None:
    """By hand: a body that turned by +x on its way there turns by -x on its way back, seen in reverse."""
    stream = next(stream for stream in tiny_dataset.signal.streams if stream.bodies)
    take = one_person(tiny_dataset)[0]
    session = continuous_session(tiny_dataset, [take], np.random.default_rng(3))
    samples, period_ns = take.streams[stream.name].samples, stream.sample_period_ns
    start = round(session.marks[1].time_ns / period_ns)
    back = session.samples[stream.name][start + len(samples) :][: BACK_NS // period_ns]
    there = samples[: len(back)][::-1]
    (acceleration, rates), *_ = stream.bodies
    unblended = slice(len(back) // 2, None)
    np.testing.assert_array_equal(back[unblended][:, acceleration], there[unblended][:, acceleration])
    np.testing.assert_array_equal(back[unblended][:, rates], -there[unblended][:, rates])


def test_rest_is_made_of_quiet_starts(tiny_dataset: Dataset) -> None:
    """Where nothing is blended, every sample of rest is one of the first of some take."""
    takes = one_person(tiny_dataset)[:3]
    session = resting_session(tiny_dataset, takes, 20.0, np.random.default_rng(4))
    for stream in tiny_dataset.signal.streams:
        quiet = max(2, QUIET_NS // stream.sample_period_ns)
        starts = np.concatenate([take.streams[stream.name].samples[:quiet] for take in takes])
        played = session.samples[stream.name]
        known = {row.tobytes() for row in starts}
        assert np.mean([row.tobytes() in known for row in played]) > 0.85
    assert 20 <= session.duration_s < 27
    assert [mark.label for mark in session.marks] == [REST]


def test_pieces_are_no_longer_than_asked_and_unlike_takes(tiny_dataset: Dataset) -> None:
    takes = one_person(tiny_dataset)
    session = moving_session(tiny_dataset, takes, 12.0, np.random.default_rng(5), pieces_s=(0.1, 0.2))
    stream = next(stream for stream in tiny_dataset.signal.streams if stream.envelope is not None)
    played = session.samples[stream.name]
    assert len(played) == round(12.0 * stream.sample_rate_hz)
    rows = {
        row.tobytes(): (n, at)
        for n, take in enumerate(takes)
        for at, row in enumerate(take.streams[stream.name].samples)
    }
    where = [rows[row.tobytes()] for row in played]
    follows = [after == (take, at + 1) for (take, at), after in pairwise(where)]
    lengths = np.diff(np.flatnonzero(~np.array(follows)))
    assert lengths.max() <= 0.2 * stream.sample_rate_hz + 1


def test_no_recordings_give_no_session(tiny_dataset: Dataset) -> None:
    rng = np.random.default_rng(0)
    for make in (
        lambda: continuous_session(tiny_dataset, [], rng),
        lambda: resting_session(tiny_dataset, [], 1.0, rng),
        lambda: moving_session(tiny_dataset, [], 1.0, rng),
    ):
        with pytest.raises(StreamError, match="Found: none"):
            make()


def test_the_two_halves_are_earlier_and_later_takes_of_the_held_out_part(tiny_bundle: Bundle) -> None:
    """Of 14 takes the last four are held out (0.7 of 14 is 9.8): two for each half."""
    dataset = make_tiny_dataset(signs=3, subjects=1, repetitions=14)
    numbers = {
        half: sorted({take.repetition for take in held_out(tiny_bundle, dataset, "within", half)})
        for half in ("both", "first", "second")
    }
    assert numbers == {"both": [10, 11, 12, 13], "first": [10, 11], "second": [12, 13]}


def test_every_person_has_a_stream_of_their_own(tiny_dataset: Dataset) -> None:
    amount = Amount(orders=2, rest_hours=0.01)
    played = signing(tiny_dataset, tiny_dataset.recordings, amount)
    assert [one.person for one in played] == ["s0", "s0", "s1", "s1"] or len({one.person for one in played}) == 2
    assert sum(len(one.takes(tiny_dataset.labels)) for one in played) == 2 * len(tiny_dataset.recordings)
    rests = resting(tiny_dataset, tiny_dataset.recordings, amount)
    assert sum(one.session.duration_s for one in rests) == pytest.approx(36, abs=12)
    assert moving(tiny_dataset, Amount(movement_hours=0.002))[0].name == tiny_dataset.name


def test_a_sign_that_the_bundle_was_not_taught_is_unknown(tiny_bundle: Bundle) -> None:
    more = make_tiny_dataset(signs=4)
    played = signing(more, held_out(tiny_bundle, more), Amount())
    labels = {take.label for one in played for take in one.takes(tiny_bundle.manifest.model.labels)}
    assert labels == {*tiny_bundle.manifest.model.labels, ""}


def test_data_that_leave_nothing_to_play_are_refused(tiny_dataset: Dataset, tiny_bundle: Bundle) -> None:
    once = [replace(take, repetition=0, repetitions=1) for take in one_person(tiny_dataset)[:1]]
    with pytest.raises(EvaluationError, match="Found: none of anybody in split None"):
        held_out(tiny_bundle, replace(tiny_dataset, recordings=once), half="second")


def test_takes_that_show_no_known_sign_are_refused(tiny_dataset: Dataset, tiny_bundle: Bundle) -> None:
    rest = [replace(take, label=REST) for take in one_person(tiny_dataset)[:3]]
    with pytest.raises(EvaluationError, match="Found: no sign, and 3 takes of rest"):
        require_known(tiny_bundle, tiny_dataset, rest)
    renamed = replace(tiny_dataset, labels=("A", "B", "C"))
    with pytest.raises(EvaluationError, match="Found: A, B, C"):
        require_known(tiny_bundle, renamed, renamed.recordings)
    require_known(tiny_bundle, tiny_dataset, tiny_dataset.recordings[:1])
