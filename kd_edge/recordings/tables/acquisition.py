"""Edge Impulse's acquisition format: a signed JSON or CBOR document with sensors, an interval and rows of values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import numpy as np
from msgspec import Meta, Struct

from kd_edge import contract
from kd_edge.errors import MissingExtraError, RecordingError
from kd_edge.files import read_bounded
from kd_edge.recordings.csv_table import LIMIT
from kd_edge.recordings.tables.numbers import NumberTable, number_table

ENDINGS: Final = frozenset({".json", ".cbor"})
_EXPORT_AGAIN: Final = "export the recording again in the data acquisition format, or leave it out"


class Sensor(Struct, frozen=True):
    """One channel."""

    name: str
    units: str = ""


class Payload(Struct, frozen=True):
    """What was recorded; the fields that are not listed tell about the device."""

    interval_ms: Annotated[float, Meta(gt=0, le=1e7)]
    sensors: Annotated[tuple[Sensor, ...], Meta(min_length=1, max_length=1024)]
    values: Any


class Acquisition(Struct, frozen=True):
    """The document.  Its signature cannot be checked, because the key is the project's secret."""

    payload: Payload


def read_acquisition(path: Path) -> NumberTable:
    """The table in the file at ``path``.

    Raises:
        RecordingError: it is damaged, of another format, or its values do not fit its sensors.
        MissingExtraError: it is CBOR, and the package for that is not installed.
    """
    payload = read_payload(path)
    names = [sensor.name.strip() for sensor in payload.sensors]
    if len(set(names)) != len(names):
        raise RecordingError(
            f"Sensors of {path} have names of their own", found=", ".join(names), remedy="rename one in the file"
        )
    return number_table(path, names, _values(payload, path), payload.interval_ms * 1e6)


def read_payload(path: Path) -> Payload:
    """The document's payload, whose values have not been looked at; errors as for :func:`read_acquisition`."""
    data = read_bounded(path, LIMIT, RecordingError)
    with contract.raised_as(RecordingError, remedy=_EXPORT_AGAIN):
        if path.suffix.lower() == ".json":
            return contract.decode(data, Acquisition, source=str(path)).payload
        return contract.convert(_from_cbor(data, path), Acquisition, source=str(path)).payload


def _from_cbor(data: bytes, path: Path) -> Any:
    try:
        import cbor2
    except ImportError as error:
        raise MissingExtraError("cbor2", "readers") from error
    try:
        return cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, RecursionError, MemoryError, OverflowError, TypeError) as error:
        raise RecordingError(
            f"{path} is a CBOR document", found=str(error) or type(error).__name__, remedy=_EXPORT_AGAIN
        ) from error


def _values(payload: Payload, path: Path) -> Any:
    """The values as float64 ``(rows, sensors)``; a file of one sensor may hold single numbers in place of rows."""
    rows = payload.values
    if isinstance(rows, list) and len(payload.sensors) == 1:
        rows = [row if isinstance(row, list) else [row] for row in rows]
    try:
        values = msgspec.convert(rows, list[list[float | None]])
        array = np.array(values, np.float64)
        fits = array.ndim == 2 and array.shape[1] == len(payload.sensors)
    except (msgspec.ValidationError, ValueError, OverflowError):
        fits = False
    if not fits:
        raise RecordingError(
            f"Values of {path} are rows of as many numbers as there are sensors, {len(payload.sensors)}",
            found="rows of other lengths, or something that is no number",
            remedy=_EXPORT_AGAIN,
        )
    return array
