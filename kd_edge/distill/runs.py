"""Run folders: everything about one training, readable without TensorFlow, except the model.

runs/<name>/
  run.json         what was asked for (RunConfig)
  checkpoint.npz   state after the last finished epoch; gone when the run is complete
  history.csv      one row per epoch
  history.png      the same as a picture
  model.keras      the trained model
  metrics.json     figures on the held-out recordings; its presence says that the run is complete
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from kd_edge import contract
from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.distill.augment import Augmentation
from kd_edge.distill.recipe import Distillation, Recipe, Unlabelled
from kd_edge.errors import TrainingError
from kd_edge.files import write_bytes
from kd_edge.model.role import Role
from kd_edge.recordings.splits import ALL
from kd_edge.wearer.estimate import Estimate

if TYPE_CHECKING:
    import keras

CONFIG: Final = "run.json"
CHECKPOINT: Final = "checkpoint.npz"
HISTORY: Final = "history.csv"
PLOT: Final = "history.png"
MODEL: Final = "model.keras"
METRICS: Final = "metrics.json"

PARTED: Final = 0.1
"""Accuracy that a network may lose between the last epoch of its training and its use without a warning."""

_UNKNOWN_LAYER: Final = (
    "for a layer of your own, decorate its class with @keras.saving.register_keras_serializable() and, before "
    "export_run(load_run(folder), out) in Python, import the module that defines it; else train again"
)


class RunConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in ``run.json``; with the data it fixes every bit of the result.

    ``signal`` carries the normalisation, fitted on the training recordings only.
    ``network`` is a preset's name, or that of a Keras model that the caller built.
    ``macs`` is None for a network that cannot be exported; ``started_ns`` is Unix time and only orders runs.
    ``passes`` made the network smaller, in their order, and ``parent`` is the run that they began with; ``signal`` then
    has the channels that are left, and ``recipe`` is the schedule after each pass.
    ``teacher`` is the name of a run, several if their logits are averaged.
    ``unlabelled`` says which recordings without labels the teacher labelled.
    ``wearers`` has the profile of everybody who trained, by wearing; None for sensors as recorded.  A person who only
    tests is enrolled with ``enrol_seconds`` of unlabelled movement.
    ``validation`` is the share of training takes that was held back to watch the training.
    ``favour`` names persons whose windows counted several times.
    """

    name: str
    role: Role
    network: str
    dataset: str
    dataset_path: str
    dataset_fingerprint: str
    synthetic: bool
    labels: tuple[str, ...]
    signal: SignalSpec
    split: str
    seed: int
    recipe: Recipe
    augmentation: Augmentation | None
    distillation: Distillation | None
    teacher: str | tuple[str, ...] | None
    parameters: int
    macs: int | None
    git_revision: str
    started_ns: int
    parent: str | None = None
    passes: tuple[str, ...] = ()
    unlabelled: Unlabelled | None = None
    wearers: dict[str, WearerProfile] | None = None
    enrol_seconds: float = 0.0
    validation: float = 0.0
    favour: tuple[str, ...] = ()

    @property
    def teachers(self) -> tuple[str, ...]:
        """Names of all teachers, none for a run that learnt from labels alone."""
        return (self.teacher,) if isinstance(self.teacher, str) else self.teacher or ()

    @property
    def holds_out(self) -> bool:
        """Whether its figures are of recordings that did not train it."""
        return self.split != ALL


class Scores(Struct, frozen=True, forbid_unknown_fields=True):
    """Accuracy pooled over windows, its mean over persons, and each person's."""

    accuracy: float
    macro_accuracy: float
    per_subject: dict[str, float]


class Metrics(Struct, frozen=True, forbid_unknown_fields=True):
    """Figures on the split's test recordings, taken once, after the last epoch.

    Attributes:
        accuracy: pooled over all windows.
        macro_accuracy: mean over persons of their accuracies.
        per_subject: accuracy of each person.
        train_accuracy: on the unchanged training windows.
        train_windows: how many there were.
        test_windows: how many there were.
        seconds: training time; after a resume, of the last process.
        epoch_accuracy: on the augmented training windows of the last epoch, while their batches trained.
        enrolled: how each new person was found to wear the sensors; all other figures are with these profiles.
        as_recorded: the same test windows without those profiles; None if nobody was enrolled.
        confusion: test windows by true and chosen class, ``(classes, classes)``; None in runs of older versions.
    """

    accuracy: float
    macro_accuracy: float
    per_subject: dict[str, float]
    train_accuracy: float
    train_windows: int
    test_windows: int
    seconds: float
    epoch_accuracy: float | None = None
    enrolled: dict[str, Estimate] = {}
    as_recorded: Scores | None = None
    confusion: tuple[tuple[int, ...], ...] | None = None

    @property
    def recalls(self) -> tuple[float | None, ...]:
        """Share of each class's test windows that were understood; None for a class without any."""
        rows = enumerate(self.confusion or ())
        return tuple(row[label] / sum(row) if any(row) else None for label, row in rows)

    @property
    def caution(self) -> str | None:
        """A warning if the trained network does much worse in use, because batch normalisation differs; else None."""
        if self.epoch_accuracy is None or self.epoch_accuracy - self.train_accuracy <= PARTED:
            return None
        return (
            f"while it trained, the network was right in {self.epoch_accuracy:.0%} of its windows, and in "
            f"{self.train_accuracy:.0%} as it will be used: its batch normalisation has not settled. "
            "Train longer, or with larger batches"
        )


