"""An npz file of plain arrays, described by a TOML file of the same name.

For ``n`` takes: ``label`` ``(n,)`` (names, or indices into the labels), ``subject``
``(n,)``, optionally ``session``, ``repetition`` and ``part`` ``(n,)``; and for every stream
``s`` an array ``s`` ``(n, samples, channels)``, optionally ``length.s`` ``(n,)``
(how many of the samples count) and ``start_ns.s`` ``(n,)``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kd_edge.arrays import Arrays
from kd_edge.contract import StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.recordings.described import Description, Take, number_takes, read_description, to_sample_type
from kd_edge.recordings.npz import read_parts, real_numbers, require_arrays, text, whole_numbers
from kd_edge.recordings.recording import Dataset, Recording, Stream
from kd_edge.recordings.timing import Account


def from_arrays(arrays: Arrays, path: Path) -> Dataset:
    """The data set in ``arrays``, read from ``path`` and described by the TOML file beside it.

    Raises:
        RecordingError: if an array is missing, misshapen or out of range.
        ContractError: if the TOML file is malformed.
    """
    description = read_description(path.with_suffix(".toml"), Description)
    require_arrays(arrays, {"label": (None,)}, path)
    count = len(arrays["label"])
    given = [name for name in ("session", "repetition", "part") if name in arrays]
    require_arrays(arrays, dict.fromkeys(["subject", *given], (count,)), path)
    streams = {spec.name: _streams(arrays, spec, count, path) for spec in description.signal.streams}
    takes = _takes(arrays, description, path)
    return Dataset(
        name=description.name,
        recordings=[
            Recording(
                streams={name: every[index] for name, every in streams.items()},
                label=take.label,
                subject=take.subject,
                session=take.session,
                part=take.part,
                repetition=repetition,
                repetitions=repetitions,
                source=f"{path.name} row {index}",
            )
            for index, (take, (repetition, repetitions)) in enumerate(zip(takes, number_takes(takes), strict=True))
        ],
        labels=description.labels,
        signal=description.signal,
        synthetic=description.synthetic,
        description=description.description,
        ignored_files=tuple(f"array {name}" for name in sorted(arrays.keys() - _names(description))),
    )


def _names(description: Description) -> set[str]:
    """Every array that is read."""
    names = {"label", "subject", "session", "repetition", "part"}
    for spec in description.signal.streams:
        names |= {spec.name, f"length.{spec.name}", f"start_ns.{spec.name}"}
    return names


def _takes(arrays: Arrays, description: Description, path: Path) -> list[Take]:
    labels = _labels(arrays, description, path)
    subjects = text(arrays, "subject", path)
    sessions = text(arrays, "session", path) if "session" in arrays else subjects
    orders = whole_numbers(arrays, "repetition", path).tolist() if "repetition" in arrays else range(len(labels))
    parts = read_parts(arrays, len(labels), path)
    return [
        Take(label=label, subject=subject, session=session, order=order, part=part)
        for label, subject, session, order, part in zip(labels, subjects, sessions, orders, parts, strict=True)
    ]


def _labels(arrays: Arrays, description: Description, path: Path) -> list[int]:
    """Indices into the labels; the array holds either them or names."""
    if arrays["label"].dtype.kind in "iuf":
        return [int(label) for label in whole_numbers(arrays, "label", path)]
    names = text(arrays, "label", path)
    return [description.label_index(name, f"{path} row {row}") for row, name in enumerate(names)]


def _streams(arrays: Arrays, spec: StreamSpec, count: int, path: Path) -> list[Stream]:
    require_arrays(arrays, {spec.name: (count, None, len(spec.channels))}, path)
    samples = real_numbers(arrays, spec.name, path)
    lengths = _per_take(arrays, f"length.{spec.name}", count, samples.shape[1], path)
    starts = _per_take(arrays, f"start_ns.{spec.name}", count, 0, path)
    wrong = np.flatnonzero((lengths < 1) | (lengths > samples.shape[1]))
    if len(wrong):
        raise RecordingError(
            f"Lengths of stream {spec.name!r} in {path} are 1 to {samples.shape[1]} samples",
            found=f"{lengths[wrong[0]]} in row {wrong[0]}",
            remedy="write the arrays again from the same takes",
        )
    return [
        Stream(
            to_sample_type(samples[index, : lengths[index]], spec, f"{path.name} row {index}"),
            spec.sample_period_ns,
            int(starts[index]),
            Account(rows=int(lengths[index])),
        )
        for index in range(count)
    ]


def _per_take(arrays: Arrays, name: str, count: int, usual: int, path: Path) -> NDArray[np.int64]:
    """The optional array ``name`` with a whole number for every take; ``usual`` where it is absent."""
    if name not in arrays:
        return np.full(count, usual, np.int64)
    require_arrays(arrays, {name: (count,)}, path)
    return whole_numbers(arrays, name, path)
