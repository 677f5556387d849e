"""The C side of the protocol against the shared vectors and, on noise, against the Python side."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from kd_edge.files import firmware_root
from kd_edge.link.codec import Frame, FrameDecoder, encode_frame

STRICT = "-std=c99 -O1 -g -Wall -Wextra -Wconversion -Werror -fsanitize=address,undefined -fno-sanitize-recover=all"


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Path:
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("no gcc")
    root = firmware_root()
    built = tmp_path_factory.mktemp("protocol") / "protocol_filter"
    sources = [root / "tests" / "protocol_filter.c", *sorted((root / "protocol").glob("*.c"))]
    command = [compiler, *STRICT.split(), f"-I{root / 'protocol'}", *map(str, sources), "-o", str(built)]
    subprocess.run(command, check=True)
    return built


def encode(program: Path, frames: list[Frame]) -> bytes:
    records = b"".join(bytes((frame.type, len(frame.body))) + frame.body for frame in frames)
    return subprocess.run([program, "encode"], input=records, capture_output=True, check=True).stdout


def decode(program: Path, wire: bytes) -> tuple[list[Frame], list[int]]:
    done = subprocess.run([program, "decode"], input=wire, capture_output=True, check=True)
    frames, at = [], 0
    while at < len(done.stdout):
        kind, size = done.stdout[at : at + 2]
        frames.append(Frame(kind, done.stdout[at + 2 : at + 2 + size]))
        at += 2 + size
    return frames, [int(count) for count in done.stderr.split()]


def test_frames_match_the_shared_vectors(program, protocol_vectors):
    frames = [Frame(vector["type"], bytes.fromhex(vector["body"])) for vector in protocol_vectors["frames"]]
    wire = b"".join(bytes.fromhex(vector["wire"]) for vector in protocol_vectors["frames"])
    assert encode(program, frames) == wire
    assert decode(program, wire) == (frames, [len(frames), 0, 0, 0])


def test_bad_frames_are_counted_by_reason(program, protocol_vectors):
    reasons = ["frames", "damaged", "oversized", "unknown_version"]
    for vector in protocol_vectors["bad"]:
        frames, counted = decode(program, bytes.fromhex(vector["wire"]) + encode_frame(2, b"next"))
        assert frames == [Frame(2, b"next")], vector["name"]
        assert counted == [int(reason in ("frames", vector["outcome"])) for reason in reasons], vector["name"]


@pytest.mark.parametrize("damage", [0.0, 0.002, 0.05, 1.0])
def test_both_sides_accept_and_count_the_same_in_noise(program, damage):
    rng = np.random.default_rng(11)
    frames = [Frame(int(rng.integers(256)), rng.bytes(int(rng.integers(241)))) for _ in range(5_000)]
    wire = np.frombuffer(b"".join(encode_frame(*frame) for frame in frames), np.uint8)
    hit = rng.random(len(wire)) < damage
    noisy = np.where(hit, rng.integers(0, 256, len(wire), dtype=np.uint8), wire).tobytes() + b"\0"
    host = FrameDecoder()
    expected = host.feed(noisy)
    counters = host.counters
    counted = [counters.frames, counters.damaged, counters.oversized, counters.unknown_version]
    assert decode(program, noisy) == (expected, counted)
    assert (damage > 0) == (counters.damaged > 0)
