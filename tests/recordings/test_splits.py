from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kd_edge.errors import RecordingError
from kd_edge.recordings.coverage import coverage, every_coverage
from kd_edge.recordings.recording import REST, Dataset, Recording
from kd_edge.recordings.splits import Split, loso, named_split, protocol, within


def _dataset(take_counts: dict[tuple[str, int], int], tiny: Dataset) -> Dataset:
    recordings = [
        Recording({}, label, subject, subject, repetition, count, f"{subject}/{label}/{repetition}")
        for (subject, label), count in take_counts.items()
        for repetition in range(count)
    ]
    return Dataset("any", recordings, tuple("abcd"), tiny.signal, True, "")


def _keys(dataset: Dataset, indices: np.ndarray) -> set[tuple[str, int, int]]:
    chosen = [dataset.recordings[index] for index in indices]
    return {(recording.subject, recording.label, recording.repetition) for recording in chosen}


def _check(dataset: Dataset, split: Split) -> None:
    assert not set(split.train) & set(split.test)
    assert not _keys(dataset, split.train) & _keys(dataset, split.test)
    assert all(dataset.recordings[index].label != REST for index in [*split.train, *split.test])
    assert split.train.dtype == split.test.dtype == np.int64


counts = st.dictionaries(
    st.tuples(st.sampled_from(["p0", "p1", "p2", "p3"]), st.integers(REST, 3)), st.integers(1, 12), min_size=1
)


@given(take_counts=counts)
def test_no_split_shares_a_take(take_counts: dict[tuple[str, int], int], tiny_dataset: Dataset) -> None:
    dataset = _dataset(take_counts, tiny_dataset)
    persons = {subject for subject, label in take_counts if label != REST}
    if any(label != REST and count >= 5 for (_, label), count in take_counts.items()):
        _check(dataset, within(dataset))
    if len(persons) >= 2:
        tested: list[int] = []
        for split in loso(dataset, folds=len(persons)):
            _check(dataset, split)
            tested += split.test.tolist()
            assert not {dataset.recordings[i].subject for i in split.train} & {
                dataset.recordings[i].subject for i in split.test
            }
        signs = [index for index, recording in enumerate(dataset.recordings) if recording.label != REST]
        assert sorted(tested) == signs


def test_within_by_hand(tiny_dataset: Dataset) -> None:
    dataset = _dataset({("few", 0): 4, ("many", 0): 10, ("many", 1): 3}, tiny_dataset)
    split = within(dataset)
    # 0/10 ... 6/10 train, 7/10 and on test; 0/3, 1/3 and 2/3 = 0.67 train.
    assert _keys(dataset, split.train) == {("many", 0, n) for n in range(7)} | {("many", 1, n) for n in range(3)}
    assert _keys(dataset, split.test) == {("many", 0, n) for n in (7, 8, 9)}


def test_a_split_says_what_it_never_tests(tiny_dataset: Dataset) -> None:
    dataset = _dataset(
        {("ann", 0): 8, ("ann", 1): 3, ("ann", 2): 8, ("bob", 0): 8, ("bob", 2): 3, ("cat", 0): 2}, tiny_dataset
    )
    found = coverage(dataset, within(dataset))
    assert (found.train, found.test) == (6 + 3 + 6 + 6 + 3, 2 + 2 + 2)
    assert (found.never_tested, found.left_out) == (("b",), ("cat",))
    assert found.untested == {"b": ("ann",), "c": ("bob",)}
    assert found.remarks() == (
        "split within: never tested, for want of takes: b",
        "split within: too few takes to test: c of bob",
        "split within: persons without enough takes, left out: cat",
    )
    first, second, third = every_coverage(dataset)[1:]
    assert (first.split, first.never_trained, first.never_tested) == ("loso-0", ("b",), ())
    assert (second.never_tested, third.never_tested) == (("b",), ("b", "c"))


def test_a_split_that_tests_everything_has_no_remarks(tiny_dataset: Dataset) -> None:
    assert [found.remarks() for found in every_coverage(tiny_dataset)] == [()] * 3


def test_splits_do_not_depend_on_the_order_of_recordings(tiny_dataset: Dataset) -> None:
    shuffled = Dataset(
        "shuffled", list(reversed(tiny_dataset.recordings)), tiny_dataset.labels, tiny_dataset.signal, True, ""
    )
    for name in ("within", "loso-0", "loso-1"):
        one, other = named_split(tiny_dataset, name), named_split(shuffled, name)
        assert one.name == other.name == name
        assert _keys(tiny_dataset, one.test) == _keys(shuffled, other.test)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda tiny: named_split(tiny, "random"), "within.*random"),
        (lambda tiny: named_split(tiny, "loso-9"), "loso-9.*loso-0, loso-1"),
        (lambda tiny: loso(tiny, 3), "3 folds for 2 persons"),
        (lambda tiny: within(_dataset({("p", 0): 4}, tiny)), "both sides.*0 to train"),
        (lambda tiny: named_split(_dataset({("p", 0): 4}, tiny), "loso-0"), "at least two persons. Found: 1 with p"),
    ],
)
def test_impossible_split_is_one_clear_error(
    act: Callable[[Dataset], object], message: str, tiny_dataset: Dataset
) -> None:
    with pytest.raises(RecordingError, match=message):
        act(tiny_dataset)


def test_new_persons_first_show_each_sign_a_few_times(tiny_dataset: Dataset) -> None:
    fold, shown = named_split(tiny_dataset, "loso-0"), named_split(tiny_dataset, "loso-0+2")
    new = set(fold.test)
    assert set(shown.train) == set(fold.train) | {
        index for index in new if tiny_dataset.recordings[index].repetition < 2
    }
    assert set(shown.test) == new - set(shown.train)


@pytest.mark.parametrize("name", ["loso-0+", "loso-0+0", "loso-0+x", "loso-9+2", "within+2"])
def test_unknown_introductions_are_refused(tiny_dataset: Dataset, name: str) -> None:
    with pytest.raises(RecordingError, match="A split is"):
        named_split(tiny_dataset, name)


def test_an_introduction_leaves_takes_to_test_on(tiny_dataset: Dataset) -> None:
    with pytest.raises(RecordingError, match="recordings on both sides"):
        named_split(tiny_dataset, "loso-0+6")


def test_sides_that_the_recordings_name(tiny_dataset: Dataset) -> None:
    parts = {0: "train", 1: "test", 2: ""}
    recordings = [dataclasses.replace(take, part=parts[take.repetition % 3]) for take in tiny_dataset.recordings]
    dataset = dataclasses.replace(tiny_dataset, recordings=recordings)
    split = named_split(dataset, "given")
    _check(dataset, split)
    assert {recordings[index].part for index in split.train} == {"train"}
    assert {recordings[index].part for index in split.test} == {"test"}
    assert len(split.train) + len(split.test) == sum(bool(take.part) for take in recordings)
    assert dataset.fingerprint() != tiny_dataset.fingerprint()
    assert [each.split for each in every_coverage(dataset)][-1] == "given"
    assert "given" not in [each.split for each in every_coverage(tiny_dataset)]
    with pytest.raises(RecordingError, match="Split 'given' has recordings on both sides"):
        named_split(tiny_dataset, "given")


def test_folds_of_one_protocol() -> None:
    splits = ("within", "sessions", "loso-3", "loso-3+2")
    assert [protocol(split) for split in splits] == ["within", "sessions", "loso", "loso+2"]
