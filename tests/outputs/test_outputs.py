"""Programs start with what was recognised, and OSC messages arrive as another library reads them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import ThreadingOSCUDPServer

from kd_edge.bundle import Bundle
from kd_edge.errors import StreamError
from kd_edge.live.events import Hop, Sign
from kd_edge.outputs.execute import AT_ONCE, Execute
from kd_edge.outputs.osc import Osc, intensity

SIGN = Sign("THANK YOU; rm -rf $HOME", 1, 0.875, 3.5, 0.4)
HOP = Hop(3.5, (0.125, 0.75, 0.125), 1, 0.6)


def test_a_program_gets_the_label_as_one_word_and_no_shell_reads_it(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    script = "import os, sys; open(sys.argv[1], 'w').write(repr([sys.argv[2:], os.environ['KD_EDGE_LABEL']]))"
    execute = Execute(f'{sys.executable} -c "{script}" {out} --said={{label}} {{confidence}} {{time}}')
    assert execute.tell(HOP) is None
    assert execute.tell(SIGN) is None
    deadline = time.monotonic() + 10
    while not out.exists() or not out.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert out.read_text() == repr([[f"--said={SIGN.label}", "0.875", "3.5"], SIGN.label])


def test_programs_that_do_not_end_hold_nobody_up_and_are_limited() -> None:
    execute = Execute(f"{sys.executable} -c 'import time; time.sleep(3)'")
    began = time.monotonic()
    said = [execute.tell(SIGN) for _ in range(AT_ONCE + 1)]
    assert time.monotonic() - began < 2
    assert said[:AT_ONCE] == [None] * AT_ONCE
    assert said[AT_ONCE] is not None
    assert "still run" in said[AT_ONCE]
    for program in execute._running:
        program.kill()
        program.wait()


@pytest.mark.parametrize("command", ["", "  ", "say 'it"])
def test_what_is_no_command_is_refused(command: str) -> None:
    with pytest.raises(StreamError, match="--exec takes a command"):
        Execute(command)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("no-such-program {label}", "no 'no-such-program' that can be started"),
        ("true {lable}", "fills in .label., .confidence. and .time..*Found: .lable."),
    ],
)
def test_what_could_never_work_is_refused_before_the_session(command: str, message: str) -> None:
    with pytest.raises(StreamError, match=message):
        Execute(command)


@pytest.mark.parametrize("label", ["-rf", "--output=/tmp/x", "-"])
@pytest.mark.parametrize("command", ["echo {label}", "echo {label}.wav", "sh -c 'echo $0' {label}", "echo -n {label}"])
def test_a_label_that_would_be_read_as_an_option_is_refused(command: str, label: str) -> None:
    with pytest.raises(StreamError, match=r"is no option of a program.*label=\{label\}"):
        Execute(command, ["UP", label])
    Execute(command, ["UP", "a-b", "DOWN -"])
    remark = Execute(command).tell(Sign(label, 0, 0.9, 1.0, 0.1))
    assert remark is not None
    assert "would be read as an option" in remark


@pytest.mark.parametrize("command", ["echo label={label}", "echo -l{label}", "echo -- {label}", "true '{confidence}'"])
def test_a_label_that_begins_with_a_dash_is_taken_where_it_is_no_option(command: str) -> None:
    assert Execute(command, ["-rf"]).tell(Sign("-rf", 0, 0.9, 1.0, 0.1)) is None


def test_a_time_before_the_device_s_zero_is_no_option() -> None:
    remark = Execute("true {time}").tell(Sign("UP", 0, 0.9, -1.5, 0.1))
    assert remark is not None
    assert "'-1.5' would be read as an option" in remark


def test_braces_in_a_label_stay(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    script = "import sys; open(sys.argv[1], 'w').write(sys.argv[2] + '\\n')"
    execute = Execute(f'{sys.executable} -c "{script}" {out} {{label}}')
    assert execute.tell(Sign("{time}{confidence}", 0, 0.5, 2.0, 0.1)) is None
    deadline = time.monotonic() + 10
    while not out.exists() or not out.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert out.read_text() == "{time}{confidence}\n"


def test_a_program_that_cannot_be_started_is_a_remark(tmp_path: Path) -> None:
    gone = tmp_path / "program"
    gone.write_text("#!/bin/true")
    gone.chmod(0o755)
    execute = Execute(str(gone))
    gone.unlink()
    remark = execute.tell(SIGN)
    assert remark is not None
    assert "cannot be started" in remark


@pytest.fixture
def heard() -> Iterator[tuple[int, list[tuple[object, ...]]]]:
    messages: list[tuple[object, ...]] = []
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(lambda address, *arguments: messages.append((address, *arguments)))
    server = ThreadingOSCUDPServer(("127.0.0.1", 0), dispatcher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], messages
    server.shutdown()
    server.server_close()


def test_osc_says_signs_scores_and_control(heard: tuple[int, list[tuple[object, ...]]], tiny_bundle: Bundle) -> None:
    port, messages = heard
    osc = Osc(f"127.0.0.1:{port}", tiny_bundle)
    assert osc.tell(SIGN) is None
    assert osc.tell(HOP) is None
    deadline = time.monotonic() + 5
    while len(messages) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    found = {message[0]: message[1:] for message in messages}
    assert found["/kd-edge/sign"] == (SIGN.label, 0.875, 3.5)
    assert found["/kd-edge/scores"] == (0.125, 0.75, 0.125)
    assert found["/kd-edge/control"] == ("SIGN1", pytest.approx(0.6))


@pytest.mark.parametrize("address", ["", "9000", "here", "127.0.0.1:0", "127.0.0.1:99999", "a:b"])
def test_what_is_no_address_is_refused(address: str, tiny_bundle: Bundle) -> None:
    with pytest.raises(StreamError, match="HOST:PORT"):
        Osc(address, tiny_bundle)


def test_nobody_listening_is_no_error(tiny_bundle: Bundle) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    osc = Osc(f"127.0.0.1:{port}", tiny_bundle)
    for _ in range(3):
        osc.tell(SIGN)


def test_intensity_by_hand() -> None:
    """From 0.2 to 1: an activity of 0.6 lies half-way."""
    assert intensity(HOP, 0.2) == pytest.approx(0.5)
    assert intensity(Hop(0, (0.2, 0.8), 1, 0.1), 0.2) == 0.0
    assert intensity(Hop(0, (0.2, 0.8), 1, 4.0), 0.2) == 1.0
    assert intensity(Hop(0, (0.2, 0.8), None, 0.9), 0.2) == 0.0
    assert intensity(Hop(0, (0.2, 0.8), 1), 0.2) == 0.8


def test_a_pipe_gets_lines_and_only_kd_edges_own(tmp_path: Path) -> None:
    """Bars need a terminal: without one, signs are lines.  What a started program prints is no part of the JSON."""
    reference = Path(__file__).resolve().parents[2] / "export" / "reference"
    data = tmp_path / "two-sensors.npz"
    kd_edge = [sys.executable, "-c", "from kd_edge.cli import main; main()"]
    synth = ["data", "synth", "--small", "--signs", "6", "--sensors", "2", "--rest", "0", "--out", str(data)]
    subprocess.run([*kd_edge, *synth], check=True, capture_output=True)
    command = [*kd_edge, "stream", str(reference), "--replay", str(data), "--recordings", "2", "--speed", "max"]
    bars = subprocess.run([*command, "--view", "terminal"], check=True, capture_output=True, text=True)
    assert sum("latency" in line for line in bars.stdout.splitlines()) == 2
    started = [*command, "--json", "--exec", "echo {label}"]
    told = subprocess.run(started, check=True, capture_output=True, text=True)
    signs = [event for event in map(json.loads, told.stdout.splitlines()) if event["event"] == "sign"]
    assert sorted(told.stderr.split()) == sorted(sign["label"] for sign in signs)
    assert len(signs) == 2
