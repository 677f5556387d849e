"""What a foreign data set's TOML file says, and what every importer derives from it alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import RecordingError


class Description(Struct, frozen=True, forbid_unknown_fields=True):
    """The TOML file of an npz data set.

    Attributes:
        name: short name of the data set.
        labels: class names, in the order of the network's outputs.
        signal: streams, filters, frames and windows.
        description: one or two sentences on the origin.
        synthetic: True when no human made the movements.
    """

    name: str
    labels: tuple[str, ...]
    signal: SignalSpec
    description: str = ""
    synthetic: bool = False

    def label_index(self, label: str, source: str) -> int:
        """Position of ``label`` among the labels.

        Raises:
            RecordingError: if it is not one of them.
        """
        if label not in self.labels:
            raise RecordingError(
                f"The label of {source} is one of {', '.join(self.labels)}",
                found=label,
                remedy="correct it, or add it to labels in the TOML file",
            )
        return self.labels.index(label)


Kind = TypeVar("Kind", bound=Description)


def read_description(path: Path, kind: type[Kind]) -> Kind:
    """Read the TOML file at ``path``.

    Raises:
        RecordingError: if there is none.
        ContractError: if it is malformed, has unknown fields, or asks for the impossible.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(
            "A data set of CSV files or plain arrays is described by a TOML file",
            found=f"{path}: {error.strerror}",
            remedy="write one; docs/recordings.md shows how",
        ) from error
    return contract.decode_toml(data, kind, source=str(path))


@dataclass(frozen=True)
class Take:
    """Whose take of which sign; ``order`` sorts takes by time, in any unit."""

    label: int
    subject: str
    session: str
    order: int


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


def to_sample_type(values: NDArray[np.float64], spec: StreamSpec, source: str) -> NDArray[np.generic]:
    """Convert ``values`` to the stream's sample type without losing anything.

    Raises:
        RecordingError: if an integer stream has fractions, NaN, or values beyond its range.
    """
    if spec.sample_type == "float32":
        return values.astype(np.float32)
    limits = np.iinfo(spec.sample_type)
    fits = (values == np.rint(values)) & (values >= limits.min) & (values <= limits.max)
    if not fits.all():
        row, channel = np.argwhere(~fits)[0]
        raise RecordingError(
            f"Samples of stream {spec.name!r} of {source} are whole numbers from {limits.min} to {limits.max}",
            found=f"{values[row, channel]:g} in channel {spec.channels[channel]!r}, sample {row}",
            remedy='correct the file, or set sample_type = "float32"',
        )
    return values.astype(spec.sample_type)
