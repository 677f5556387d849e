"""The send buffer of a simulated board: bytes that no host has read yet, as in the buffers of a board and a driver."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final, NamedTuple

from kd_edge.link.ports import Port, PortLostError

BUFFER_BYTES: Final = 1 << 20
"""Default capacity: minutes of a slow board, half a minute of a fast one."""

_AT_ONCE: Final = 4096
"""Bytes to write at once: about as many as a pseudo-terminal holds."""


class _Letter(NamedTuple):
    wire: bytes
    is_data: bool


class Outbox:
    """Writes frames to a port in a thread of its own, so that the board keeps its timing whatever the host does.

    Args:
        port: where to write.
        capacity: bytes that may wait.

    Attributes:
        discarded: data frames that waited when the host left.
    """

    def __init__(self, port: Port, capacity: int = BUFFER_BYTES) -> None:
        self.discarded = 0
        self._port = port
        self._capacity = capacity
        self._waiting: deque[_Letter] = deque()
        self._size = 0  # bytes that wait or are being written
        self._lost = self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._deliver, daemon=True)
        self._thread.start()

    def put(self, wire: bytes, *, is_data: bool = False, wait: bool = False) -> bool:
        """Add a frame; False if there is no room for it, or if the host left while it waited for room.

        Args:
            wire: the frame.
            is_data: whether it counts where it is discarded.
            wait: wait for room.
        """
        with self._changed:
            self._lost = False
            while wait and not self._has_room(wire) and not self._lost:
                self._changed.wait()
            if self._lost or not self._has_room(wire):
                return False
            self._waiting.append(_Letter(wire, is_data))
            self._size += len(wire)
            self._changed.notify_all()
            return True

    def wait_until_written(self, timeout_s: float) -> bool:
        """Wait until the host's side has everything, or the host has left; False if that takes too long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._size == 0, timeout_s)

    def discard(self) -> None:
        """The host has left: discard what waits."""
        with self._changed:
            self._forget(self._waiting)
            self._waiting.clear()
            self._lost = True

    def close(self) -> None:
        """End the thread; what waits is not written any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _has_room(self, wire: bytes) -> bool:
        return self._size + len(wire) <= self._capacity

    def _forget(self, letters: deque[_Letter]) -> None:
        self.discarded += sum(letter.is_data for letter in letters)
        self._done(letters)

    def _done(self, letters: deque[_Letter]) -> None:
        self._size -= sum(len(letter.wire) for letter in letters)
        self._changed.notify_all()

    def _deliver(self) -> None:
        """The thread: write what waits, in batches."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                batch = self._next_batch()
            written = self._write(b"".join(letter.wire for letter in batch))
            with self._changed:
                if written:
                    self._done(batch)
                else:
                    self._forget(batch)
            if not written:
                self.discard()

    def _next_batch(self) -> deque[_Letter]:
        batch = deque([self._waiting.popleft()])
        size = len(batch[0].wire)
        while self._waiting and size + len(self._waiting[0].wire) <= _AT_ONCE:
            batch.append(self._waiting.popleft())
            size += len(batch[-1].wire)
        return batch

    def _write(self, wire: bytes) -> bool:
        """Write ``wire`` and wait until the port has sent all of it; False if the host has left."""
        try:
            for part in (wire, b""):
                while not self._port.write(part):
                    if self._closed:
                        return False
        except PortLostError:
            return False
        return True
