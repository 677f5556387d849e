"""Keys of signs: names as evdev has them, what is pressed how often, and a real keyboard where the kernel has one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from evdev import ecodes

from kd_edge.cli import main
from kd_edge.errors import StreamError
from kd_edge.live.events import Hop, Sign
from kd_edge.outputs.keyboard import MOST, WITHIN_S, Keyboard, read_keys
from kd_edge.source import Truth

LABELS = ("UP", "DOWN", "A=B", "THANK YOU")
UINPUT = os.access("/dev/uinput", os.W_OK)


class Written:
    """Keeps what a keyboard would take, as names."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.closed = False

    def write(self, etype: int, code: int, value: int) -> None:
        assert etype == ecodes.EV_KEY
        self.events.append(f"{ecodes.KEY[code]} {value}")

    def syn(self) -> None:
        self.events.append("syn")

    def close(self) -> None:
        self.closed = True


def sign(label: str) -> Sign:
    return Sign(label, 0, 0.9, 1.0, 0.3)


def test_keys_are_named_as_linux_names_them(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text('"THANK YOU" = "ctrl+shift+t"\nDOWN = "KEY_VOLUMEDOWN"\n')
    assert read_keys(["UP=pgup", "A=B=equal", str(tmp_path / "keys.toml")], LABELS) == {
        "UP": (ecodes.KEY_PAGEUP,),
        "A=B": (ecodes.KEY_EQUAL,),
        "THANK YOU": (ecodes.KEY_LEFTCTRL, ecodes.KEY_LEFTSHIFT, ecodes.KEY_T),
        "DOWN": (ecodes.KEY_VOLUMEDOWN,),
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["UPP=a"], "names signs of the bundle. Found: 'UPP'. Remedy: use 'UP'"),
        (["UP=spaec"], "'spaec'. Remedy: use space"),
        (["UP="], "names keys as Linux does"),
        (["UP=ctrl+"], "names keys as Linux does"),
        (["UP=ctrl+ctrl"], "different ones"),
        (["UP=BTN_LEFT"], "names keys as Linux does"),
        (["UP=power"], "never pressed for a sign"),
        (["UP=shift+ctrl+altgr+del"], "No sign restarts the computer"),
        (["UP=a", "UP=b"], "'UP' twice"),
        (["no-such.toml"], "no-such.toml"),
    ],
)
def test_what_cannot_be_pressed_is_refused_before_the_session(given: list[str], message: str) -> None:
    with pytest.raises(StreamError) as refused:
        read_keys(given, LABELS)
    assert message in str(refused.value)


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text("UP = 3\n")
    with pytest.raises(StreamError, match="write lines such as"):
        read_keys([str(tmp_path / "keys.toml")], LABELS)


def test_keys_are_pressed_together_and_released_at_once_and_only_for_signs() -> None:
    device = Written()
    keyboard = Keyboard(read_keys(["THANK YOU=ctrl+t"], LABELS), device)
    for event in (Hop(1.0, (0.1, 0.9), 1), Hop(1.2, (0.5, 0.5), None), Truth("THANK YOU", 1.0), sign("UP")):
        assert keyboard.tell(event) is None
    assert device.events == []
    assert keyboard.tell(sign("THANK YOU")) is None
    assert device.events == ["KEY_LEFTCTRL 1", "syn", "KEY_T 1", "syn", "KEY_T 0", "syn", "KEY_LEFTCTRL 0", "syn"]
    keyboard.close()
    assert device.closed


def test_a_sign_that_is_reported_again_and_again_soon_presses_nothing() -> None:
    device, now_s = Written(), [100.0]
    keyboard = Keyboard(read_keys(["UP=up", "DOWN=down"], LABELS), device, clock=lambda: now_s[0])
    said = []
    for _ in range(3 * MOST):
        now_s[0] += 0.25
        said.append(keyboard.tell(sign("UP")))
    assert device.events.count("KEY_UP 1") == device.events.count("KEY_UP 0") == MOST
    assert [text for text in said if text] == [said[MOST]]  # once, not for each
    assert "presses none for a while" in (said[MOST] or "")
    assert keyboard.tell(sign("DOWN")) is None
    assert device.events[-4] == "KEY_DOWN 1"  # other signs go on
    now_s[0] += WITHIN_S
    assert keyboard.tell(sign("UP")) is None
    assert device.events.count("KEY_UP 1") == MOST + 1


def test_a_keyboard_that_is_taken_away_is_a_remark() -> None:
    class Gone(Written):
        def write(self, etype: int, code: int, value: int) -> None:
            raise OSError(19, "No such device")

    assert "cannot be pressed: No such device" in (Keyboard({"UP": (1,)}, Gone()).tell(sign("UP")) or "")


@pytest.mark.parametrize("broken", [OSError(5, "Input/output error"), KeyboardInterrupt()])
def test_no_key_stays_down_when_another_cannot_be_pressed(broken: BaseException) -> None:
    class Broken(Written):
        def write(self, etype: int, code: int, value: int) -> None:
            if (ecodes.KEY[code], value) == ("KEY_T", 1):
                raise broken
            super().write(etype, code, value)

    device = Broken()
    keyboard = Keyboard(read_keys(["THANK YOU=ctrl+shift+t"], LABELS), device)
    if isinstance(broken, OSError):
        assert "cannot be pressed: Input/output error" in (keyboard.tell(sign("THANK YOU")) or "")
    else:
        with pytest.raises(KeyboardInterrupt):
            keyboard.tell(sign("THANK YOU"))
    down: set[str] = set()
    for name, _, value in (event.partition(" ") for event in device.events if event != "syn"):
        (down.add if value == "1" else down.discard)(name)
    assert not down
    assert "KEY_LEFTSHIFT 1" in device.events


@pytest.mark.skipif(UINPUT, reason="this machine has uinput")
def test_without_uinput_the_command_says_what_to_do(tiny_export: Path) -> None:
    done = CliRunner().invoke(main, ["stream", str(tiny_export), "--replay", "x.npz", "--keys", "SIGN1=space"])
    assert done.exit_code == StreamError.exit_code
    assert "/dev/uinput" in done.stderr
    assert "modprobe uinput" in done.stderr


@pytest.mark.skipif(not UINPUT, reason="this machine has no uinput that may be written")
def test_another_program_reads_the_keys_of_a_real_keyboard() -> None:
    keyboard = Keyboard(read_keys(["THANK YOU=ctrl+t"], LABELS))
    heard = keyboard._device.device  # type: ignore[attr-defined]
    heard.grab()  # no other program shall see them
    assert keyboard.tell(sign("THANK YOU")) is None
    events = [event for event in heard.read() if event.type == ecodes.EV_KEY]
    assert [(ecodes.KEY[event.code], event.value) for event in events] == [
        ("KEY_LEFTCTRL", 1), ("KEY_T", 1), ("KEY_T", 0), ("KEY_LEFTCTRL", 0),
    ]  # fmt: skip
    keyboard.close()
