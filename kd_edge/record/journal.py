"""The journal of a recording session: what has happened is on disk at once, and survives a crash.

The file is only ever appended to.  After a magic line come entries: length and CRC-32 of the payload (uint32, little
endian), then the payload, an :data:`Entry` as MessagePack.  An entry is written with one system call as soon as samples
arrive, so a killed process loses at most what its source had not yet delivered; a thread calls fsync twice a second, so
a power cut loses at most about a second.  A reader stops at the first entry that is incomplete or damaged.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from kd_edge.contract import SignalSpec
from kd_edge.errors import RecordingError, StorageError
from kd_edge.files import open_bounded
from kd_edge.record.plan import Plan

MAGIC: Final = b"kd-edge journal 1\n"
SYNC_S: Final = 0.5
LIMIT: Final = 1 << 32
_FRAME: Final = struct.Struct("<II")
_LONGEST: Final = 1 << 24


class Opened(Struct, frozen=True, tag="opened"):
    """What is recorded: the first entry.  Without a ``plan`` the source itself tells what is done."""

    name: str
    signal: SignalSpec
    labels: tuple[str, ...]
    person: str
    session: str
    device: str
    plan: Plan | None = None
    synthetic: bool = False


class Connected(Struct, frozen=True, tag="connected"):
    """Where samples come from now, what the source says about its streams, and whether it knows that nobody moves."""

    source: str
    board: tuple[str, ...]
    synthetic: bool = False


class Began(Struct, frozen=True, tag="began"):
    """A take has begun: its number in the journal, its label (None: rest), date, and device time."""

    take: int
    label: str | None
    recorded: str
    begin_ns: int


class Chunk(Struct, frozen=True, tag="chunk"):
    """Samples of the take that is going on, as little-endian bytes."""

    stream: str
    start_ns: int
    samples: bytes


class Closed(Struct, frozen=True, tag="closed"):
    """A take is over: it ends before ``end_ns``, and is kept or refused for what was found."""

    take: int
    end_ns: int
    kept: bool
    findings: tuple[str, ...] = ()


class Refused(Struct, frozen=True, tag="refused"):
    """A take that was kept is refused after all."""

    take: int
    finding: str


Entry = Opened | Connected | Began | Chunk | Closed | Refused


def journal_path(archive: Path) -> Path:
    """The journal of the session that becomes ``archive``."""
    return archive.with_suffix(".journal")


class Journal:
    """Appends entries to a journal that this process alone writes.

    Args:
        path: the file; it is made, or continued after its last whole entry.
        length: of the part that is whole; what comes after it is cut off.

    Raises:
        StorageError: another process is writing it.
    """

    def __init__(self, path: Path, length: int = 0) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        self._length = length
        self._failure: OSError | None = None
        self._stopping = threading.Event()
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise StorageError(
                "One program at a time records into a file",
                found=f"another one is writing {path}",
                remedy="wait for it, or record into another file",
            ) from None
        os.ftruncate(self._handle, length)
        if not length:
            self._write(MAGIC)
        self._syncing = threading.Thread(target=self._sync_often, daemon=True)
        self._syncing.start()

    def append(self, entry: Entry) -> None:
        """Write ``entry``, whole or not at all.

        Raises:
            OSError: the disk is full or broken; everything that was appended before is still there.
        """
        if self._failure is not None:
            raise self._failure
        payload = msgspec.msgpack.encode(entry)
        self._write(_FRAME.pack(len(payload), zlib.crc32(payload)) + payload)

    def sync(self) -> None:
        """Return when everything that was appended is on the disk."""
        os.fsync(self._handle)

    def close(self) -> None:
        """Put everything on the disk, and let others write."""
        self._stopping.set()
        self._syncing.join()
        with contextlib.suppress(OSError):
            os.fsync(self._handle)
        os.close(self._handle)

    def _write(self, data: bytes) -> None:
        written = 0
        try:
            while written < len(data):
                written += os.write(self._handle, data[written:])
        except OSError as error:
            with contextlib.suppress(OSError):  # a reader stops at half an entry, too
                os.ftruncate(self._handle, self._length)
            error.filename = str(self.path)
            raise
        self._length += len(data)

    def _sync_often(self) -> None:
        while not self._stopping.wait(SYNC_S):
            try:
                os.fsync(self._handle)
            except OSError as error:
                if error.errno != errno.EINVAL:  # what cannot be synced, such as a pipe
                    error.filename = str(self.path)
                    self._failure = error


def read_journal(path: Path) -> tuple[list[Entry], int]:
    """The whole entries of a journal, and the length of the file up to their end.

    Raises:
        RecordingError: it is no journal, or of another version.
    """
    with open_bounded(path, LIMIT, RecordingError) as file:
        data = file.read()
    if not data.startswith(MAGIC):
        raise RecordingError(
            f"{path} is a journal of `kd-edge record`, version 1",
            found=repr(data[:40]),
            remedy="name the archive whose recording was interrupted",
        )
    entries, length = [], len(MAGIC)
    for entry, end in _entries(data):
        entries.append(entry)
        length = end
    return entries, length


def _entries(data: bytes) -> Iterator[tuple[Entry, int]]:
    """Every whole entry, and where it ends."""
    decoder = msgspec.msgpack.Decoder(Entry)
    place = len(MAGIC)
    while place + _FRAME.size <= len(data):
        size, crc = _FRAME.unpack_from(data, place)
        begin = place + _FRAME.size
        payload = data[begin : begin + size]
        if size > _LONGEST or len(payload) < size or zlib.crc32(payload) != crc:
            return
        try:
            entry = decoder.decode(payload)
        except msgspec.MsgspecError:
            return
        place = begin + size
        yield entry, place
