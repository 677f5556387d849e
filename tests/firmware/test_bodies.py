"""What a board sends, body by body: the bytes of the shared vectors, or what Python makes of the same message."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kd_edge.bundle import Bundle
from kd_edge.contract import Normalisation, SignalSpec, StreamSpec
from kd_edge.files import firmware_root
from kd_edge.link.description import StreamInfo, describe
from kd_edge.link.messages import Features, Info, Measurement, MessageReader, Scores
from kd_edge.link.wire import Message
from tests.firmware.fuzz import compile_for_host, write_bundle_headers

Send = Callable[[str], bytes]

LABELS = tuple({7: "fever", 17: "b\u00f3l"}.get(index, f"sign{index}") for index in range(300))
"""More than one SCORES frame holds, among them those of the vectors."""


def stream(name: str, sample_type: str, channels: int) -> StreamSpec:
    names = tuple(f"{name}{index}" for index in range(channels))
    return StreamSpec(name=name, sample_period_ns=10_000_000, channels=names, sample_type=sample_type)


STREAMS = (stream("a", "int8", 2), stream("b", "float32", 60), stream("c", "int16", 1), stream("d", "int16", 2))
FEATURES = sum(len(part.channels) for part in STREAMS)
SIGNAL = SignalSpec(
    streams=STREAMS,
    frame_period_ns=20_000_000,
    window_size=2,
    window_increment=1,
    normalisation=Normalisation((0.0,) * FEATURES, (1.0,) * FEATURES),
)
"""Streams 0 and 3 as the DATA vectors have them, and more features than one frame holds."""

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
