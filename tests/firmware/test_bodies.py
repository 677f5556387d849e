"""Messages of a board, body by body: it sends the bytes of the shared vectors, and understands them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.contract import Normalisation, SampleType, SignalSpec, StreamSpec
from kd_edge.files import firmware_root
from kd_edge.link.codec import encode_frame
from kd_edge.link.description import StreamInfo, describe
from kd_edge.link.messages import (
    Command,
    Features,
    Info,
    Measurement,
    MessageReader,
    Reply,
    Scores,
    encode_message,
)
from kd_edge.link.protocol import BoardMode, CommandCode, FrameType, Status
from kd_edge.link.wire import Message
from tests.firmware.fuzz import compile_for_host, write_bundle_headers

Send = Callable[[str], bytes]

LABELS = tuple({7: "fever", 17: "b\u00f3l"}.get(index, f"sign{index}") for index in range(300))
"""More than one SCORES frame holds, among them those of the vectors."""


def stream(name: str, sample_type: SampleType, channels: int, period_ns: int = 10_000_000) -> StreamSpec:
    names = tuple(f"{name}{index}" for index in range(channels))
    return StreamSpec(name=name, sample_period_ns=period_ns, channels=names, sample_type=sample_type)


STREAMS = (
    *(stream("a", "int8", 2), stream("b", "float32", 60), stream("c", "int16", 1)),
    stream("emg", "int16", 2, 900_000),
)
FEATURES = sum(len(part.channels) for part in STREAMS)
SIGNAL = SignalSpec(
    streams=STREAMS,
    frame_period_ns=20_000_000,
    window_size=2,
    window_increment=1,
    normalisation=Normalisation((0.0,) * FEATURES, (1.0,) * FEATURES),
)
"""Streams 0 and 3 as the vectors have them, and more features than one frame holds."""

VECTORS = {
    # what the C side is told to send for the message of a vector
    "Data": "samples {stream} {count} {sequence} {dropped} {time_ns} {samples}",
    "Mark": "mark {time_ns} {sequence} {label}",
    "End": "end {reason}",
    "Decision": "decision {time_ns} {sequence} {window} {label} {score} {latency_us}",
    "Fault": "fault {kind} {program_counter} {link_register} {stack_pointer} {status} {address}",
    "Log": "log {time_ns} {level} {text}",
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return write_bundle_headers(tmp_path_factory.mktemp("bodies"), SIGNAL, LABELS)


@pytest.fixture(scope="module")
def send(bundle: Bundle) -> Send:
    """The frames that the firmware sends for a line, as report_filter.c says."""
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc")
    program = compile_for_host("app", bundle.folder, ["gcc"], [firmware_root() / "tests" / "report_filter.c"])

    def run(line: str) -> bytes:
        return subprocess.run([program], input=f"{line}\n".encode(), capture_output=True, check=True).stdout

    return run


def read(wire: bytes) -> list[Message]:
    reader = MessageReader()
    found = reader.feed(wire)
    assert reader.malformed == 0
    return found


def test_bodies_match_the_shared_vectors(send: Send, protocol_vectors: dict[str, Any]) -> None:
    seen = set()
    for vector in protocol_vectors["frames"]:
        kind = vector.get("message")
        if kind not in VECTORS or vector["fields"].get("text") == "hard fault":  # which this firmware never says
            continue
        fields = dict(vector["fields"])
        if kind == "Log":
            fields["text"] = bytes.fromhex(fields["text"]).decode()
        assert send(VECTORS[kind].format(**fields)).hex() == vector["wire"], vector["name"]
        seen.add(kind)
    assert seen == set(VECTORS)


def test_replies_match_the_shared_vectors(send: Send, protocol_vectors: dict[str, Any]) -> None:
    wires = {vector["name"]: vector["wire"] for vector in protocol_vectors["frames"]}
    assert send("reply 9 1 -3").hex() == wires["reply busy"]
    assert send(f"acknowledgement {0xF0F001FE} 0").hex() == wires["reply to injected data"]


def test_all_scores_arrive_in_as_many_frames_as_they_take(send: Send) -> None:
    scores = np.arange(len(LABELS)).astype(np.int8).tobytes()
    sent = read(send(f"scores 5000000000 40 -1 {scores.hex()}"))
    assert sent == [Scores(5_000_000_000, 40, -1, 300, first, scores[first : first + 222]) for first in (0, 222)]


def test_all_features_arrive_in_as_many_frames_as_they_take(send: Send) -> None:
    values = np.linspace(-2.0, 2.0, FEATURES, dtype="<f4").tobytes()
    sent = read(send(f"features 20000000 {2**32 - 1} {values.hex()}"))
    parts = ((0, values[: 4 * 56]), (56, values[4 * 56 :]))
    assert sent == [Features(20_000_000, 2**32 - 1, FEATURES, first, part) for first, part in parts]


def test_a_measurement_is_its_own_minimum_and_maximum(send: Send) -> None:
    name = "as long as a name may be, and then some more, which is left out here"
    expected = Measurement(2, 3, 65_535, 1, 2**40, 2**40, 2**40, name[:63])
    assert read(send(f"measurement 2 3 65535 {2**40} {name}")) == [expected]


def test_descriptions_are_those_of_the_streams(send: Send, bundle: Bundle) -> None:
    expected = [
        part
        for number, spec in enumerate(bundle.manifest.signal.streams)
        for part in describe(number, StreamInfo.from_spec(spec))
    ]
    assert len(expected) > len(STREAMS), "one stream takes several parts"
    assert read(send("descriptions")) == expected


def test_info_says_what_the_board_carries(send: Send, bundle: Bundle) -> None:
    (info,) = read(send("info 3"))
    assert isinstance(info, Info)
    assert (info.mode, info.runtime, info.inject_window, info.stream_count) == (3, 0, 4, len(STREAMS))
    assert (info.bundle_sha256, info.board, info.build, info.bundle) == (bundle.digest, "host", "fuzz", "fuzz")


@pytest.fixture(scope="module")
def answer(bundle: Bundle) -> Callable[[bytes], list[Message]]:
    """What the whole application answers to bytes from the wire."""
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc")
    folder = bundle.folder / "board"
    write_bundle_headers(folder, SIGNAL, LABELS)
    program = compile_for_host("app", folder, ["gcc"], [firmware_root() / "tests" / "board_filter.c"])

    def run(wire: bytes) -> list[Message]:
        return read(subprocess.run([program], input=wire, capture_output=True, check=True).stdout)

    return run


def wires(protocol_vectors: dict[str, Any], message: str) -> dict[str, bytes]:
    """The frames of one kind by the names of their vectors."""
    vectors = [vector for vector in protocol_vectors["frames"] if vector.get("message") == message]
    return {vector["name"]: bytes.fromhex(vector["wire"]) for vector in vectors}


def test_commands_of_the_shared_vectors_are_understood(
    answer: Callable[[bytes], list[Message]], protocol_vectors: dict[str, Any]
) -> None:
    expected = {
        "command start sensor": (CommandCode.START, Status.OK),
        "command start classify with scores and features": (CommandCode.START, Status.OK),
        "command bench the link 1000 times": (CommandCode.BENCH, Status.BUSY),
        "command reset": (CommandCode.RESET, Status.OK),
        "command info": (CommandCode.INFO, Status.OK),
        "command reboot into the bootloader": (CommandCode.REBOOT, Status.UNSUPPORTED),
        "command stop": (CommandCode.STOP, Status.OK),
        "command text": (CommandCode.TEXT, Status.OK),
    }
    sent = wires(protocol_vectors, "Command")
    assert set(sent) == set(expected)
    everything = answer(b"".join(sent[name] for name in expected))
    replies = [(message.code, message.status) for message in everything if isinstance(message, Reply)]
    assert replies == list(expected.values())
    (info,) = [message for message in everything if isinstance(message, Info)]
    assert info.mode == BoardMode.CLASSIFY


def test_samples_of_the_shared_vectors_are_taken(
    answer: Callable[[bytes], list[Message]], protocol_vectors: dict[str, Any]
) -> None:
    start = encode_message(Command(1, CommandCode.START, bytes((BoardMode.INJECT, 0))))
    described = wires(protocol_vectors, "Description")["description"]
    samples = wires(protocol_vectors, "Data")["data"]
    acknowledged = Reply(0xFF, CommandCode.INJECT, Status.OK, bytes.fromhex("ffffffff"))
    refused = Reply(0xFF, CommandCode.INJECT, Status.BAD_ARGUMENT, bytes.fromhex("ffffffff"))
    assert answer(start + described + samples)[-1] == acknowledged
    assert answer(start + samples)[-1] == refused, "nobody has said what they are"
    body = bytes.fromhex(next(item["body"] for item in protocol_vectors["frames"] if item["name"] == "data"))
    assert answer(start + described + encode_frame(FrameType.DATA, body[:-1]))[-1] == refused, "a byte is missing"
