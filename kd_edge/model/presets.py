"""The networks of kd-edge as data: one frozen row per preset.

Every preset is a stack of ``Conv1D`` + ``AveragePooling1D`` stages, LSTMs, batch
normalisation, dropout and a dense layer that gives logits.  ``padding="same"``
is the published form of the reference task; ``"valid"`` reads only frames
inside the window, which lets a device compute only what is new at each hop.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from kd_edge.errors import TrainingError

Role = Literal["teacher", "student"]


class ConvStage(Struct, frozen=True, forbid_unknown_fields=True):
    """A convolution over time, its activation, and average pooling."""

    filters: Annotated[int, Meta(gt=0)]
    activation: Literal["relu", "sigmoid"] = "relu"
    kernel_size: Annotated[int, Meta(gt=0)] = 5
    pool_size: Annotated[int, Meta(gt=0)] = 3


class Preset(Struct, frozen=True, forbid_unknown_fields=True):
    """Layer sizes of one network, independent of window, features and classes."""

    name: str
    role: Role
    convolutions: tuple[ConvStage, ...]
    lstm_units: Annotated[tuple[int, ...], Meta(min_length=1)]
    padding: Literal["same", "valid"]
    dropout: Annotated[float, Meta(ge=0, lt=1)] = 0.2

    def steps(self, window_size: int) -> int:
        """Number of LSTM steps for a window of ``window_size`` frames.

        Raises:
            TrainingError: if nothing is left of the window.
        """
        steps = window_size
        for stage in self.convolutions:
            if self.padding == "valid":
                steps -= stage.kernel_size - 1
            steps //= stage.pool_size
        if steps < 1:
            raise TrainingError(
                f"A window leaves preset {self.name!r} at least one LSTM step",
                found=f"{window_size} frames",
                remedy="use a longer window, or a preset with padding 'same'",
            )
        return steps


_ISL_TEACHER: Final = Preset(
    name="isl-teacher",
    role="teacher",
    convolutions=(ConvStage(32, "sigmoid"), ConvStage(64)),
    lstm_units=(100, 100),
    padding="same",
)
_ISL_STUDENT: Final = Preset(
    name="isl-student",
    role="student",
    convolutions=(ConvStage(2, "sigmoid"), ConvStage(4)),
    lstm_units=(50, 50),
    padding="same",
)
_COMPACT: Final = Preset(
    name="compact",
    role="student",
    convolutions=(ConvStage(24), ConvStage(32)),
    lstm_units=(32,),
    padding="valid",
)

PRESETS: Final[dict[str, Preset]] = {
    preset.name: preset
    for preset in (
        _ISL_TEACHER,
        replace(_ISL_TEACHER, name="isl-teacher-valid", padding="valid"),
        _ISL_STUDENT,
        replace(_ISL_STUDENT, name="isl-student-valid", padding="valid"),
        _COMPACT,
    )
}
"""Every preset by name."""


def find_preset(name: str) -> Preset:
    """The preset called ``name``.

    Raises:
        TrainingError: if there is none.
    """
    if name not in PRESETS:
        raise TrainingError("A preset is one that kd-edge has", found=name, remedy=f"use one of {', '.join(PRESETS)}")
    return PRESETS[name]
