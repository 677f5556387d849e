"""Tables of Delsys Trigno sensors, as EMGworks and Trigno Discover export them.

Above the names stand lines about the recording.  Every sensor has times of its own, in seconds, in the column left of
its channels, because muscles and movement are sampled at different rates; slower columns are empty at the end.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Final

from kd_edge.errors import RecordingError
from kd_edge.files import read_bounded
from kd_edge.recordings.csv_table import LIMIT, Table, split_rows

_TIMES: Final = re.compile(r"x ?\[s\](\.\d+)?|.*\btime series \(s\)(\.\d+)?", re.IGNORECASE)
_MODE: Final = re.compile(r"sensor mode\b.*", re.IGNORECASE)
_RATE: Final = re.compile(r"[\d.,]+ ?hz", re.IGNORECASE)
_MOST_HEADER_LINES: Final = 5000
"""EMGworks writes a line for each channel, and more where events were marked."""


def is_trigno(path: Path) -> bool:
    """Whether the file at ``path`` has a line of names with times of sensors in it.

    Raises:
        RecordingError: it cannot be read.
    """
    return _header(_text(path)) is not None


def read_trigno(path: Path) -> Table:
    """The table in the file at ``path``; channels are called ``SENSOR: CHANNEL`` where a line names the sensors.

    Raises:
        RecordingError: there is no line of names with times, or no line of numbers below it.
    """
    text = _text(path)
    found = _header(text)
    number, separator = found or (0, ",")
    rows, lines = split_rows(text, separator, path) if found else ([], [])
    if number not in lines:
        raise RecordingError(
            f"{path} has a line of names with the times of every sensor, such as X[s] or Time Series (s)",
            found="none",
            remedy="export it from EMGworks or Trigno Discover as CSV, or describe it as a plain table",
        )
    header = lines.index(number)
    names, clocks = _names(rows[:header], _trimmed(rows[header]))
    first = next((row for row in range(header + 1, len(rows)) if _is_data(rows[row])), len(rows))
    cells = [_fitted(row, len(names)) for row in rows[first:]]
    if not cells:
        raise RecordingError(f"{path} has lines of numbers", found="none", remedy="export the recording again")
    return Table(path, names, cells, lines[first:], decimal_comma=separator != ",", clocks=clocks)


def _text(path: Path) -> str:
    data = read_bounded(path, LIMIT, RecordingError)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # only names and remarks can be anything but ASCII


def _header(text: str) -> tuple[int, str] | None:
    """The number of the line of names, and what separates its cells."""
    for number, line in enumerate(text.split("\n", _MOST_HEADER_LINES)[:_MOST_HEADER_LINES], 1):
        for separator in ("\t", ";", ","):
            cells = [cell.strip().strip('"') for cell in line.split(separator)]
            if len(cells) > 1 and any(_TIMES.fullmatch(cell) for cell in cells):
                return number, separator
    return None


def _trimmed(row: list[str]) -> list[str]:
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _fitted(row: list[str], width: int) -> list[str]:
    """A row of ``width`` cells: slower sensors end sooner, and some exports end every line with a separator."""
    return (row + [""] * width)[:width]


def _is_data(row: list[str]) -> bool:
    first = next((cell.strip() for cell in row if cell.strip()), "")
    return bool(first) and not _RATE.fullmatch(first) and first.lstrip("+-")[:1].isdigit()


def _names(above: list[list[str]], header: list[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The name of every column, none twice, and for every channel the column of its times."""
    sensors = _sensors(above, len(header))
    names: list[str] = []
    clocks: dict[str, str] = {}
    times, seen = "", Counter[str]()
    for column, cell in enumerate(header):
        if _TIMES.fullmatch(cell):
            times = f"times in column {column + 1}"
            names.append(times)
            continue
        name = f"{sensors[column]}: {cell}" if sensors[column] else cell or f"column {column + 1}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
        if times:
            clocks[names[-1]] = times
    return tuple(names), clocks


def _sensors(above: list[list[str]], width: int) -> list[str]:
    """The sensor of every column, where Trigno Discover names them in the line above their modes."""
    for names, modes in pairwise(above):
        if any(_MODE.fullmatch(cell.strip()) for cell in modes):
            found, last = [], ""
            for cell in _fitted(names, width):
                last = cell.strip() or last
                found.append(last)
            return found
    return [""] * width
