"""A description of windows that somebody has cut already."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.arrays import Arrays
from kd_edge.contract import NS_PER_S
from kd_edge.errors import RecordingError
from kd_edge.recordings import psl18
from kd_edge.recordings.guess.columns import kind_of
from kd_edge.recordings.guess.notes import Description, Notes
from kd_edge.recordings.guess.signal import write_signal
from kd_edge.recordings.guess.streams import Range, StreamGuess
from kd_edge.recordings.segments import plain
from kd_edge.recordings.window_files import read_activities, read_uci_har, read_window_arrays, signals_of

_X: Final = re.compile(r"x|data|windows|samples|signals|inputs?|features", re.IGNORECASE)
_Y: Final = re.compile(r"y|labels?|targets?|class(es)?|gestures?|activity|activities|outputs?", re.IGNORECASE)
_SUBJECTS: Final = re.compile(r"subjects?|persons?|users?|groups?|participants?|s|sid|subject_?ids?", re.IGNORECASE)
_NAMES: Final = re.compile(r"(class|label|target|gesture)_?names", re.IGNORECASE)
_CHANNELS: Final = re.compile(r"channels?|(channel|feature|sensor)_?names", re.IGNORECASE)
_RATE: Final = re.compile(r"fs|sr|rate|frequency|sampl(e|ing)_?(rate|frequency)(_hz)?", re.IGNORECASE)
_HAR_HZ: Final = 50
_OVERLAP: Final = (
    "windows that overlap lie on both sides of the split `within`, which then looks too good; test on new persons, "
    "--split loso"
)


@dataclass(frozen=True)
class _Names:
    """Which arrays are which; ``parts`` are what stands behind their names."""

    x: str
    y: str
    subjects: str
    parts: dict[str, str]


def describe_uci_har(folder: Path, name: str) -> Description:
    """A description of UCI HAR's folder.

    Raises:
        RecordingError: a file of it is damaged.
    """
    notes = _begun(name)
    notes.add("format", "uci-har", "activity_labels.txt and Inertial Signals are there, as in the data set UCI HAR")
    notes.add("labels", list(read_activities(folder).values()), "from activity_labels.txt")
    windows = read_uci_har(folder)[0][1]
    names = tuple(signals_of(folder, "train"))
    chosen = tuple(name for name in names if name.startswith("total_acc")) + tuple(n for n in names if "gyro" in n)
    chosen = chosen or names
    period_ns = NS_PER_S // _HAR_HZ
    seen = Range.of(windows[:, :, [names.index(channel) for channel in chosen]])
    stream = StreamGuess("imu", "imu", chosen, period_ns, "50 Hz, as the data set's README says")
    stream = stream.seen([seen] if seen else [])
    write_signal(notes, [stream], windows.shape[1] * period_ns / 1e9)
    left = [
        f"left out: {name}, which no sensor delivers (gravity is taken off afterwards)"
        for name in names
        if name not in chosen
    ]
    return Description(notes.text(), tuple(notes.guesses), (*left, _OVERLAP))


def describe_windows(source: Path, name: str, rate_hz: float | None) -> Description:
    """A description of the arrays in ``source``.

    Raises:
        RecordingError: no array has windows, or none their labels.
    """
    arrays = read_window_arrays(source)
    if "header" in arrays or psl18.recognises(arrays):
        raise RecordingError(
            "Recordings are described that do not describe themselves",
            found=f"{source}, which needs no TOML file",
            remedy=f"look at it by `kd-edge data inspect {source}`",
        )
    names = find_arrays(arrays)
    if names is None:
        raise RecordingError(
            "Windows are an array of three axes, X, with an array of as many labels, y",
            found=", ".join(f"{key} {array.shape}" for key, array in arrays.items()) or "no array",
            remedy="save raw samples as (windows, samples, channels), and a label for each window",
        )
    suffixes = list(names.parts.values()) or [""]
    x = arrays[names.x + suffixes[0]]
    notes = _begun(name)
    notes.add("format", "windows", "an array of three axes, and a label for every index of the first one")
    _write_labels(notes, arrays, names, suffixes)
    notes.add("x", names.x, f"the array of three axes, {x.shape}")
    swapped = x.shape[1] < x.shape[2]
    axes = "channels, samples" if swapped else "samples, channels"
    notes.add("axes", axes, "windows come first; of the other two axes, the longer one is taken for the samples")
    if names.parts:
        notes.add("parts", names.parts, "arrays with these endings are the two sides of a split")
    if swapped:
        x = x.transpose(0, 2, 1)
    channels = _channels(arrays, x.shape[2])
    notes.add("channels", channels, "names of X's channels in its order: rename them as the live source calls them")
    period_ns, why, unsure = _period(arrays, rate_hz)
    streams = []
    for kind in dict.fromkeys(map(kind_of, channels)):
        own = [index for index, channel in enumerate(channels) if kind_of(channel) == kind]
        stream = StreamGuess(kind, kind, tuple(channels[index] for index in own), period_ns, why, unsure)
        seen = Range.of(np.asarray(x[:, :, own], np.float64))
        streams.append(stream.seen([seen] if seen else []))
    write_signal(notes, streams, x.shape[1] * period_ns / 1e9)
    return Description(notes.text(), tuple(notes.guesses), (_OVERLAP,))


def find_arrays(arrays: Arrays) -> _Names | None:
    """Which arrays are windows, labels and persons; None if there are no windows with labels."""
    for parts in ({"train": "_train", "test": "_test"}, {}):
        suffix = parts.get("train", "")
        stems = {key.removesuffix(suffix): array for key, array in arrays.items() if key.endswith(suffix)}
        if parts and not all(stem + parts["test"] in arrays for stem in stems):
            continue
        windows = [key for key, array in stems.items() if array.ndim == 3 and array.dtype.kind in "biuf"]
        x = next((key for key in windows if _X.fullmatch(key)), windows[0] if len(windows) == 1 else "")
        if not x:
            continue
        beside = [key for key, array in stems.items() if array.size == len(stems[x]) and key != x]
        y = next((key for key in beside if _Y.fullmatch(key)), "")
        if y:
            return _Names(x, y, next((key for key in beside if _SUBJECTS.fullmatch(key)), ""), parts)
    return None


def _begun(name: str) -> Notes:
    notes = Notes()
    notes.preface()
    notes.add("name", name, "the name of the folder or file; figures and files are called by it")
    return notes


def _write_labels(notes: Notes, arrays: Arrays, names: _Names, suffixes: list[str]) -> None:
    values = Counter(plain(str(value).strip()) for end in suffixes for value in arrays[names.y + end].ravel().tolist())
    told = [array for key, array in arrays.items() if _NAMES.fullmatch(key) and array.dtype.kind == "U"]
    known = [str(each).strip() for each in told[0].ravel().tolist()] if told else []
    kinds = sorted(values, key=lambda value: (not value.isdigit(), int(value) if value.isdigit() else 0, value))
    if known and all(value.isdigit() and int(value) < len(known) for value in kinds):
        notes.add("labels", known, "the names that the file tells")
        notes.add("names", {str(index): label for index, label in enumerate(known)}, "numbers of y count from 0")
    else:
        notes.add("labels", kinds, f'the values of {names.y}; to name them, add names = {{"0" = "FIST", ...}}')
    notes.add("y", names.y, "by its name, and it has a value for every window")
    if names.subjects:
        notes.add("subjects", names.subjects, "by its name, and it has a value for every window")
    else:
        notes.add("subject", "me", "no array tells persons: all is taken for one person's, and no test is on new ones")


def _channels(arrays: Arrays, count: int) -> list[str]:
    for key, array in arrays.items():
        if _CHANNELS.fullmatch(key) and array.dtype.kind == "U" and array.size == count:
            return [str(name).strip() for name in array.ravel().tolist()]
    return [f"channel_{index}" for index in range(count)]


def _period(arrays: Arrays, rate_hz: float | None) -> tuple[int, str, bool]:
    if rate_hz is not None:
        return round(NS_PER_S / rate_hz), f"{rate_hz:g} Hz, as you said by --rate", False
    for key, array in arrays.items():
        if _RATE.fullmatch(key) and array.size == 1 and array.dtype.kind in "iuf" and _hertz(array) > 0:
            return round(NS_PER_S / _hertz(array)), f"{_hertz(array):g} Hz, as the array {key} says", False
    return 10_000_000, "no array tells it; 100 Hz is a mere example, and --rate says it from the start", True


def _hertz(array: NDArray[Any]) -> float:
    return float(array.ravel()[0])