@dataclass(frozen=True)
class Run:
    """A run folder and its configuration."""

    folder: Path
    config: RunConfig

    @property
    def complete(self) -> bool:
        """Whether training ended and its figures are there."""
        return (self.folder / METRICS).is_file()

    @cached_property
    def metrics(self) -> Metrics:
        """Figures on held-out recordings.

        Raises:
            TrainingError: if the run is not complete.
        """
        self._require_complete()
        return contract.decode((self.folder / METRICS).read_bytes(), Metrics, source=str(self.folder / METRICS))

    def load_model(self) -> keras.Model:
        """The trained Keras model: normalised frames ``(batch, window_size, features)`` to logits.

        Raises:
            TrainingError: if the run is not complete or its model cannot be read.
        """
        self._require_complete()
        import keras

        try:
            return keras.saving.load_model(self.folder / MODEL, compile=False)
        except (OSError, ValueError, TypeError, AttributeError, KeyError, ImportError) as error:
            raise TrainingError(
                f"{self.folder / MODEL} is a Keras model of layers that this process knows",
                found=f"{type(error).__name__}: {(str(error).strip() or 'no message').splitlines()[0]}",
                remedy=_UNKNOWN_LAYER,
            ) from error

    def _require_complete(self) -> None:
        if not self.complete:
            raise TrainingError(
                "A run is used once its training is complete",
                found=f"{self.folder} without {METRICS}",
                remedy="finish it with `--resume`",
            )


def load_run(folder: Path) -> Run:
    """The run in ``folder``, complete or not.

    Raises:
        TrainingError: if it holds no readable run.json.
    """
    path = folder / CONFIG
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TrainingError(
            "A run is a folder with a run.json",
            found=f"{path}: {error.strerror}",
            remedy="name a folder that `kd-edge train` or `kd-edge distill` wrote",
        ) from error
    with contract.raised_as(TrainingError, remedy="train it again with this version"):
        return Run(folder, contract.decode(data, RunConfig, source=str(path)))


def find_run(root: Path, name: str | None, *, role: Role) -> Run:
    """The run called ``name`` under ``root``, or in the folder ``name``; without a name the newest complete one.

    Raises:
        TrainingError: if there is none.
    """
    if name is None:
        return newest_run(root, role=role)
    return load_run(root / name if (root / name).is_dir() else Path(name))


def save_config(run: Run) -> None:
    """Write ``run.json``."""
    write_bytes(run.folder / CONFIG, contract.encode(run.config))


def list_runs(
    root: Path,
    *,
    role: Role | None = None,
    dataset_fingerprint: str | None = None,
    split: str | None = None,
    complete: bool = True,
) -> list[Run]:
    """Runs under ``root`` that fit every condition given, oldest first; hidden folders are unfinished or left over.

    Runs that cannot be read are left out: :func:`damaged_runs` has them.
    """
    runs = [run for run in _read_all(root) if isinstance(run, Run)]
    chosen = [
        run
        for run in runs
        if run.complete == complete
        and role in (None, run.config.role)
        and dataset_fingerprint in (None, run.config.dataset_fingerprint)
        and split in (None, run.config.split)
    ]
    return sorted(chosen, key=lambda run: run.config.started_ns)


def damaged_runs(root: Path) -> list[TrainingError]:
    """Why some folders under ``root`` cannot be read as runs."""
    return [error for error in _read_all(root) if isinstance(error, TrainingError)]


def _read_all(root: Path) -> Iterator[Run | TrainingError]:
    for path in sorted(root.glob(f"[!.]*/{CONFIG}")):
        try:
            yield load_run(path.parent)
        except TrainingError as error:
            yield error


def newest_run(
    root: Path,
    *,
    role: Role | None = None,
    dataset_fingerprint: str | None = None,
    split: str | None = None,
    complete: bool = True,
) -> Run:
    """The newest run under ``root`` that fits.

    Raises:
        TrainingError: if there is none.
    """
    runs = list_runs(root, role=role, dataset_fingerprint=dataset_fingerprint, split=split, complete=complete)
    if not runs:
        wanted = " ".join(filter(None, ("complete" if complete else "unfinished", role, "run")))
        raise TrainingError(
            f"There is a {wanted} for these data in {root}",
            found="none",
            remedy="run `kd-edge train DATA`, then `kd-edge distill DATA`, with the same --split and --runs",
        )
    return runs[-1]
