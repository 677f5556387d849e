"""Boards that BrainFlow knows: OpenBCI, Muse, g.tec and others, one in software and one that plays files.

BrainFlow stamps samples with this computer's clock when they arrive.  Here they are counted at the stated rate instead,
and only a longer pause between two stamps leaves a gap.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec
from kd_edge.errors import MissingExtraError, StreamError
from kd_edge.source import ClockKind, Counters, Item, StreamInfo
from kd_edge.sources.channels import ChannelMap, Naming
from kd_edge.sources.counting import Counting
from kd_edge.sources.presence import Presence
from kd_edge.suggest import instead

GAP_S: Final = 0.5
_BUFFER: Final = 450_000
_AXES: Final = ("x", "y", "z")


@dataclass(eq=False)
class _Lane:
    """One stream of the bundle, and the rows of the board's table that fill it."""

    preset: int
    rows: list[int]
    stamp_row: int
    table: ChannelMap
    clock: Counting
    stamped_s: float | None = None


class BrainFlowBoard:
    """A :class:`~kd_edge.source.Source`: a board through BrainFlow.

    Args:
        address: ``NAME``, or ``NAME?KEY=VALUE&...`` with fields of BrainFlowInputParams, such as
            ``cyton?serial_port=/dev/ttyUSB0``, ``synthetic`` or ``playback_file?file=x.csv&master_board=synthetic``.
        spec: the wanted streams.
        naming: which of the board's channels is which.

    Raises:
        StreamError: no such board, it does not answer, or a channel is missing.
        MissingExtraError: brainflow is not installed.
    """

    clock: ClockKind = "host"

    def __init__(self, address: str, spec: SignalSpec, naming: Naming) -> None:
        naming.check(spec.streams)
        try:
            from brainflow import board_shim
        except ImportError as error:
            raise MissingExtraError("brainflow", "brainflow") from error
        self._address = address
        self.synthetic = address.split("?")[0].lower() == "synthetic"
        self._samples = self._lost = 0
        self._shim = board_shim
        board_shim.BoardShim.disable_board_logger()
        number, parameters = _parsed(address, board_shim)
        self._lanes = _lanes(_described(board_shim, number, parameters), spec, naming)
        self.streams: Mapping[str, StreamInfo] = {each.name: StreamInfo.from_spec(each) for each in spec.streams}
        self._board = board_shim.BoardShim(number, parameters)
        try:
            self._board.prepare_session()
            self._board.start_stream(_BUFFER)
        except board_shim.BrainFlowError as error:
            self.close()
            raise StreamError(
                "A board answers when BrainFlow opens it",
                found=f"{address}: {error}",
                remedy="check that it is switched on and that its parameters are right, "
                "such as cyton?serial_port=/dev/ttyUSB0",
            ) from error
        self._presence = Presence()
        self.arrived_ns = time.monotonic_ns()

    @property
    def counters(self) -> Counters:
        """See :class:`~kd_edge.source.Source`; what BrainFlow itself has lost it does not say."""
        return Counters(
            samples=self._samples,
            malformed=sum(lane.table.malformed for lane in self._lanes),
            lost=self._lost,
            reconnects=self._presence.reconnects,
        )

    def read(self) -> list[Item]:
        """See :class:`~kd_edge.source.Source`."""
        return self._presence.poll(self._pull, self.silence)

    def rest(self, until_ns: int) -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def command(self, code: int, arguments: bytes = b"") -> bool:
        """See :class:`~kd_edge.source.Source`."""
        return False

    def silence(self) -> StreamError | None:
        """See :class:`~kd_edge.source.Source`."""
        if self._samples:
            return None
        return StreamError(
            "A board delivers samples through BrainFlow",
            found=f"none came from {self._address}",
            remedy="check that the board is switched on and near",
        )

    def close(self) -> None:
        """See :class:`~kd_edge.source.Source`."""
        with contextlib.suppress(self._shim.BrainFlowError):
            self._board.release_session()

    def _pull(self) -> list[Item]:
        presets = sorted({lane.preset for lane in self._lanes})
        tables = {preset: self._board.get_board_data(preset=preset) for preset in presets}
        self.arrived_ns = time.monotonic_ns()
        return [item for lane in self._lanes for item in self._taken(lane, tables[lane.preset])]

    def _taken(self, lane: _Lane, table: NDArray[np.float64]) -> Iterator[Item]:
        count = table.shape[1]
        if count == 0:
            return
        stamps = table[lane.stamp_row]
        before_s = stamps[0] if lane.stamped_s is None else lane.stamped_s
        missing = 0
        if stamps[0] - before_s > GAP_S:
            missing = round((stamps[0] - before_s) * 1e9 / lane.clock.period_ns) - 1
            self._lost += missing
            lane.clock.skip(missing)
        lane.stamped_s = float(stamps[-1])
        for samples in lane.table.split(table[lane.rows].T, lane.clock.take(count, self.arrived_ns)):
            self._samples += len(samples.values)
            yield samples


