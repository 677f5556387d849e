"""Press keys at recognised signs, as a keyboard of its own (Linux, through uinput).

A key is pressed and released at once, and only when a sign has been reported: nothing is held down while nobody
signs, and a session that breaks off leaves no key behind.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Protocol

from kd_edge.contract import decode_toml
from kd_edge.errors import ContractError, MissingExtraError, StreamError
from kd_edge.files import read_bounded
from kd_edge.live.events import Event, Sign

MOST: Final = 5
WITHIN_S: Final = 10.0
"""A sign presses its keys at most ``MOST`` times in so many seconds; further ones press nothing, and that is said."""

LAST_CODE: Final = 255
"""Of the keys of a keyboard; above are buttons of mice, pads and remote controls."""

REFUSED: Final = frozenset({"POWER", "POWER2", "SLEEP", "SUSPEND", "RESTART", "SYSRQ", "WAKEUP"})
"""Keys with which one sign too many would switch the computer off."""

_SHORT: Final = {
    "CTRL": "LEFTCTRL", "SHIFT": "LEFTSHIFT", "ALT": "LEFTALT", "ALTGR": "RIGHTALT", "SUPER": "LEFTMETA",
    "META": "LEFTMETA", "WIN": "LEFTMETA", "ESCAPE": "ESC", "RETURN": "ENTER", "DEL": "DELETE", "INS": "INSERT",
    "PGUP": "PAGEUP", "PGDN": "PAGEDOWN", "PLAY": "PLAYPAUSE",
}  # fmt: skip
_RESTARTS: Final = ({"LEFTCTRL", "RIGHTCTRL"}, {"LEFTALT", "RIGHTALT"}, {"DELETE", "KPDOT"})
"""One of each together restarts the computer from a console."""

_LONGEST_FILE: Final = 1 << 16
_PRESSED, _RELEASED = 1, 0

Chord = tuple[int, ...]
"""Codes of keys that are pressed together, in this order."""


class Device(Protocol):
    """What takes the keys: an ``evdev.UInput``."""

    def write(self, etype: int, code: int, value: int) -> None:
        """One event."""
        ...

    def syn(self) -> None:
        """The events so far happen now."""
        ...

    def close(self) -> None:
        """The keyboard is unplugged."""
        ...


class Keyboard:
    """Presses the keys of a sign when it is recognised.

    Args:
        chords: label -> keys, from :func:`read_keys`.
        device: what takes them; None for a new keyboard of this computer.
        clock: seconds that never go back.

    Raises:
        MissingExtraError: evdev is absent.
        StreamError: this computer has no uinput, or the user may not write to it.
    """

    def __init__(
        self, chords: Mapping[str, Chord], device: Device | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._chords = dict(chords)
        self._device = _open({code for chord in chords.values() for code in chord}) if device is None else device
        self._clock = clock
        self._pressed: dict[str, deque[float]] = {label: deque(maxlen=MOST) for label in chords}
        self._told: set[str] = set()

    def tell(self, event: Event) -> str | None:
        """See :class:`~kd_edge.outputs.output.Output`."""
        if not isinstance(event, Sign) or event.label not in self._chords:
            return None
        now_s, pressed = self._clock(), self._pressed[event.label]
        if len(pressed) == MOST and now_s - pressed[0] < WITHIN_S:
            if event.label in self._told:
                return None
            self._told.add(event.label)
            return f"{event.label} pressed its keys {MOST} times in {WITHIN_S:g} s, and presses none for a while"
        self._told.discard(event.label)
        pressed.append(now_s)
        try:
            self._strike(self._chords[event.label])
        except OSError as error:
            return f"the keys of {event.label} cannot be pressed: {error.strerror or error}"
        return None

    def close(self) -> None:
        """See :class:`~kd_edge.outputs.output.Output`; the kernel releases what might still be pressed."""
        self._device.close()

    def _strike(self, chord: Chord) -> None:
        """Press and release; what may be down is released whatever happens, also Ctrl-C in between."""
        with ExitStack() as releasing:
            for code in chord:
                releasing.callback(self._write, code, _RELEASED)
                self._write(code, _PRESSED)

    def _write(self, code: int, value: int) -> None:
        from evdev import ecodes

        self._device.write(ecodes.EV_KEY, code, value)
        self._device.syn()


def read_keys(given: Sequence[str], labels: Sequence[str]) -> dict[str, Chord]:
    """Label -> the keys that it presses.

    Args:
        given: each ``SIGN=KEY`` or a TOML file of ``SIGN = "KEY"``; keys that are pressed together are joined by ``+``.
        labels: the signs that can be recognised.

    Raises:
        MissingExtraError: evdev is absent.
        StreamError: a sign or a key is unknown, or a sign has keys twice.
    """
    if not sys.platform.startswith("linux"):
        raise StreamError(
            "--keys presses keys through Linux's uinput",
            found=f"a computer with {sys.platform}",
            remedy="use --exec with a program that presses keys there, or --osc",
        )
    found: dict[str, Chord] = {}
    for text in given:
        for label, keys in _pairs(text):
            if label not in labels:
                close = get_close_matches(label, labels, n=1)
                raise StreamError(
                    "--keys names signs of the bundle",
                    found=repr(label),
                    remedy=f"use {close[0]!r}" if close else f"use one of {', '.join(labels[:12])}",
                )
            if label in found:
                raise StreamError("A sign has its keys once", found=f"{label!r} twice", remedy="leave one of them out")
            found[label] = _chord(keys)
    return found


def _pairs(text: str) -> list[tuple[str, str]]:
    label, equals, keys = text.rpartition("=")
    if equals and not text.lower().endswith(".toml"):
        return [(label.strip(), keys)]
    data = read_bounded(Path(text), _LONGEST_FILE, StreamError)
    try:
        return list(decode_toml(data, dict[str, str], source=text).items())
    except ContractError as error:
        raise StreamError(error.rule, found=error.found, remedy='write lines such as UP = "volumeup"') from error


def _chord(text: str) -> Chord:
    try:
        from evdev import ecodes
    except ImportError as error:
        raise MissingExtraError("evdev", "keys") from error
    names = {
        name.removeprefix("KEY_"): code
        for name, code in ecodes.ecodes.items()
        if name.startswith("KEY_") and 0 < code <= LAST_CODE and name.removeprefix("KEY_") not in REFUSED
    }
    codes: list[int] = []
    pressed: set[str] = set()
    for part in text.split("+"):
        name = part.strip().upper().removeprefix("KEY_")
        name = _SHORT.get(name, name)
        if name not in names:
            close = get_close_matches(name, names, n=3)
            found = f"{part.strip()!r}" + (", which is never pressed for a sign" if name in REFUSED else "")
            like = " or ".join(each.lower() for each in close) or "for example ctrl+c, space or f5"
            raise StreamError(
                "--keys names keys as Linux does, joined by + where they are pressed together",
                found=found,
                remedy=f"use {like}",
            )
        codes.append(names[name])
        pressed.add(name)
    if all(pressed & keys for keys in _RESTARTS):
        raise StreamError(
            "No sign restarts the computer", found=text, remedy="press other keys, or start a program with --exec"
        )
    if len(set(codes)) < len(codes):
        raise StreamError("Keys that are pressed together are different ones", found=text, remedy="leave one out")
    return tuple(codes)


def _open(codes: Iterable[int]) -> Device:
    try:
        from evdev import UInput, UInputError, ecodes
    except ImportError as error:
        raise MissingExtraError("evdev", "keys") from error
    try:
        keyboard: Device = UInput({ecodes.EV_KEY: sorted(codes)}, name="kd-edge signs")
    except (UInputError, OSError) as error:
        raise StreamError(
            "--keys needs /dev/uinput, which the user may write to",
            found=str(error),
            remedy="load it with 'modprobe uinput' and allow it as docs/live.md says, or use --exec",
        ) from error
    return keyboard
