"""Continuous material: takes are played as recorded, nothing jumps, and rest and pieces hold what they say."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace as replace_fields

from kd_edge.bundle import Bundle
from kd_edge.contract import NS_PER_S
from kd_edge.errors import EvaluationError, RecordingError, StreamError
from kd_edge.evaluate.material import (
    Amount,
    as_rest,
    held_out,
    moving,
    require_known,
    resting,
    sessions_of,
    signing,
    trained_on,
    without_signs,
)
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
        for stream, late_ns, dropped in zip(tiny_dataset.signal.streams, (0, 300_000), (3, 0), strict=True):
            # The movement stream begins 3 ms late: three samples of the muscles, of 0.9 ms each, go with nothing.
            slot = round((mark.time_ns + late_ns) / stream.sample_period_ns)
            samples = take.streams[stream.name].samples[dropped:]
            np.testing.assert_array_equal(session.samples[stream.name][slot : slot + len(samples)], samples)


def shifted(dataset: Dataset, late_ns: int, lost: int) -> Dataset:
    """``dataset`` whose movement stream begins ``late_ns`` later and ends ``lost`` samples earlier.

    What is left of it keeps its times, so that both streams still show the same moments together.
    """
    recordings = []
    for take in dataset.recordings:
        imu = take.streams["imu"]
        first = late_ns // imu.sample_period_ns
        kept = replace(
            imu,
            samples=imu.samples[first : len(imu.samples) - lost],
            start_ns=imu.start_ns + first * imu.sample_period_ns,
        )
        recordings.append(replace(take, streams={**take.streams, "imu": kept}))
    return replace(dataset, recordings=recordings)


def clocked(dataset: Dataset) -> Dataset:
    """``dataset`` whose every sample is its time in ms since the start of the take, plus 2000 for each take."""
    recordings = []
    for number, take in enumerate(dataset.recordings):
        streams = {}
        for name, stream in take.streams.items():
            times_ns = stream.start_ns + stream.sample_period_ns * np.arange(len(stream.samples))
            values = np.repeat(2000 * number + times_ns[:, None] / 1e6, stream.samples.shape[1], axis=1)
            streams[name] = replace(stream, samples=values.astype(np.float32))
        recordings.append(replace(take, streams=streams))
    return replace(dataset, recordings=recordings)


@pytest.mark.parametrize(("late_ns", "lost"), [(0, 0), (300_000_000, 0), (0, 60), (200_000_000, 30)])
def test_streams_that_begin_or_end_at_other_times_stay_together(tiny_dataset: Dataset, late_ns: int, lost: int) -> None:
    """Where no stream is blended, what both play at a moment was recorded at one moment."""
    takes = shifted(clocked(replace(tiny_dataset, recordings=one_person(tiny_dataset)[:8])), late_ns, lost)
    takes = replace(
        takes,
        signal=replace_fields(
            takes.signal,
            streams=tuple(
                replace_fields(s, sample_type="float32", envelope=None, bodies=()) for s in takes.signal.streams
            ),
        ),
    )
    rng = np.random.default_rng(8)
    sessions = [
        continuous_session(takes, takes.recordings, rng, rests=Rests(0.1, 0.1)),
        moving_session(takes, takes.recordings, 8.0, rng),
    ]
    for session in sessions:
        fast, slow = takes.signal.streams
        rows = session.samples[slow.name][:, 0]
        moments_ns = np.arange(len(rows)) * slow.sample_period_ns
        beside = session.samples[fast.name][:, 0]
        columns = np.minimum(np.round(moments_ns / fast.sample_period_ns).astype(int), len(beside) - 1)
        apart_ms = np.abs(rows - beside[columns])
        # The rest is blended: 2000 from take to take, in steps of each stream's period.
        assert np.mean(apart_ms < 60) > 0.75
    if late_ns or lost:
        shorter = min(
            len(take.streams["imu"].samples) * take.streams["imu"].sample_period_ns for take in takes.recordings
        )
        marks = sessions[0].marks
        assert marks[2].time_ns - marks[1].time_ns <= shorter


def test_streams_that_were_never_recorded_together_are_refused(tiny_dataset: Dataset) -> None:
    take = one_person(tiny_dataset)[0]
    emg = replace(take.streams["emg"], start_ns=2 * NS_PER_S)
    apart = [replace(take, streams={**take.streams, "emg": emg})]
    for make in (continuous_session, lambda *given: resting_session(*given[:2], 1.0, given[2])):
        with pytest.raises(RecordingError, match=r"emg from 2.000 s for 1.000 s, imu from 0.003 s"):
            make(tiny_dataset, apart, np.random.default_rng(0))


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
        half: sorted({take.repetition for take in held_out(tiny_bundle, dataset, "within", half).recordings})
        for half in ("both", "first", "second")
    }
    assert numbers == {"both": [10, 11, 12, 13], "first": [10, 11], "second": [12, 13]}


def test_every_person_has_a_stream_of_their_own(tiny_dataset: Dataset) -> None:
    amount = Amount(orders=2, rest_hours=0.01)
    played = signing(tiny_dataset, amount)
    assert [one.person for one in played] == ["s0", "s0", "s1", "s1"] or len({one.person for one in played}) == 2
    assert sum(len(one.takes(tiny_dataset.labels)) for one in played) == 2 * len(tiny_dataset.recordings)
    rests = resting(tiny_dataset, amount)
    assert sum(one.session.duration_s for one in rests) == pytest.approx(36, abs=12)
    assert moving(tiny_dataset, Amount(movement_hours=0.002))[0].name == tiny_dataset.name


def test_a_sign_that_the_bundle_was_not_taught_is_unknown(tiny_bundle: Bundle) -> None:
    more = make_tiny_dataset(signs=4)
    played = signing(held_out(tiny_bundle, more), Amount())
    labels = {take.label for one in played for take in one.takes(tiny_bundle.manifest.model.labels)}
    assert labels == {*tiny_bundle.manifest.model.labels, ""}


def test_data_that_leave_nothing_to_play_are_refused(tiny_dataset: Dataset, tiny_bundle: Bundle) -> None:
    once = [replace(take, repetition=0, repetitions=1) for take in one_person(tiny_dataset)[:1]]
    with pytest.raises(EvaluationError, match="Found: none of anybody in split None"):
        held_out(tiny_bundle, replace(tiny_dataset, recordings=once), half="second")


def test_takes_that_show_no_known_sign_are_refused(tiny_dataset: Dataset, tiny_bundle: Bundle) -> None:
    known = tiny_bundle.manifest.model.labels
    rest = [replace(take, label=REST) for take in one_person(tiny_dataset)[:3]]
    with pytest.raises(EvaluationError, match="Found: no sign, and 3 takes of rest"):
        require_known(replace(tiny_dataset, recordings=rest), known)
    renamed = replace(tiny_dataset, labels=("A", "B", "C"))
    with pytest.raises(EvaluationError, match="Found: A, B, C"):
        require_known(renamed, known)
    require_known(replace(tiny_dataset, recordings=tiny_dataset.recordings[:1]), known)


def bundle_with(bundle: Bundle, **fields: object) -> Bundle:
    return replace(bundle, manifest=replace_fields(bundle.manifest, **fields))


def test_takes_of_a_label_of_rest_are_rest(tiny_dataset: Dataset, tiny_bundle: Bundle) -> None:
    """By hand: SIGN2 means rest, so a third of the takes is no sign, gives no pieces, and is still played."""
    decided = replace_fields(tiny_bundle.manifest.decision, rest=("SIGN2",))
    quiet, labels = bundle_with(tiny_bundle, decision=decided), tiny_bundle.manifest.model.labels
    takes = held_out(quiet, tiny_dataset)
    signs, *others = sessions_of(quiet, takes, [], Amount(rest_hours=0.002, movement_hours=0.002))
    assert {take.label for take in signs.takes(labels)} == {"SIGN0", "SIGN1"}
    third = next(take for take in takes.recordings if takes.labels[take.label] == "SIGN2")
    emg = signs.session.samples["emg"].tobytes() + others[0].session.samples["emg"].tobytes()
    assert third.streams["emg"].samples[3:].tobytes() in emg
    pieces = [one.session.samples["emg"].tobytes() for one in others if one.name == "pieces of signs"]
    for take in takes.recordings:
        parts = [take.streams["emg"].samples[at : at + 20].tobytes() for at in range(0, 1000, 20)]
        assert take.label != third.label or not any(part in played for part in parts for played in pieces)
    only = [take for take in takes.recordings if takes.labels[take.label] == "SIGN2"][:3]
    with pytest.raises(EvaluationError, match="Found: no sign, and 3 takes of rest"):
        sessions_of(quiet, replace(takes, recordings=only), [], Amount())
    unnamed = replace(takes, labels=(), recordings=as_rest(takes, takes.labels).recordings)
    assert as_rest(unnamed, ["SIGN2"]).recordings == unnamed.recordings  # REST is no index of a label


def narrow(bundle: Bundle, **channels: tuple[str, ...]) -> Bundle:
    """``bundle`` of only some channels, by stream."""
    from kd_edge.recordings.selection import select_features

    signal = bundle.manifest.signal
    kept = [f"{stream}.{name}" for stream, names in channels.items() for name in names]
    return bundle_with(bundle, signal=select_features(signal, kept))


@pytest.mark.parametrize("channels", [{"imu": ("acc_x", "acc_y", "acc_z")}, {"emg": ("emg_1",), "imu": ("gyro_z",)}])
def test_a_bundle_of_some_sensors_is_played_only_these(
    tiny_dataset: Dataset, tiny_bundle: Bundle, channels: dict[str, tuple[str, ...]]
) -> None:
    part = narrow(tiny_bundle, **channels)
    other = replace(tiny_dataset, labels=("walking", "standing", "sitting"), name="walks")
    amount = Amount(rest_hours=0.001, movement_hours=0.001)
    played = sessions_of(part, held_out(part, tiny_dataset), [without_signs(part, other)], amount)
    assert {one.name for one in played} == {"signs", "rest", "pieces of signs", "walks"}
    for one in played:
        assert {name: samples.shape[1] for name, samples in one.session.samples.items()} == {
            name: len(names) for name, names in channels.items()
        }


def test_other_movement_is_of_the_same_sensors_and_without_known_signs(
    tiny_dataset: Dataset, tiny_bundle: Bundle
) -> None:
    with pytest.raises(EvaluationError, match=r"knows in tiny, .*Found: SIGN0, SIGN1, SIGN2\..*leave these"):
        without_signs(tiny_bundle, tiny_dataset)
    emg, imu = tiny_dataset.signal.streams
    faster = replace_fields(tiny_dataset.signal, streams=(emg, replace_fields(imu, sample_period_ns=5_000_000)))
    with pytest.raises(StreamError, match="stream 'imu' has 200 samples a second"):
        without_signs(tiny_bundle, replace(tiny_dataset, signal=faster, labels=("a", "b", "c")))
    with pytest.raises(EvaluationError, match="Found: none in tiny"):
        without_signs(tiny_bundle, replace(tiny_dataset, recordings=[]))
    resting_label = bundle_with(tiny_bundle, decision=replace_fields(tiny_bundle.manifest.decision, rest=("SIGN0",)))
    only = [take for take in tiny_dataset.recordings if take.label == 0]
    assert without_signs(resting_label, replace(tiny_dataset, recordings=only)).recordings == only


def test_nothing_of_other_movement_is_in_both_halves(tiny_dataset: Dataset, tiny_bundle: Bundle) -> None:
    """Of six recordings of a person and label, three; of a single one, half of its time."""
    walks = clocked(replace(tiny_dataset, labels=("a", "b", "c")))
    fits = bundle_with(
        tiny_bundle,
        signal=replace_fields(
            tiny_bundle.manifest.signal,
            streams=tuple(
                replace_fields(stream, sample_type="float32") for stream in tiny_bundle.manifest.signal.streams
            ),
        ),
    )
    walks = replace(walks, signal=replace_fields(fits.manifest.signal, normalisation=None))
    for chosen in (walks.recordings, walks.recordings[:1]):
        of = replace(walks, recordings=chosen)
        first, second = (
            [
                np.concatenate([take.streams[name].samples for take in without_signs(fits, of, half).recordings])
                for name in ("emg", "imu")
            ]
            for half in ("first", "second")
        )
        whole = [np.concatenate([take.streams[name].samples for take in chosen]) for name in ("emg", "imu")]
        for early, late, both in zip(first, second, whole, strict=True):
            assert len(early) + len(late) == len(both)
            assert not {*early[:, 0].tolist()} & {*late[:, 0].tolist()}
            assert abs(len(early) - len(late)) <= 5  # the middle is that of the time in which both were recorded


def test_takes_that_may_have_trained_are_counted(tiny_dataset: Dataset, tiny_bundle: Bundle) -> None:
    """The bundle was trained with `within`; of two persons' 36 takes, a fold holds one person's 18 back."""
    own = bundle_with(
        tiny_bundle,
        provenance=replace_fields(tiny_bundle.manifest.provenance, dataset_fingerprint=tiny_dataset.fingerprint()),
    )
    kept = sum(take.subject == "s0" for take in held_out(own, tiny_dataset).recordings)
    assert trained_on(own, tiny_dataset, "within") == 0
    assert trained_on(own, tiny_dataset, "loso-0") == 18 - kept > 0
    assert trained_on(tiny_bundle, tiny_dataset, "loso-0") == 0
