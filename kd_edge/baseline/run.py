"""Train and test the classical methods on a split, and keep the figures where runs find them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.baseline.classifiers import CLASSIFIERS
from kd_edge.baseline.features import window_features
from kd_edge.baseline.worn import canonical, recorded
from kd_edge.contract import SignalSpec
from kd_edge.distill.evaluate import accuracy
from kd_edge.errors import TrainingError
from kd_edge.files import write_bytes
from kd_edge.recordings.recording import REST, Dataset
from kd_edge.recordings.splits import Split, loso, named_split
from kd_edge.signal.windows import window_dataset

FOLDER: Final = "baselines"
"""In the folder of runs."""
SEEDS: Final = 3
LOSO: Final = "loso"
"""Every fold in turn, judged together."""
_FOLDS: Final = 5
ENROL_SECONDS: Final = 20.0
Wearing = Literal["as-recorded", "canonical"]


class Figure(Struct, frozen=True, forbid_unknown_fields=True):
    """One method; each list has an entry for every seed.

    Attributes:
        method: its name in ``CLASSIFIERS``.
        accuracies: share of the held-out windows that are recognised.
        macro_accuracies: the same, mean over persons.
        per_subject: accuracy of each person, mean over the seeds.
        seconds: to train and to test, all seeds together.
    """

    method: str
    accuracies: tuple[float, ...]
    macro_accuracies: tuple[float, ...]
    per_subject: dict[str, float]
    seconds: float

    @property
    def accuracy(self) -> float:
        """Mean over the seeds."""
        return float(np.mean(self.accuracies))

    @property
    def macro_accuracy(self) -> float:
        """Mean over the seeds."""
        return float(np.mean(self.macro_accuracies))

    @property
    def spread(self) -> float:
        """Standard deviation of the accuracy over the seeds; 0 for one."""
        return float(np.std(self.accuracies, ddof=1)) if len(self.accuracies) > 1 else 0.0


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """All methods on one split of one data set.

    ``features`` are numbers for each window of ``window_size`` frames every ``window_increment``; of ``loso``, the
    windows of all folds are counted.  ``wearer`` is as for a training.
    """

    dataset: str
    dataset_fingerprint: str
    split: str
    window_size: int
    window_increment: int
    features: int
    train_windows: int
    test_windows: int
    figures: tuple[Figure, ...]
    wearer: Wearing = "as-recorded"

    @property
    def best(self) -> Figure:
        """The method with the highest accuracy."""
        return max(self.figures, key=lambda figure: figure.accuracy)


def measure_baseline(
    dataset: Dataset,
    split: str,
    *,
    seeds: int = SEEDS,
    wearer: Wearing = "as-recorded",
    enrol_seconds: float = ENROL_SECONDS,
    tell: Callable[[str], None] = lambda line: None,
) -> Baseline:
    """Train every method on the training side of ``split`` and test it once on the other.

    Args:
        dataset: the recordings.
        split: as for a training, or ``loso``: every fold is tested by methods that were trained on the others, and
            the decisions of all folds are judged together.
        seeds: 0, 1, ... so many; each trains anew.
        wearer: ``canonical`` turns everybody's sensors into one orientation first, as for a training.
        enrol_seconds: of unlabelled movement by which each new person is enrolled then.
        tell: is called with the name of each step.

    Raises:
        RecordingError: the data do not allow the split.
        MissingExtraError: scikit-learn is absent.
        TrainingError: ``seeds`` is no positive number.
    """
    if seeds < 1:
        raise TrainingError("A baseline is measured with at least one seed", found=seeds, remedy="use 1 or more")
    folds = []
    for part in _splits(dataset, split):
        tell(f"features of split {part.name}")
        seen = canonical(dataset, part, enrol_seconds) if wearer == "canonical" else recorded(dataset, part)
        folds.append(_Fold.of(*seen))
    figures = []
    for method in CLASSIFIERS:
        tell(method)
        figures.append(_figure(method, folds, seeds))
    return Baseline(
        dataset=dataset.name,
        dataset_fingerprint=dataset.fingerprint(),
        split=split,
        window_size=dataset.signal.window_size,
        window_increment=dataset.signal.window_increment,
        features=folds[0].train.shape[1],
        train_windows=sum(len(fold.train) for fold in folds),
        test_windows=sum(len(fold.test) for fold in folds),
        figures=tuple(figures),
        wearer=wearer,
    )


def save_baseline(baseline: Baseline, runs: Path) -> Path:
    """Keep ``baseline`` in the folder of ``runs``, in place of an older one of the same windows and split."""
    path = _path(
        runs,
        baseline.dataset,
        baseline.dataset_fingerprint,
        baseline.split,
        (baseline.window_size, baseline.window_increment),
        baseline.wearer,
    )
    write_bytes(path, contract.encode(baseline))
    return path


def find_baseline(
    runs: Path, *, dataset: str, dataset_fingerprint: str, split: str, windows: tuple[int, int], wearer: Wearing
) -> Baseline | None:
    """The baseline that :func:`save_baseline` kept for exactly these recordings, worn so, and this split, or None.

    Args:
        runs: folder of runs.
        dataset: name of the data set.
        dataset_fingerprint: of its recordings.
        split: as for a training, or ``loso``.
        windows: frames in a window, and from one to the next.
        wearer: as for a training.

    Raises:
        ContractError: its file is damaged.
    """
    path = _path(runs, dataset, dataset_fingerprint, split, windows, wearer)
    if not path.is_file():
        return None
    return contract.decode(path.read_bytes(), Baseline, source=str(path))


class _Fold(Struct, frozen=True):
    """Features ``(windows, features)`` and labels on both sides of a split, and the persons who are tested."""

    train: NDArray[np.float64]
    train_labels: NDArray[np.int64]
    test: NDArray[np.float64]
    test_labels: NDArray[np.int64]
    subjects: NDArray[np.str_]

    @classmethod
    def of(cls, dataset: Dataset, signal: SignalSpec, split: Split) -> _Fold:
        train, test = (window_dataset(dataset, signal, indices) for indices in (split.train, split.test))
        return cls(
            window_features(train.frames), train.labels, window_features(test.frames), test.labels, test.subjects
        )


def _splits(dataset: Dataset, name: str) -> list[Split]:
    if name != LOSO:
        return [named_split(dataset, name)]
    persons = {recording.subject for recording in dataset.recordings if recording.label != REST}
    return loso(dataset, min(_FOLDS, len(persons)))


def _figure(method: str, folds: Sequence[_Fold], seeds: int) -> Figure:
    started = time.monotonic()
    labels = np.concatenate([fold.test_labels for fold in folds])
    subjects = np.concatenate([fold.subjects for fold in folds])
    judged = []
    for seed in range(seeds):
        chosen = np.concatenate([_decisions(method, fold, seed) for fold in folds])
        scores = np.eye(int(max(chosen.max(), labels.max())) + 1)[chosen]
        judged.append(accuracy(scores, labels, subjects))
    return Figure(
        method=method,
        accuracies=tuple(each.pooled for each in judged),
        macro_accuracies=tuple(each.macro for each in judged),
        per_subject={
            person: float(np.mean([each.per_subject[person] for each in judged])) for person in judged[0].per_subject
        },
        seconds=time.monotonic() - started,
    )


def _decisions(method: str, fold: _Fold, seed: int) -> NDArray[np.int64]:
    classifier = CLASSIFIERS[method](seed)
    classifier.fit(fold.train, fold.train_labels)
    return np.asarray(classifier.predict(fold.test), np.int64)


def _path(runs: Path, dataset: str, fingerprint: str, split: str, windows: tuple[int, int], wearer: Wearing) -> Path:
    worn = "" if wearer == "as-recorded" else f"{wearer}-"
    name = re.sub(r"[^A-Za-z0-9._-]", "_", dataset)
    return runs / FOLDER / f"{name}-{split}-{worn}{windows[0]}-{windows[1]}-{fingerprint[:12]}.json"
