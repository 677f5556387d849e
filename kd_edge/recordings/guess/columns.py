"""What the columns of a table are: times, labels, persons, channels of which sensor, or nothing that counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.recordings.csv_table import Table, is_missing
from kd_edge.recordings.table_clock import TIME_COLUMNS, is_like_times
from kd_edge.recordings.tables.numbers import NumberTable

_LABELS: Final = re.compile(
    r"labels?|class(es)?|gestures?|activity|activities|targets?|(re)?stimulus|movements?|signs?|words?|exercise|y",
    re.IGNORECASE,
)
_SUBJECTS: Final = re.compile(
    r"(subject|person|user|participant|proband|wearer)([ _-]?(id|name|nr|no|number))?", re.IGNORECASE
)
_SESSIONS: Final = re.compile(r"(session|day|visit)([ _-]?(id|nr|no|number))?", re.IGNORECASE)
_REPETITIONS: Final = re.compile(r"(re)?rep(etition)?s?|trials?|takes?", re.IGNORECASE)
_COUNTERS: Final = re.compile(
    r"|index|idx|sample|samples|row|frame|#|unnamed: ?0|counter|count|seq(uence)?|packet|no\.?|id|n", re.IGNORECASE
)
_HOUSEKEEPING: Final = re.compile(
    r".*(battery|rssi|temperature|temp|voltage_supply|checksum|crc).*|(glove|inclin|force)_?\d*", re.IGNORECASE
)

KINDS: Final = {
    "emg": re.compile(r".*(emg|myo|electrode).*", re.IGNORECASE),
    "imu": re.compile(r".*(acc|gyr|lin|grav|rot|angular).*|[agw][xyz]|[xyz]|[xyz]_?[ag]", re.IGNORECASE),
    "mag": re.compile(r".*mag.*|m[xyz]", re.IGNORECASE),
    "orientation": re.compile(r".*(quat|orient|pitch|roll|yaw|euler).*|q[wxyz0-3]", re.IGNORECASE),
}
"""Sensors by the names of their channels, in the order in which they are tried (an orientation first)."""

_MOST_LABELS: Final = 200


@dataclass(frozen=True)
class Roles:
    """What each column of a table is.

    Attributes:
        time: the column of times; empty if there is none.
        label: the column of labels; empty if there is none; likewise ``subject``, ``session`` and ``repetition``.
        channels: channels by the kind of their sensor.
        left_out: every other column, with the reason.
    """

    time: str
    label: str
    subject: str
    session: str
    repetition: str
    channels: dict[str, tuple[str, ...]]
    left_out: dict[str, str]


def roles_of(table: Table) -> Roles:
    """The roles of the columns of ``table``, by their names and by what is in them."""
    found = dict.fromkeys(("time", "label", "subject", "session", "repetition"), "")
    left_out: dict[str, str] = {}
    channels: dict[str, list[str]] = {}
    names = [name for name in dict.fromkeys(table.names) if name not in set(table.clocks.values())]
    # Names that tell for certain come first: Ninapro's restimulus is stimulus, corrected afterwards.
    for name in sorted(names, key=lambda name: (name.lower() not in TIME_COLUMNS, not name.startswith("re"))):
        role = _named_role(name)
        if table.names.count(name) > 1:
            left_out[name] = "its name stands above several columns"
        elif role and not found[role] and (role != "label" or _holds_labels(table, name)):
            found[role] = name
        elif role and found[role]:
            left_out[name] = f"a second column of the same, beside {found[role]}"
        elif (reason := _no_channel(table, name)) is not None:
            left_out[name] = reason
    for name in names:
        if name not in left_out and name not in found.values():
            channels.setdefault(kind_of(name), []).append(name)
    return Roles(**found, channels={kind: tuple(each) for kind, each in channels.items()}, left_out=left_out)


def kind_of(name: str) -> str:
    """The kind of sensor that a channel of this name belongs to; ``sensor`` if the name does not tell."""
    own = name.rpartition(": ")[2].strip()  # behind the name of its sensor
    for kind in ("orientation", "emg", "mag", "imu"):
        if KINDS[kind].fullmatch(own):
            return kind
    return "sensor"


def numbers_of(table: Table, name: str) -> NDArray[np.float64] | None:
    """The numbers of a column, NaN where a value is missing; None if something else stands in it."""
    if isinstance(table, NumberTable):
        column: NDArray[np.float64] = table.values[:, table.names.index(name)]
        return column
    cells = table.texts(name)
    if table.decimal_comma:
        cells = [cell.replace(",", ".") for cell in cells]
    try:
        return np.array([np.nan if is_missing(cell) else float(cell) for cell in cells], np.float64)
    except ValueError:
        return None


def _named_role(name: str) -> str:
    plain = name.strip()
    for role, pattern in (
        ("label", _LABELS),
        ("subject", _SUBJECTS),
        ("session", _SESSIONS),
        ("repetition", _REPETITIONS),
    ):
        if pattern.fullmatch(plain):
            return role
    return "time" if plain.lower() in TIME_COLUMNS or is_like_times(plain) else ""


def _holds_labels(table: Table, name: str) -> bool:
    """Whether a column has few different values, of which none is a fraction."""
    values = {value for value in table.texts(name) if not is_missing(value)}
    numbers = numbers_of(table, name)
    whole = numbers is None or bool((numbers[~np.isnan(numbers)] % 1 == 0).all())
    return 0 < len(values) <= _MOST_LABELS and whole


def _no_channel(table: Table, name: str) -> str | None:
    numbers = numbers_of(table, name)
    if numbers is None:
        return "text, no numbers"
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return "empty"
    if _COUNTERS.fullmatch(name.strip()) and len(known) > 2 and (np.diff(known) > 0).mean() > 0.9:
        return "it counts the rows"
    if kind_of(name) == "sensor" and len(known) > 1 and known.min() == known.max():
        return "the same number in every row"
    if _HOUSEKEEPING.fullmatch(name.strip()):
        return "its name is that of no sensor that is worn when signs are recognised"
    return None
