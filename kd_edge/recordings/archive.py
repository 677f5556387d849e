"""The kd-edge archive: one npz file with a whole data set, and the entry point for every other format.

Layout of schema 1, for ``n`` recordings:

- ``header``: UTF-8 JSON as uint8: schema version, name, labels, SignalSpec, origin;
- ``label``, ``repetition``, ``repetitions``: int64 ``(n,)``;
- ``subject``, ``session``, ``source``: text ``(n,)``; ``part``, optional: ``train``, ``test`` or empty;
- for every stream ``s`` of the SignalSpec: ``samples.s`` ``(total, channels)``, all
  recordings end to end; ``offsets.s`` int64 ``(n + 1,)``, recording ``i`` being
  ``offsets[i]:offsets[i + 1]``; ``start_ns.s`` int64 ``(n,)``;
- ``account``, optional: UTF-8 JSON as uint8: what happened to the rows that each stream was read from;
- ``origin``, optional: UTF-8 JSON as uint8: when and with what each recording was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.arrays import Arrays
from kd_edge.contract import SignalSpec
from kd_edge.errors import RecordingError
from kd_edge.files import atomic_path
from kd_edge.recordings import plain_npz, psl18
from kd_edge.recordings.checks import check_dataset
from kd_edge.recordings.csv_folder import DESCRIPTION, read_csv_folder
from kd_edge.recordings.described import declared_format
from kd_edge.recordings.formats import check_source
from kd_edge.recordings.npz import read_npz, read_parts, require_arrays, text, whole_numbers
from kd_edge.recordings.origin import Origin
from kd_edge.recordings.recording import Dataset, Recording, Stream
from kd_edge.recordings.timing import Account
from kd_edge.recordings.windows import WINDOW_FORMATS, read_windows

SCHEMA_VERSION: Final = 1
_HEADER: Final = "header"
_ACCOUNT: Final = "account"
_ORIGIN: Final = "origin"
_IMPORT_AGAIN: Final = "import the recordings again, or install the kd-edge that wrote the archive"


class _Header(Struct, frozen=True, forbid_unknown_fields=True):
    schema_version: int
    name: str
    labels: tuple[str, ...]
    signal: SignalSpec
    synthetic: bool
    description: str


class _Accounts(Struct, frozen=True, forbid_unknown_fields=True):
    """For every recording the accounts of its streams; and the files that were not read."""

    ignored_files: tuple[str, ...]
    streams: tuple[dict[str, Account | None], ...]


def load_dataset(path: Path) -> Dataset:
    """Read a data set: a kd-edge archive, the psl18 archive, or what a TOML file describes.

    Raises:
        RecordingError: one clear message for each way in which the data can be wrong.
        ContractError: if the TOML file of foreign data is malformed.
    """
    check_source(path)
    return replace(check_dataset(_read(path)), path=str(path))


def _read(path: Path) -> Dataset:
    toml = path / DESCRIPTION if path.is_dir() else path.with_suffix(".toml")
    if path.is_dir() or path.suffix.lower() != ".npz":
        if declared_format(toml) in WINDOW_FORMATS:
            return read_windows(path, toml)
        return read_csv_folder(path if path.is_dir() else path.parent, toml)
    arrays = read_npz(path)
    if _HEADER in arrays:
        return _from_arrays(arrays, path)
    if psl18.recognises(arrays):
        return psl18.from_arrays(arrays, path)
    if declared_format(toml) in WINDOW_FORMATS:
        return read_windows(path, toml)
    return plain_npz.from_arrays(arrays, path)


def save_dataset(dataset: Dataset, path: Path) -> None:
    """Write ``dataset`` as a kd-edge archive; equal data sets give equal bytes.

    Raises:
        RecordingError: if the data set breaks a rule that reading would refuse.
    """
    check_archive_name(path)
    arrays = _to_arrays(check_dataset(dataset))
    with atomic_path(path) as temporary:
        np.savez(temporary, **arrays)


def check_archive_name(path: Path) -> None:
    """Refuse a path that ``save_dataset`` would refuse, before the data set is made.

    Raises:
        RecordingError: if the name does not end in ``.npz``.
    """
    if path.suffix != ".npz":
        raise RecordingError("An archive's name ends in .npz", found=path.name, remedy=f"write to {path.name}.npz")


def _to_arrays(dataset: Dataset) -> dict[str, Any]:
    recordings = dataset.recordings
    header = _Header(
        SCHEMA_VERSION, dataset.name, dataset.labels, dataset.signal, dataset.synthetic, dataset.description
    )
    arrays: dict[str, NDArray[Any]] = {
        _HEADER: np.frombuffer(msgspec.json.encode(header), np.uint8),
        "label": np.array([recording.label for recording in recordings], np.int64),
        "repetition": np.array([recording.repetition for recording in recordings], np.int64),
        "repetitions": np.array([recording.repetitions for recording in recordings], np.int64),
        "subject": np.array([recording.subject for recording in recordings]),
        "session": np.array([recording.session for recording in recordings]),
        "source": np.array([recording.source for recording in recordings]),
    }
    if any(recording.part for recording in recordings):
        arrays["part"] = np.array([recording.part for recording in recordings])
    for spec in dataset.signal.streams:
        streams = [recording.streams[spec.name] for recording in recordings]
        lengths = [len(stream.samples) for stream in streams]
        arrays[f"samples.{spec.name}"] = np.concatenate([stream.samples for stream in streams])
        arrays[f"offsets.{spec.name}"] = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        arrays[f"start_ns.{spec.name}"] = np.array([stream.start_ns for stream in streams], np.int64)
    accounts = _Accounts(
        dataset.ignored_files,
        tuple({name: stream.account for name, stream in recording.streams.items()} for recording in recordings),
    )
    if dataset.ignored_files or any(any(streams.values()) for streams in accounts.streams):
        arrays[_ACCOUNT] = np.frombuffer(msgspec.json.encode(accounts), np.uint8)
    origins = tuple(recording.origin for recording in recordings)
    if any(origins):
        arrays[_ORIGIN] = np.frombuffer(msgspec.json.encode(origins), np.uint8)
    return arrays


def _from_arrays(arrays: Arrays, path: Path) -> Dataset:
    header = _read_header(arrays[_HEADER].tobytes(), path)
    require_arrays(arrays, {"label": (None,)}, path)
    count = len(arrays["label"])
    numbers, texts = ("label", "repetition", "repetitions"), ("subject", "session", "source")
    require_arrays(arrays, dict.fromkeys((*numbers, *texts), (count,)), path)
    columns: dict[str, Any] = {name: whole_numbers(arrays, name, path).tolist() for name in numbers}
    columns |= {name: text(arrays, name, path) for name in texts}
    columns["part"] = read_parts(arrays, count, path)
    accounts = _read_accounts(arrays, count, path)
    columns["origin"] = _read_origins(arrays, count, path)
    streams = {
        spec.name: _read_stream(arrays, spec, [each.get(spec.name) for each in accounts.streams], path)
        for spec in header.signal.streams
    }
    recordings = [
        Recording(
            streams={name: takes[index] for name, takes in streams.items()},
            **{name: values[index] for name, values in columns.items()},
        )
        for index in range(count)
    ]
    return Dataset(
        header.name,
        recordings,
        header.labels,
        header.signal,
        header.synthetic,
        header.description,
        accounts.ignored_files,
    )


def _read_accounts(arrays: Arrays, count: int, path: Path) -> _Accounts:
    """The archive's accounts of the rows that it was made from; older archives have none."""
    if _ACCOUNT not in arrays:
        return _Accounts((), ({},) * count)
    with contract.raised_as(RecordingError, remedy=_IMPORT_AGAIN):
        accounts = contract.decode(arrays[_ACCOUNT].tobytes(), _Accounts, source=f"the account in {path}")
    if len(accounts.streams) != count:
        raise RecordingError(
            f"{path} holds the account of every recording, {count}", found=len(accounts.streams), remedy=_IMPORT_AGAIN
        )
    return accounts


