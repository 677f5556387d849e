"""The receiver in C: one call takes what a read brought, and samples become an array without an object for each frame.

``firmware/receive/kd_intake.c`` finds and checks frames with the code of firmware.  It passes on and counts what
:class:`~kd_edge.link.receiving.Receiver` does, which is the reference, and stands in where there is no compiler.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.compiled import Program, host_flags, load_library
from kd_edge.contract import SignalSpec
from kd_edge.errors import EngineError
from kd_edge.files import firmware_root
from kd_edge.link.codec import Frame, FrameCounters
from kd_edge.link.protocol import MAX_BODY
from kd_edge.link.receiving import Receiver, Stream
from kd_edge.link.wire import Message
from kd_edge.source import Counters, Samples

_STREAMS: Final = 256
_DONE, _FRAME = 0, 1
_ROOM: Final = 8192
_POLYNOMIAL: Final = 0xEDB88320  # reflected


class _Run(ctypes.Structure):
    _fields_ = (
        ("start_ns", ctypes.c_uint64),
        ("next_ns", ctypes.c_uint64),
        ("stream", ctypes.c_int32),
        ("bytes", ctypes.c_int32),
    )


class _Shared(ctypes.Structure):
    """``kd_intake_shared_t``."""

    _fields_ = (
        *((name, ctypes.c_uint64) for name in ("samples", "lost", "late", "undescribed", "malformed")),
        ("device_dropped", ctypes.c_uint64),
        ("body", ctypes.c_void_p),
        ("type", ctypes.c_int32),
        ("body_size", ctypes.c_int32),
        *((name, ctypes.c_uint32) for name in ("frames", "damaged", "oversized", "unknown_version")),
        ("runs", ctypes.c_int32),
        ("at", ctypes.c_int32),
        ("run", _Run * _STREAMS),
        ("nameless", ctypes.c_uint8 * _STREAMS),
    )


class NativeReceiver(Receiver):
    """Does what :class:`~kd_edge.link.receiving.Receiver` does, in C.

    Args:
        spec: what the streams must look like; streams it does not name are ignored.

    Raises:
        EngineError: no compiler.
    """

    def __init__(self, spec: SignalSpec) -> None:
        super().__init__(spec)
        self._library = _load()
        self._memory = ctypes.create_string_buffer(self._library.kd_intake_bytes())
        self._intake = ctypes.c_void_p(ctypes.addressof(self._memory))
        self._shared = _Shared.from_buffer(self._memory)
        self._places: dict[int, NDArray[np.uint8]] = {}
        self._room = _ROOM
        self._library.kd_intake_reset(self._intake)

    @property
    def counters(self) -> Counters:
        """What was counted so far, without the signal path's part."""
        shared = self._shared
        self._reader.frames.counters = FrameCounters(
            shared.frames, shared.damaged, shared.oversized, shared.unknown_version
        )
        return self._counted(
            samples=shared.samples,
            lost=shared.lost,
            late=shared.late,
            undescribed=shared.undescribed,
            malformed=shared.malformed,
            device_dropped=shared.device_dropped,
        )

    def restart(self) -> None:
        """The host (re)opened the port or sent START: numbering may start again."""
        self._library.kd_intake_restart(self._intake)

    def reopened(self) -> None:
        """The port was reopened: also discard the half-read frame."""
        self._library.kd_intake_reopened(self._intake)

    def feed(self, data: bytes) -> list[Samples | Message]:
        """Samples in the order of time within each stream, and messages other than data.

        Raises:
            StreamError: the board's streams are not those of the SignalSpec.
        """
        out: list[Samples | Message] = []
        if len(data) > self._room:
            self._make_room(len(data))
        try:
            while (event := self._library.kd_intake_feed(self._intake, data, len(data))) != _DONE:
                if event == _FRAME:
                    shared = self._shared
                    self._read(Frame(shared.type, ctypes.string_at(shared.body, shared.body_size)), out)
                else:
                    self._flush(out)
        except BaseException:
            self._shared.at = 0  # what is left of these data is not read
            self._library.kd_intake_taken(self._intake)
            raise
        self._flush(out)
        return out

    def _begin(self, number: int, stream: Stream) -> None:
        super()._begin(number, stream)
        info = stream.info
        self._library.kd_intake_describe(
            self._intake, number, stream.wanted, stream.sample_bytes, info.sample_type == "float32", info.period_ns
        )
        if stream.wanted:
            self._place(number)

    def _unnamed(self) -> set[int]:
        nameless = bytes(self._shared.nameless)
        return {number for number, sent in enumerate(nameless) if sent} if any(nameless) else set()

    def _flush(self, out: list[Samples | Message]) -> None:
        shared = self._shared
        count = shared.runs
        for index in range(count):
            run = shared.run[index]
            stream = self._streams[run.stream]
            raw = self._places[run.stream][: run.bytes].tobytes()
            values = np.frombuffer(raw, stream.dtype).reshape(-1, len(stream.info.channels))
            out.append(Samples(stream.info.name, values, run.start_ns, run.next_ns - stream.info.period_ns))
        if count:
            self._library.kd_intake_taken(self._intake)

    def _make_room(self, size: int) -> None:
        """Let every stream hold what ``size`` bytes from the wire can bring; between calls nothing is held."""
        self._room = size
        for number in self._places:
            self._place(number)

    def _place(self, number: int) -> None:
        place = self._places[number] = np.empty(self._room + MAX_BODY, np.uint8)  # a frame may have begun before
        self._library.kd_intake_place(self._intake, number, ctypes.c_void_p(place.ctypes.data), len(place))


def open_receiver(spec: SignalSpec) -> Receiver:
    """The fastest receiver of this host: in C, or in Python where there is no compiler."""
    try:
        return NativeReceiver(spec)
    except EngineError:
        return Receiver(spec)


def _crc_table() -> str:
    """CRC-32 of every byte, and of it before one to seven zero bytes, as C."""
    rows, row = [], list(range(256))
    for _ in range(8):
        row = [_shifted(crc) for crc in row]
        rows.append("{" + ", ".join(f"UINT32_C({crc:#010x})" for crc in row) + "}")
    return "#include <stdint.h>\n\nstatic const uint32_t kd_crc_table[8][256] = {\n" + ",\n".join(rows) + "\n};\n"


def _shifted(crc: int) -> int:
    for _ in range(8):
        crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc


@cache
def _load() -> ctypes.CDLL:
    root = firmware_root()
    program = Program(
        {"kd_crc_table.h": _crc_table()},
        sources=[
            *(root / "protocol" / name for name in ("kd_body.c", "kd_cobs.c", "kd_frame.c")),
            *(root / "receive" / name for name in ("kd_crc_host.c", "kd_intake.c")),
        ],
        includes=[root / "protocol", root / "receive"],
    )
    library = load_library(program, host_flags())
    library.kd_intake_feed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32]
    library.kd_intake_describe.argtypes = [ctypes.c_void_p, *(ctypes.c_int32,) * 4, ctypes.c_uint64]
    if library.kd_intake_shared_bytes() != ctypes.sizeof(_Shared):
        raise EngineError(
            "Python and C lay out what was received alike",
            found=f"{ctypes.sizeof(_Shared)} and {library.kd_intake_shared_bytes()} bytes",
            remedy="report it; everything works without a C compiler, too, but slower",
        )
    return library
