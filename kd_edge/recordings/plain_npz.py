"""An npz file of plain arrays, described by a TOML file of the same name.

For ``n`` takes: ``label`` ``(n,)`` (names, or indices into the labels), ``subject``
``(n,)``, optionally ``session`` and ``repetition`` ``(n,)``; and for every stream
``s`` an array ``s`` ``(n, samples, channels)``, optionally ``length.s`` ``(n,)``
(how many of the samples count) and ``start_ns.s`` ``(n,)``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kd_edge.arrays import Arrays
from kd_edge.contract import StreamSpec
from kd_edge.errors import RecordingError
from kd_edge.recordings.described import Description, Take, number_takes, read_description, to_sample_type
from kd_edge.recordings.npz import require_arrays
from kd_edge.recordings.recording import Dataset, Recording, Stream


def from_arrays(arrays: Arrays, path: Path) -> Dataset:
    """The data set in ``arrays``, read from ``path`` and described by the TOML file beside it.

    Raises:
        RecordingError: if an array is missing, misshapen or out of range.
        ContractError: if the TOML file is malformed.
    """
    description = read_description(path.with_suffix(".toml"), Description)
    require_arrays(arrays, {"label": (None,)}, path)
    count = len(arrays["label"])
    given = [name for name in ("session", "repetition") if name in arrays]
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
    )


def _takes(arrays: Arrays, description: Description, path: Path) -> list[Take]:
    labels, subjects = arrays["label"].tolist(), arrays["subject"].tolist()
    sessions = arrays.get("session", arrays["subject"]).tolist()
    orders = arrays.get("repetition", np.arange(len(labels))).tolist()
    return [
        Take(
            label=description.label_index(label, f"{path} row {index}") if isinstance(label, str) else int(label),
            subject=str(subject),
            session=str(session),
            order=int(order),
        )
        for index, (label, subject, session, order) in enumerate(zip(labels, subjects, sessions, orders, strict=True))
    ]


def _streams(arrays: Arrays, spec: StreamSpec, count: int, path: Path) -> list[Stream]:
    require_arrays(arrays, {spec.name: (count, None, len(spec.channels))}, path)
    samples = arrays[spec.name]
    lengths = arrays.get(f"length.{spec.name}", np.full(count, samples.shape[1]))
    starts = arrays.get(f"start_ns.{spec.name}", np.zeros(count, np.int64))
    if len(lengths) != count or len(starts) != count or (lengths > samples.shape[1]).any() or (lengths < 1).any():
        raise RecordingError(
            f"Lengths and starts of stream {spec.name!r} in {path} fit its {count} takes of {samples.shape[1]} samples",
            found=f"{len(lengths)} lengths up to {lengths.max(initial=0)}, {len(starts)} starts",
            remedy="write the arrays again from the same takes",
        )
    return [
        Stream(
            to_sample_type(samples[index, : lengths[index]].astype(np.float64), spec, f"{path.name} row {index}"),
            spec.sample_period_ns,
            int(starts[index]),
        )
        for index in range(count)
    ]
