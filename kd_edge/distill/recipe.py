"""The settings that determine a training run, besides the data and the network."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from kd_edge.distill.augment import Augmentation
from kd_edge.distill.methods.settings import Hinton, Method

PositiveInt = Annotated[int, Meta(gt=0)]
Frames = Annotated[int, Meta(gt=0, le=65536)]
PositiveFloat = Annotated[float, Meta(gt=0)]
NonNegative = Annotated[float, Meta(ge=0)]
Fraction = Annotated[float, Meta(ge=0, lt=1)]


class Recipe(Struct, frozen=True, forbid_unknown_fields=True):
    """The schedule: AdamW, a linear warm-up, then a cosine down to a hundredth.

    Attributes:
        epochs: passes over the training windows.
        batch_size: windows per step.
        learning_rate: at the top of the warm-up.
        warmup_epochs: epochs of linear rise.
        weight_decay: AdamW's decoupled decay.
        clip_norm: largest gradient norm of a variable.
        label_smoothing: share of the target that is spread over all classes.
        background: windows between signs added to every epoch, as a share of the windows with one; the network
            learns to be unsure of them, and a stream stays quiet.
        outliers: windows of movement that is no sign (:mod:`kd_edge.distill.outliers`), as a share of the windows with
            one; the network learns to be unsure of them, too.
        class_weights: ``balanced`` gives every class the same weight in the labels' loss, however many windows it has.
        xla: whether a step is compiled with XLA; None where that is faster.
    """

    epochs: PositiveInt = 200
    batch_size: PositiveInt = 32
    learning_rate: PositiveFloat = 2e-3
    warmup_epochs: NonNegative = 5
    weight_decay: NonNegative = 1e-4
    clip_norm: PositiveFloat = 1.0
    label_smoothing: Fraction = 0.0
    background: Fraction = 0.25
    outliers: NonNegative = 1.0
    class_weights: Literal["none", "balanced"] = "none"
    xla: bool | None = None


FAVOUR: Final = 8
"""How often a window of a favoured person is in an epoch, each time augmented anew."""

FINE_TUNING: Final = Recipe(epochs=30, learning_rate=5e-4, warmup_epochs=2)
"""The schedule after a compression pass, unless told otherwise."""


class Distillation(Struct, frozen=True, forbid_unknown_fields=True):
    """How a student learns from its teacher.

    Attributes:
        temperature: softens both sides of a softmax.
        alpha: weight of the method's loss; the true labels get the rest.
        bank: augmented copies of the training set that the teacher scores, once each; epoch ``e`` learns from copy
            ``e % bank``.  Without augmentation there is only one copy.
        method: what the student learns of the teacher.
        spliced: windows made from two signs that only the teacher labels, as a share of the training windows.
        unlabelled: windows of recordings without labels, as a share of the training windows, if there are such
            recordings; others in every copy.
    """

    temperature: PositiveFloat = 3.0
    alpha: Annotated[float, Meta(ge=0, le=1)] = 0.8
    bank: PositiveInt = 40
    method: Method = Hinton()
    spliced: NonNegative = 0.0
    unlabelled: NonNegative = 1.0


class Unlabelled(Struct, frozen=True, forbid_unknown_fields=True):
    """Recordings without labels: where they lay, and their SHA-256."""

    path: str
    fingerprint: str


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """How to train, whatever the network.

    Attributes:
        split: a name that :func:`~kd_edge.recordings.splits.named_split` knows; the test part is looked at once,
            after the last epoch.
        seed: fixes initial weights, augmentation, order and dropout.
        recipe: the schedule.
        augmentation: ``None`` to learn from the recordings as they are.
        name: of the run; by default one that says the data, network, split and seed.
        dataset_path: where the recordings lie, noted for ``--resume``.
        wearer: ``canonical`` brings everybody's sensors into one orientation first (:mod:`kd_edge.wearer`);
            ``as-recorded`` takes them as they were worn.
        enrol_seconds: of unlabelled movement by which a new person is enrolled; it is not tested on.
        validation: share of each person's training takes that is held back; accuracy on it is measured after every
            epoch, and nothing follows from it.
        window: frames in a window; None as the data set says.
        hop: frames from one window to the next; None as the data set says.
        favour: persons whose windows count :data:`FAVOUR` times, so that few takes of a new person are not drowned
            by those of all others.
    """

    split: str = "within"
    seed: Annotated[int, Meta(ge=0)] = 0
    recipe: Recipe = Recipe()
    augmentation: Augmentation | None = Augmentation()
    name: str | None = None
    dataset_path: str = ""
    wearer: Literal["as-recorded", "canonical"] = "as-recorded"
    enrol_seconds: NonNegative = 20.0
    validation: Fraction = 0.0
    window: Frames | None = None
    hop: Frames | None = None
    favour: tuple[str, ...] = ()
