"""A file of sources: what each is, and what holds for it alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from kd_edge.contract import decode_toml
from kd_edge.errors import ContractError, StreamError
from kd_edge.files import read_bounded

_LIMIT: Final = 1 << 20


class SourceTable(Struct, frozen=True, forbid_unknown_fields=True):
    """One source.  What is None is as for the whole command.

    Attributes:
        source: ``KIND:ADDRESS``, such as ``port:/dev/ttyACM0``.
        bundle: folder of the bundle that recognises.
        on: who recognises: the host, or the board itself.
        engine: of the host.
        wearer: profile of who wears the sensors, a file.
        map: a channel of the bundle -> what the source calls it.
        values: whether numbers are in the channels' units, or raw.
        baud: of a serial device.
        resample: whether a stream at a wrong rate is interpolated.
    """

    source: str
    bundle: str | None = None
    on: Literal["host", "board"] = "host"
    engine: str | None = None
    wearer: str | None = None
    map: dict[str, str] | None = field(default=None)
    values: Literal["unit", "raw"] | None = None
    baud: Annotated[int, Meta(ge=1)] | None = None
    resample: bool | None = None

    @property
    def kind(self) -> str:
        """The part of ``source`` before the colon."""
        return self.source.partition(":")[0]

    @property
    def address(self) -> str:
        """The part of ``source`` behind the colon."""
        return self.source.partition(":")[2]


def read_sources(path: Path) -> dict[str, SourceTable]:
    """Name -> source, of a TOML file with a table for each; paths in it count from its folder.

    Raises:
        StreamError: the file cannot be read, or says something else.
    """
    data = read_bounded(path, _LIMIT, StreamError)
    try:
        tables = decode_toml(data, dict[str, SourceTable], source=str(path))
    except ContractError as error:
        raise StreamError(
            error.rule, found=error.found, remedy='write for each source [NAME] and source = "KIND:ADDRESS"'
        ) from error
    return {name: _placed(table, path.parent) for name, table in tables.items()}


def _placed(table: SourceTable, folder: Path) -> SourceTable:
    return replace(
        table,
        source=f"replay:{folder / table.address}" if table.kind == "replay" else table.source,
        bundle=None if table.bundle is None else str(folder / table.bundle),
        wearer=None if table.wearer is None else str(folder / table.wearer),
    )
