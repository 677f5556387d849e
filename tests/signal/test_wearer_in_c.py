"""A wearer's map in C: Python's bits for any sensors and any profile, and a block that can be replaced."""

from __future__ import annotations

import shutil
import struct
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kd_edge.contract import SignalSpec, StreamSpec, WearerProfile
from kd_edge.errors import ContractError
from kd_edge.render.wearer_block import MAGIC, block_bytes, layout_code, pack_block
from kd_edge.signal.path import SignalPath
from kd_edge.signal.wearing import Wearing
from tests.signal.native_path import SANITIZERS, NativePath, write_config
from tests.signal.signal_specs import MS, Push, names, random_recording, split_in_time, worn_armband

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc on this machine")

SPEC = worn_armband()
HEAD_BYTES = 20
KEEPS_FOLDER = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def profiles(features: int) -> st.SearchStrategy[WearerProfile]:
    gains = st.lists(st.floats(2**-4, 2**4, width=32), min_size=features, max_size=features).map(tuple)
    return st.builds(
        WearerProfile,
        mirror=st.booleans(),
        reverse=st.booleans(),
        roll_deg=st.floats(-360, 360),
        gain=st.none() | gains,
    )


@st.composite
def worn_specs(draw: st.DrawFn) -> SignalSpec:
    """A ring, one or two bodies and a lone channel, in any order, on somebody."""
    electrodes = draw(st.integers(2, 9))
    place = draw(st.integers(0, 2 * electrodes - 1)) / 2
    axes = draw(st.permutations(range(7)))
    bodies = draw(st.sampled_from([((axes[:3],),), ((axes[:3], axes[3:6]),), ((axes[:3],), (axes[3:6],))]))
    triples = tuple(tuple(tuple(triple) for triple in body) for body in bodies)
    ring = StreamSpec("emg", 20 * MS, names("e", electrodes), "float32", ring=True, ring_z=place)
    body = StreamSpec("imu", 20 * MS, names("i", 7), "float32", bodies=triples)
    spec = SignalSpec(tuple(draw(st.permutations([ring, body]))), 20 * MS, 4, 2)
    return spec.worn(draw(profiles(spec.feature_count)))


def assert_same_frames(native: NativePath, spec: SignalSpec) -> None:
    pushes = split_in_time(random_recording(spec, 1.0), np.random.default_rng(0))
    path = SignalPath(spec)
    expected = np.concatenate([path.push(push.stream, push.samples, push.start_ns) for push in pushes])
    replay = native.replay(pushes)
    assert replay.errors == []
    assert len(expected) > 40
    assert replay.frames.tobytes() == expected.tobytes()


@settings(max_examples=5, deadline=None)
@given(spec=worn_specs())
def test_the_same_bits_for_any_sensors(spec: SignalSpec) -> None:
    with TemporaryDirectory() as folder:
        assert_same_frames(NativePath(spec, Path(folder), flags=SANITIZERS), spec)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> NativePath:
    """Compiled with all that might make a compiler look the block up when it should not."""
    return NativePath(SPEC, tmp_path_factory.mktemp("worn"), flags=("-O3", "-flto", "-march=native"))


def replaced(program: NativePath, block: bytes, folder: Path) -> NativePath:
    """The same program with other bytes for its block."""
    image = program.program.read_bytes()
    start = image.index(MAGIC)
    assert image.count(MAGIC) == 1
    assert image[start : start + block_bytes(14)] == pack_block(SPEC, SPEC.wearer or WearerProfile())
    path = folder / "replaced"
    path.write_bytes(image[:start] + block + image[start + len(block) :])
    path.chmod(0o755)
    other = object.__new__(NativePath)
    other.spec, other.program = program.spec, path
    return other


@KEEPS_FOLDER
@given(profile=profiles(14))
def test_a_block_is_replaced_in_a_program(profile: WearerProfile, program: NativePath, tmp_path: Path) -> None:
    assert_same_frames(replaced(program, pack_block(SPEC, profile), tmp_path), SPEC.worn(profile))


