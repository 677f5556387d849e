"""The TOML file that describes a data set in another format, and what all importers derive from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import ContractError, RecordingError
from kd_edge.files import read_bounded
from kd_edge.recordings.file_names import composed
from kd_edge.recordings.recording import REST

_LIMIT: Final = 1 << 16
"""Bytes of the largest TOML file: enough for thousands of labels; bounds the time for crafted keys."""


class Description(Struct, frozen=True, forbid_unknown_fields=True):
    """The TOML file of an npz data set.

    Attributes:
        name: short name of the data set.
        labels: class names, in the order of the network's outputs.
        signal: streams, filters, frames and windows.
        description: one or two sentences on the origin.
        synthetic: True when no human made the movements.
        rest: the name that a take without a sign has in place of a label; empty if there are none.
    """

    name: str
    labels: tuple[str, ...]
    signal: SignalSpec
    description: str = ""
    synthetic: bool = False
    rest: str = ""

    def __post_init__(self) -> None:
        if self.rest in self.labels:
            raise ContractError(
                "The name of rest is no label", found=self.rest, remedy="call rest otherwise, or take it from labels"
            )

    @property
    def label_names(self) -> tuple[str, ...]:
        """Every name that a take may have: the labels, and rest if it has a name."""
        return (*self.labels, self.rest) if self.rest else self.labels

    def label_index(self, label: str, source: str) -> int:
        """Position of ``label`` among the labels, or ``REST``.

        Raises:
            RecordingError: if it is not one of them.
        """
        names = [composed(name) for name in self.labels]
        if self.rest and composed(label) == composed(self.rest):
            return REST
        if composed(label) not in names:
            raise RecordingError(
                f"The label of {source} is one of {', '.join(self.label_names)}",
                found=label,
                remedy="correct it, or add it to labels in the TOML file",
            )
        return names.index(composed(label))


Kind = TypeVar("Kind", bound=Description)


def read_description(path: Path, kind: type[Kind]) -> Kind:
    """Read the TOML file at ``path``.

    Raises:
        RecordingError: if there is none.
        ContractError: if it is malformed, has unknown fields, or asks for the impossible.
    """
    if not path.exists():
        raise RecordingError(
            "A data set of CSV files or plain arrays is described by a TOML file",
            found=f"no file {path}",
            remedy="let `kd-edge data init` write one; docs/recordings.md explains it",
        )
    return contract.decode_toml(read_bounded(path, _LIMIT, RecordingError), kind, source=str(path))


class _Declared(Struct):
    format: str = ""


def declared_format(path: Path) -> str:
    """The entry ``format`` of the TOML file at ``path``; empty if there is none, or no such file that can be read."""
    try:
        return contract.decode_toml(read_bounded(path, _LIMIT, RecordingError), _Declared, source=str(path)).format
    except (ContractError, RecordingError):
        return ""


@dataclass(frozen=True)
class Take:
    """The subject and label of a take; ``order`` sorts takes by time, in any unit; ``part`` as in a recording."""

    label: int
    subject: str
    session: str
    order: int
    part: str = ""


def number_takes(takes: Sequence[Take]) -> list[tuple[int, int]]:
    """For every take, its chronological index among those of its (subject, label), and their number."""
    counts = Counter((take.subject, take.label) for take in takes)
    seen: Counter[tuple[str, int]] = Counter()
    numbers = [(0, 0)] * len(takes)
    for index in sorted(range(len(takes)), key=lambda index: takes[index].order):
        key = (takes[index].subject, takes[index].label)
        numbers[index] = (seen[key], counts[key])
        seen[key] += 1
    return numbers


def to_sample_type(
    values: NDArray[np.number[Any]], spec: StreamSpec, source: str, lines: Sequence[int] | None = None
) -> NDArray[np.generic]:
    """Convert ``values`` to the stream's sample type without losing anything.

    Args:
        values: shape ``(rows, channels)``.
        spec: the stream.
        source: where they come from, for messages.
        lines: the line of every row, where the source is a file of lines.

    Raises:
        RecordingError: if an integer stream has fractions, NaN, or values beyond its range, or a
            float32 stream has values that are not finite.
    """
    if spec.sample_type == "float32":
        largest = np.finfo(np.float32).max
        fits, rule = np.abs(values) <= largest, "finite float32 numbers"
    else:
        limits = np.iinfo(spec.sample_type)
        fits = (values == np.rint(values)) & (values >= limits.min) & (values <= limits.max)
        rule = f"whole numbers from {limits.min} to {limits.max}"
    if not fits.all():
        row, channel = np.argwhere(~fits)[0]
        place = f"sample {row}" if lines is None else f"line {lines[row]}"
        raise RecordingError(
            f"Samples of stream {spec.name!r} of {source} are {rule}",
            found=f"{values[row, channel]:g} in channel {spec.channels[channel]!r}, {place}",
            remedy="cut the damaged part out, or leave the recording out"
            if spec.sample_type == "float32"
            else 'correct the file, or set sample_type = "float32"',
        )
    return values.astype(spec.sample_type)
