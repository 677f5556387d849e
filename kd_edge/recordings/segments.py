"""Long sessions in which a column says what is done: every run of equal values becomes a take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from kd_edge.errors import RecordingError
from kd_edge.recordings.csv_table import Table, is_missing

ROLES: Final = ("label", "subject", "session", "repetition")


class Columns(Struct, frozen=True, forbid_unknown_fields=True):
    """The table ``[columns]`` of ``dataset.toml``: which columns tell what is done, and by whom.

    A take is a run of rows that are equal in all of these columns.

    Attributes:
        label: column of labels; every run of equal values is a take.
        subject: column of persons, if there is one.
        session: column of sessions, if there is one.
        repetition: column of a number that changes from take to take, if there is one.
        names: what a value of the column of labels is called, where it is not the label itself: ``{"1" = "FIST"}``.
        ignore: values of the column of labels whose rows are no take; rows without a value are none either.
        shortest_ms: shorter runs are left out, and listed as ignored.
    """

    label: str
    subject: str = ""
    session: str = ""
    repetition: str = ""
    names: dict[str, str] = {}
    ignore: tuple[str, ...] = ()
    shortest_ms: Annotated[float, Meta(ge=0)] = 0.0

    def used(self) -> dict[str, str]:
        """The columns that there are, by role."""
        return {role: name for role in ROLES if (name := getattr(self, role))}


@dataclass(frozen=True, eq=False)
class Segment:
    """Some rows of a table that are one take.

    Attributes:
        rows: indices of its rows, rising, int64 ``(n,)``.
        fields: what the columns tell of it, by role; empty for a whole file.
    """

    rows: NDArray[np.int64]
    fields: Mapping[str, str]


def cut(table: Table, columns: Columns) -> list[Segment]:
    """Every run of rows that are equal in all columns of ``columns``; rows to be ignored are left out.

    Raises:
        RecordingError: a column is missing.
    """
    cells = {role: table.texts(_existing(name, table)) for role, name in columns.used().items()}
    names = {plain(value): name for value, name in columns.names.items()}
    ignored = {plain(value) for value in columns.ignore}
    keys = [tuple(map(plain, row)) for row in zip(*cells.values(), strict=True)]
    starts = [row for row in range(len(keys)) if row == 0 or keys[row] != keys[row - 1]]
    segments = []
    for start, end in zip(starts, [*starts[1:], len(keys)], strict=True):
        fields = dict(zip(cells, keys[start], strict=True))
        value = fields["label"]
        if is_missing(value) or value in ignored:
            continue
        fields["label"] = names.get(value, value)
        segments.append(Segment(np.arange(start, end), fields))
    return segments


def _existing(name: str, table: Table) -> str:
    if table.names.count(name) != 1:
        raise RecordingError(
            f"Column {name!r} of {table.path} exists once",
            found=f"{table.names.count(name) or 'none'} among {', '.join(table.names)}",
            remedy="correct the name under [columns]",
        )
    return name


def plain(value: str) -> str:
    """``value`` as people name it: 3 where a program has written 3.0."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value
