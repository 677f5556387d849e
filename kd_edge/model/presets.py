"""The networks of kd-edge as data: one frozen row per preset, each of a family in ``families/``."""

from __future__ import annotations

from math import isfinite
from typing import Final

from msgspec.structs import replace

from kd_edge.errors import TrainingError
from kd_edge.model.families.conv_gru import ConvGru
from kd_edge.model.families.lstm_chain import ConvStage, LstmChain
from kd_edge.model.families.pooled import Pooled
from kd_edge.model.families.residual import Residual
from kd_edge.model.family import Family
from kd_edge.suggest import instead

_ISL_TEACHER: Final = LstmChain(
    name="isl-teacher",
    role="teacher",
    convolutions=(ConvStage(32, "sigmoid"), ConvStage(64)),
    lstm_units=(100, 100),
    padding="same",
)
_ISL_STUDENT: Final = LstmChain(
    name="isl-student",
    role="student",
    convolutions=(ConvStage(2, "sigmoid"), ConvStage(4)),
    lstm_units=(50, 50),
    padding="same",
)
_COMPACT: Final = LstmChain(
    name="compact",
    role="student",
    convolutions=(ConvStage(24), ConvStage(32)),
    lstm_units=(32,),
    padding="valid",
)
_SEPARABLE: Final = Residual(
    name="separable",
    role="student",
    blocks=(16, 24, 32, 40),
    separable=True,
    spatial_dropout=0.0,
    dropout=0.2,
)

_ROWS: Final[tuple[Family, ...]] = (
    _ISL_TEACHER,
    replace(_ISL_TEACHER, name="isl-teacher-valid", padding="valid"),
    _ISL_STUDENT,
    replace(_ISL_STUDENT, name="isl-student-valid", padding="valid"),
    _COMPACT,
    LstmChain("compact-small", "student", (ConvStage(12), ConvStage(12)), (20,), "valid", dropout=0.1),
    LstmChain("compact-large", "student", (ConvStage(24), ConvStage(48)), (54,), "valid"),
    replace(_SEPARABLE, name="separable-small", blocks=(12, 16, 24), dropout=0.1),
    _SEPARABLE,
    replace(_SEPARABLE, name="separable-large", blocks=(28, 40, 52, 64)),
    replace(_SEPARABLE, name="separable-valid", kernel_size=3, padding="valid"),
    Pooled("pooled-small", "student", filters=(14, 20, 28), kernel_size=3, dropout=0.1),
    Pooled("pooled", "student", filters=(24, 36, 52), kernel_size=4),
    Pooled("pooled-large", "student", filters=(32, 48, 70)),
    Pooled("branches", "student", filters=(16, 24, 28), by_stream=True),
    Residual("resnet", "teacher", blocks=(32, 48, 64, 80)),
    ConvGru("conv-gru", "teacher", convolutions=(24, 32), gru_units=(32,), bidirectional=False),
    ConvGru("conv-bigru", "teacher", convolutions=(48, 64), gru_units=(64, 64), bidirectional=True),
)

PRESETS: Final[dict[str, Family]] = {row.name: row for row in _ROWS}
"""Every preset by name."""

SMALLEST_FACTOR: Final = 0.01
LARGEST_FACTOR: Final = 16.0


def find_preset(name: str) -> Family:
    """The preset called ``name``, or ``NAME*FACTOR``: the same with every width multiplied, such as ``resnet*0.5``.

    Raises:
        TrainingError: there is none, or a factor that is no sensible number.
    """
    base, star, factor = name.partition("*")
    if base not in PRESETS:
        raise TrainingError("A preset is one that kd-edge has", found=name, remedy=instead(base, PRESETS))
    return replace(PRESETS[base].scaled(_factor(factor)), name=name) if star else PRESETS[base]


def _factor(text: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        factor = float("nan")
    if not (isfinite(factor) and SMALLEST_FACTOR <= factor <= LARGEST_FACTOR):
        raise TrainingError(
            f"A preset's widths are multiplied by a number from {SMALLEST_FACTOR:g} to {LARGEST_FACTOR:g}",
            found=repr(text[:40]),
            remedy="write NAME*0.5 for half as many filters and units in every layer",
        )
    return factor
