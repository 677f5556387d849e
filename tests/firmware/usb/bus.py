"""A USB bus whose every transaction a test decides, and a host that speaks USB 2.0 over it.

Behind the bus is the firmware on a modelled controller (``firmware/tests/usb``) or in an emulated chip.
"""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

PACKET: Final = 64
TRIES: Final = 200
IN: Final = 0x80

STANDARD, CLASS = 0x00, 0x20
DEVICE, INTERFACE, ENDPOINT = 0, 1, 2


class StalledError(Exception):
    """The device refuses."""


class UnansweredError(Exception):
    """The device says nothing."""


class Bus:
    """Commands to, and answers of, the process with the device; ``firmware/tests/usb/bus.c`` lists them.

    Attributes:
        log: every transaction that was not refused for the time being, with its answer.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.log: list[tuple[str, str]] = []
        self._process = process

    def ask(self, command: str) -> str:
        """The answer to one command."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if not answer:
            assert self._process.stderr is not None
            raise AssertionError(f"the device has ended at {command!r}: {self._process.stderr.read()[-2000:]}")
        if answer != "nak" and not command.startswith(("run", "state")):
            self.log.append((command, answer))
        return answer

    def state(self) -> dict[str, int]:
        """Whether the device is plugged in, its address, whether its boot loader runs, bytes sent by its UART."""
        words = self.ask("state").split()
        return {name: int(value) for name, value in zip(words[::2], words[1::2], strict=True)}

    def run(self, steps: int) -> None:
        """Let the device go on by itself."""
        self.ask(f"run {steps}")


@contextmanager
def bus_of(command: Sequence[str], **options: object) -> Iterator[Bus]:
    """The bus to the device that ``command`` starts."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    ) as process:
        try:
            yield Bus(process)
        finally:
            process.kill()


class Host:
    """A USB host: control transfers, and the data of one serial port with the toggles of both directions."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.toggles = {"in": 0, "out": 0}

    def get(self, request: int, value: int, index: int, length: int, kind: int = STANDARD | DEVICE) -> bytes:
        """The device's answer to a request, its toggles checked.

        Raises:
            StalledError: it refuses.
            UnansweredError: it says nothing.
        """
        self.bus.ask("setup " + struct.pack("<BBHHH", IN | kind, request, value, index, length).hex())
        if length == 0:
            assert self._take(0) == (1, b"")
            return b""
        answer = bytearray()
        expected = 1
        while True:
            found = self._take(0)
            assert found is not None
            toggle, data = found
            assert toggle == expected
            expected ^= 1
            answer += data
            if len(data) < PACKET or len(answer) >= length:
                break
        assert len(answer) <= length
        self._give(0, 1, b"")
        return bytes(answer)

    def set(self, request: int, value: int, index: int, kind: int = STANDARD | DEVICE, data: bytes = b"") -> None:
        """Let the device obey a request; errors as for :meth:`get`."""
        self.bus.ask("setup " + struct.pack("<BBHHH", kind, request, value, index, len(data)).hex())
        if data:
            self._give(0, 1, data)
        assert self._take(0) == (1, b"")

    def take(self) -> bytes | None:
        """One packet of data, or None if the device has none; errors as for :meth:`get`."""
        found = self._take(2, tries=3, patient=False)
        if found is None:
            return None
        assert found[0] == self.toggles["in"]
        self.toggles["in"] ^= 1
        return found[1]

    def take_all(self) -> bytes:
        """The data of one transfer or more, up to where the device has no more; the last packet is not full."""
        data = bytearray()
        last: bytes | None = None
        while (packet := self.take()) is not None:
            data += packet
            last = packet
        assert last is None or len(last) < PACKET, "a transfer ends, or the host keeps it for itself"
        return bytes(data)

    def give(self, data: bytes) -> bool:
        """Send one packet of data; False if the device does not take it for now."""
        for _ in range(3):
            if self._send(2, self.toggles["out"], data):
                self.toggles["out"] ^= 1
                return True
        return False

    def _take(self, endpoint: int, *, tries: int = TRIES, patient: bool = True) -> tuple[int, bytes] | None:
        for _ in range(tries):
            answer = self.bus.ask(f"in {endpoint}")
            if answer == "stall":
                raise StalledError
            if answer == "timeout":
                raise UnansweredError
            if answer != "nak":
                word, _, text = answer.partition(" ")
                return int(word[-1]), b"" if text == "-" else bytes.fromhex(text)
            self.bus.run(1)
        if patient:
            raise AssertionError(f"endpoint {endpoint} is never ready")
        return None

    def _send(self, endpoint: int, toggle: int, data: bytes) -> bool:
        answer = self.bus.ask(f"out {endpoint} {toggle} {data.hex() or '-'}")
        if answer == "stall":
            raise StalledError
        if answer == "timeout":
            raise UnansweredError
        if answer == "nak":
            self.bus.run(1)
        return answer == "ack"

    def _give(self, endpoint: int, toggle: int, data: bytes) -> None:
        if not any(self._send(endpoint, toggle, data) for _ in range(TRIES)):
            raise AssertionError(f"endpoint {endpoint} takes nothing")