def _parsed(address: str, board_shim: Any) -> tuple[int, Any]:
    """The number of the board, and its parameters."""
    name, _, query = address.partition("?")
    parameters = board_shim.BrainFlowInputParams()
    for key, value in parse_qsl(query, keep_blank_values=True):
        known = vars(parameters)
        if key not in known:
            raise StreamError("A parameter is one of BrainFlow's", found=repr(key), remedy=instead(key, known))
        try:
            number = _board_number(value, board_shim) if key == "master_board" else type(known[key])(value)
        except ValueError as error:
            raise StreamError(
                f"BrainFlow's parameter {key} is a number", found=repr(value), remedy=f"write {key}=1"
            ) from error
        setattr(parameters, key, number)
    return _board_number(name, board_shim), parameters


def _board_number(name: str, board_shim: Any) -> int:
    boards = {board.name.removesuffix("_BOARD").lower(): int(board.value) for board in board_shim.BoardIds}
    key = name.lower().replace("-", "_").removesuffix("_board")
    if key not in boards or key == "no":
        raise StreamError("A board is one that BrainFlow knows", found=repr(name), remedy=instead(key, boards))
    return boards[key]


def _described(board_shim: Any, number: int, parameters: Any) -> dict[int, dict[str, Any]]:
    """What BrainFlow says about the board's tables, by preset; a played file has those of its recorder."""
    shim = board_shim.BoardShim
    plays = (board_shim.BoardIds.PLAYBACK_FILE_BOARD, board_shim.BoardIds.STREAMING_BOARD)
    real = parameters.master_board if number in plays else number
    try:
        return {preset: shim.get_board_descr(real, preset) for preset in sorted(shim.get_board_presets(real))}
    except board_shim.BrainFlowError as error:
        raise StreamError(
            "BrainFlow knows which channels a board has",
            found=str(error),
            remedy="name the board that recorded the file, such as playback_file?file=x.csv&master_board=cyton",
        ) from error


def offered(description: Mapping[str, Any]) -> dict[str, int]:
    """Names of a table's channels, and their rows: ``emg_1``, ``accel_x``, or the electrode's name, such as ``C3``."""
    names: dict[str, int] = {}
    for key, rows in description.items():
        kind, _, plural = key.rpartition("_")
        if plural != "channels":
            continue
        parts = _AXES if kind in ("accel", "gyro", "magnetometer") and len(rows) == 3 else range(1, len(rows) + 1)
        names.update({f"{kind}_{part}": row for part, row in zip(parts, rows, strict=True)})
    names.update(zip(description.get("eeg_names", "").split(","), description.get("eeg_channels", ()), strict=False))
    names.pop("", None)
    return names


def _lanes(tables: Mapping[int, Mapping[str, Any]], spec: SignalSpec, naming: Naming) -> list[_Lane]:
    """For each stream the first table that has all its channels; the error about the first table if none has."""
    lanes: list[_Lane] = []
    for stream in spec.streams:
        trouble: StreamError | None = None
        for preset, description in tables.items():
            names = offered(description)
            try:
                table = ChannelMap([stream], list(names), naming.about([stream]))
            except StreamError as error:
                trouble = trouble or error
                continue
            clock = Counting(stream.sample_period_ns)
            lanes.append(_Lane(preset, list(names.values()), int(description["timestamp_channel"]), table, clock))
            break
        else:
            assert trouble is not None
            raise trouble
    return lanes
