"""Windows that somebody has cut already: arrays of windows, labels and, if known, persons; or UCI HAR's folder.

Every window becomes a recording of its own.  Where windows overlap, neighbours lie on both sides of a split by
takes, which makes its accuracy look better than it is; a split by persons is honest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from msgspec import field
from numpy.typing import NDArray

from kd_edge.arrays import Arrays
from kd_edge.errors import RecordingError
from kd_edge.recordings.described import Description, Take, number_takes, read_description, to_sample_type
from kd_edge.recordings.recording import PARTS, Dataset, Recording, Stream
from kd_edge.recordings.segments import plain
from kd_edge.recordings.timing import Account
from kd_edge.recordings.window_files import read_uci_har, read_window_arrays

WINDOW_FORMATS: Final = frozenset({"windows", "uci-har"})
"""Values of ``format`` in a TOML file that describes windows."""


class WindowsDescription(Description, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The TOML file of windows.

    Attributes:
        format: ``windows`` for arrays in one file or in a folder of .npy files, ``uci-har`` for that data set's folder.
        x: name of the array of windows.
        y: name of the array of labels.
        subjects: name of the array of persons; empty if there is none.
        subject: who wears the sensors, where no array tells.
        parts: what stands behind these names for each side of the split ``given``: ``{train = "_train", ...}``.
        axes: what the second and the third axis of ``x`` are.
        channels: names of the channels of ``x``, in its order; streams choose from them.
        names: what a value of ``y`` is called, where it is not the label itself: ``{"1" = "FIST"}``.
    """

    format: Literal["windows", "uci-har"]
    x: str = "X"
    y: str = "y"
    subjects: str = ""
    subject: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    axes: Literal["samples, channels", "channels, samples"] = "samples, channels"
    channels: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class WindowSet:
    """Windows of one side of a split.

    Attributes:
        part: ``train``, ``test`` or empty.
        x: float64 ``(windows, samples, channels)``.
        y: the label of every window, as text.
        subjects: the person of every window; empty if nobody tells.
        channels: the names of the channels.
    """

    part: str
    x: NDArray[np.float64]
    y: list[str]
    subjects: list[str]
    channels: tuple[str, ...]


def read_windows(source: Path, toml: Path) -> Dataset:
    """The data set of windows in ``source``, a file or a folder, which ``toml`` describes.

    Raises:
        RecordingError: an array is missing, misshapen, or holds something else than the description says.
        ContractError: the description is malformed.
    """
    description = read_description(toml, WindowsDescription)
    sets = _read_sets(source, description)
    takes: list[Take] = []
    streams: list[dict[str, Stream]] = []
    sources: list[str] = []
    for each in sets:
        where = f"{source.name} {each.part}".strip()
        columns = _columns(each, description, source)
        for row, (value, samples) in enumerate(zip(each.y, each.x, strict=True)):
            label = description.names.get(value, value)
            subject = each.subjects[row] if each.subjects else description.subject
            takes.append(
                Take(
                    label=description.label_index(label, f"{where} window {row}"),
                    subject=subject,
                    session=subject,
                    order=len(takes),
                    part=each.part,
                )
            )
            streams.append(
                {
                    spec.name: Stream(
                        to_sample_type(samples[:, columns[spec.name]], spec, f"{where} window {row}"),
                        spec.sample_period_ns,
                        account=Account(rows=len(samples)),
                    )
                    for spec in description.signal.streams
                }
            )
            sources.append(f"{where} window {row}")
    return Dataset(
        name=description.name,
        recordings=[
            Recording(read, take.label, take.subject, take.session, repetition, repetitions, where, part=take.part)
            for take, read, where, (repetition, repetitions) in zip(
                takes, streams, sources, number_takes(takes), strict=True
            )
        ],
        labels=description.labels,
        signal=description.signal,
        synthetic=description.synthetic,
        description=description.description,
    )


def _read_sets(source: Path, description: WindowsDescription) -> list[WindowSet]:
    if description.format == "uci-har":
        return [WindowSet(*told) for told in read_uci_har(source)]
    arrays = read_window_arrays(source)
    parts = description.parts or {"": ""}
    if not set(description.parts) <= set(PARTS):
        raise RecordingError(
            f"Parts are called {' and '.join(PARTS)}", found=", ".join(description.parts), remedy="correct parts"
        )
    if not description.subjects and not description.subject:
        raise RecordingError(
            "An array of persons, or the description, tells who wears the sensors",
            found="neither subjects nor subject",
            remedy='name the array by subjects, or the person of all windows: subject = "me"',
        )
    return [_window_set(arrays, part, suffix, description, source) for part, suffix in parts.items()]


def _window_set(arrays: Arrays, part: str, suffix: str, description: WindowsDescription, source: Path) -> WindowSet:
    x = _array(arrays, description.x + suffix, source)
    if x.ndim != 3 or x.dtype.kind not in "biuf":
        raise RecordingError(
            f"Array {description.x + suffix!r} of {source} has numbers on three axes: windows, {description.axes}",
            found=f"{x.dtype} of shape {x.shape}",
            remedy="save the raw samples of every window; features that were computed from them cannot be used",
        )
    if description.axes == "channels, samples":
        x = x.transpose(0, 2, 1)
    count = len(x)
    subjects = _texts(arrays, description.subjects + suffix, count, source) if description.subjects else []
    y = _texts(arrays, description.y + suffix, count, source)
    return WindowSet(part, x.astype(np.float64), y, subjects, description.channels)


def _array(arrays: Arrays, name: str, source: Path) -> NDArray[Any]:
    if name not in arrays:
        raise RecordingError(
            f"{source} holds an array called {name!r}",
            found=", ".join(sorted(arrays)) or "none",
            remedy="correct its name in the TOML file",
        )
    return arrays[name]


def _texts(arrays: Arrays, name: str, count: int, source: Path) -> list[str]:
    """A value for every window, as text: 3 where it is 3.0."""
    array = _array(arrays, name, source)
    if array.size != count or array.dtype.kind not in "biufU":
        raise RecordingError(
            f"Array {name!r} of {source} has a number or a text for every window, {count}",
            found=f"{array.dtype} of shape {array.shape}",
            remedy="save one value for each window; of one-hot labels, the index of the 1",
        )
    return [plain(str(value).strip()) for value in array.ravel().tolist()]


def _columns(windows: WindowSet, description: WindowsDescription, source: Path) -> dict[str, list[int]]:
    """For every stream the indices of its channels."""
    names = windows.channels
    width = windows.x.shape[2]
    if len(names) != width:
        raise RecordingError(
            f"channels names every channel of the windows in {source}, {width}",
            found=len(names),
            remedy="correct channels in the TOML file, or axes if samples and channels are swapped",
        )
    for spec in description.signal.streams:
        missing = [channel for channel in spec.channels if channel not in names]
        if missing:
            raise RecordingError(
                f"Channels of stream {spec.name!r} are some of {', '.join(names)}",
                found=", ".join(missing),
                remedy="correct the stream's channels in the TOML file",
            )
    return {spec.name: [names.index(channel) for channel in spec.channels] for spec in description.signal.streams}