def _read_origins(arrays: Arrays, count: int, path: Path) -> tuple[Origin | None, ...]:
    """When and with what every recording was made; most archives do not say."""
    if _ORIGIN not in arrays:
        return (None,) * count
    with contract.raised_as(RecordingError, remedy=_IMPORT_AGAIN):
        origins = contract.decode(arrays[_ORIGIN].tobytes(), tuple[Origin | None, ...], source=f"origins in {path}")
    if len(origins) != count:
        raise RecordingError(
            f"{path} holds the origin of every recording, {count}", found=len(origins), remedy=_IMPORT_AGAIN
        )
    return origins


def _read_header(data: bytes, path: Path) -> _Header:
    source = f"the header of {path}"
    with contract.raised_as(RecordingError, remedy=_IMPORT_AGAIN):
        return contract.decode_versioned(data, _Header, version=SCHEMA_VERSION, schema="archive", source=source)


def _read_stream(
    arrays: Arrays, spec: contract.StreamSpec, accounts: Sequence[Account | None], path: Path
) -> list[Stream]:
    samples, offsets, start_ns = (f"{part}.{spec.name}" for part in ("samples", "offsets", "start_ns"))
    count = len(accounts)
    require_arrays(arrays, {samples: (None, len(spec.channels)), offsets: (count + 1,), start_ns: (count,)}, path)
    bounds, starts = whole_numbers(arrays, offsets, path), whole_numbers(arrays, start_ns, path)
    if bounds[0] != 0 or bounds[-1] != len(arrays[samples]) or (np.diff(bounds) < 0).any():
        raise RecordingError(
            f"Array {offsets!r} of {path} rises from 0 to the number of samples, {len(arrays[samples])}",
            found=f"{bounds[0]} to {bounds[-1]}",
            remedy="write the archive again",
        )
    return [
        Stream(arrays[samples][bounds[i] : bounds[i + 1]], spec.sample_period_ns, int(starts[i]), accounts[i])
        for i in range(count)
    ]