def test_the_order_of_three_terms(program: NativePath, tmp_path: Path) -> None:
    """No profile uses all three with ring and roll alone, but the block may hold any map."""
    rng = np.random.default_rng(5)
    found = Wearing(rng.integers(0, 14, (14, 3)), rng.normal(size=(14, 3)).astype(np.float32))
    head = pack_block(SPEC, WearerProfile())[:HEAD_BYTES]
    block = signed(head + found.weights.tobytes() + found.sources.astype("<u2").tobytes())
    pushes = split_in_time(random_recording(SPEC, 1.0), np.random.default_rng(0))
    path = SignalPath(replace(SPEC, wearer=None, normalisation=None))
    recorded = np.concatenate([path.push(push.stream, push.samples, push.start_ns) for push in pushes])
    assert SPEC.normalisation is not None
    mean, inverse_std = (
        np.array(part, np.float32) for part in (SPEC.normalisation.mean, SPEC.normalisation.inverse_std)
    )
    expected = (found.apply(recorded) - mean) * inverse_std
    assert replaced(program, block, tmp_path).replay(pushes).frames.tobytes() == expected.tobytes()


def signed(body: bytes) -> bytes:
    return body + struct.pack("<I", zlib.crc32(body))


@pytest.mark.parametrize("fault", ["a bit", "version", "features", "layout", "a source"])
def test_a_damaged_block_is_refused(fault: str, program: NativePath, tmp_path: Path) -> None:
    block = bytearray(pack_block(SPEC, WearerProfile()))
    if fault == "a bit":
        block[40] ^= 1
    else:
        offsets = {"version": 8, "features": 12, "layout": 16, "a source": HEAD_BYTES + 12 * 14}
        struct.pack_into("<H", block, offsets[fault], 14 if fault == "a source" else 7)
        block = bytearray(signed(bytes(block[:-4])))
    broken = replaced(program, bytes(block), tmp_path)
    actual = broken.replay([Push("emg", np.zeros((9, 8), np.int8), 0), Push("imu", np.zeros((9, 6), np.int16), 0)])
    assert actual.errors == [-6, -6]
    assert len(actual.frames) == 0


def test_the_bytes_of_a_block(tmp_path: Path) -> None:
    spec = SignalSpec((StreamSpec("emg", MS, ("a", "b", "c"), ring=True),), MS, 4, 2)
    block = pack_block(spec, WearerProfile(roll_deg=60, gain=(1.0, 2.0, 1.0)))  # half an electrode
    half = struct.pack("<9f", 0.5, 0.5, 0, 1.0, 1.0, 0, 0.5, 0.5, 0)
    sources = struct.pack("<9HH", 0, 1, 0, 1, 2, 1, 2, 0, 2, 0)
    assert block == signed(b"KDWEARER" + struct.pack("<III", 1, 3, layout_code(spec)) + half + sources)
    assert len(block) == block_bytes(3)


def test_a_layout_is_all_that_a_profile_depends_on() -> None:
    spec = SPEC.streams[0]
    codes = {
        layout_code(SignalSpec((StreamSpec("emg", MS, spec.channels, ring=ring, ring_z=z),), MS, 4, 2))
        for ring, z in [(True, 3), (True, 2), (False, 0)]
    }
    assert len(codes) == 3
    assert layout_code(SPEC) == layout_code(SPEC.worn(None)) != layout_code(SignalSpec((spec,), MS, 4, 2))


def test_a_header_without_a_wearer_has_no_block(tmp_path: Path) -> None:
    write_config(SPEC.worn(None), tmp_path)
    assert "WEARER" not in (tmp_path / "kd_signal_config.h").read_text()


def test_more_features_than_a_block_can_name() -> None:
    streams = tuple(StreamSpec(f"s{n}", MS, names("c", 1024)) for n in range(64))
    with pytest.raises(ContractError, match="at most 65535 features"):
        pack_block(SignalSpec(streams, MS, 4, 2), WearerProfile())
