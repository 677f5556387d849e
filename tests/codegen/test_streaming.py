"""One frame at a time: every result equals its window's, or carries the state exactly as TFLite Micro would."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kd_edge.codegen import StreamOptions, generate
from kd_edge.errors import CodegenError
from tests.codegen.conftest import Truth
from tests.codegen.harness import GCC, SANITIZERS, STREAM_RUNNER, X86_SIMD, build, differing, oracle, output_bytes
from tests.codegen.zoo import Specimen, specimen

BUILDS = [
    pytest.param((*SANITIZERS, *X86_SIMD["portable"]), id="portable-sanitized"),
    pytest.param(("-O2", *X86_SIMD["avx2"]), id="avx2"),
]


def push_all(
    model: bytes, mode: StreamOptions, frames: NDArray[np.int8], folder: Path, flags: Sequence[str]
) -> NDArray[np.int8]:
    """Every result of pushing ``frames`` after a reset, int8 (results, classes)."""
    generated = generate(model, mode)
    program = build(generated, folder, GCC, flags, runner=STREAM_RUNNER)
    return np.frombuffer(output_bytes(program, frames), np.int8).reshape(-1, int(np.prod(generated.cost.output_shape)))


def constant(model: bytes, mode: StreamOptions, name: str) -> int:
    """A number that the generated header promises."""
    found = re.search(rf"#define KD_MODEL_{name} (\d+)", generate(model, mode).files["kd_model.h"])
    assert found
    return int(found[1])


def random_frames(count: int, features: int, seed: int) -> NDArray[np.int8]:
    return np.random.default_rng(seed).integers(-128, 128, (count, features)).astype(np.int8)


def window_results(
    model: bytes, frames: NDArray[np.int8], window_size: int, hop: int, count: int
) -> NDArray[np.generic]:
    """TFLite Micro on ``count`` whole windows."""
    windows = np.stack([frames[start : start + window_size] for start in range(0, count * hop, hop)])
    return oracle(model, windows[:, None]).reshape(count, -1)


@pytest.mark.parametrize("flags", BUILDS)
@pytest.mark.parametrize("projection_bytes", [0, 4096])
@pytest.mark.parametrize("strides", [1, 3])
def test_every_result_equals_its_window(
    truth: Callable[[Specimen], Truth], flags: tuple[str, ...], projection_bytes: int, strides: int, tmp_path: Path
) -> None:
    model = truth(specimen("student valid")).model
    mode = StreamOptions(hop=6 * strides, projection_bytes=projection_bytes)
    count = 12
    frames = random_frames(40 + (count - 1) * 6 * strides, 5, seed=strides)
    results = push_all(model, mode, frames, tmp_path, flags)[:count]
    assert not differing(results, window_results(model, frames, 40, 6 * strides, count))


@pytest.mark.parametrize("mode", [StreamOptions(), StreamOptions(projection_bytes=0), StreamOptions(hop=45)], ids=str)
def test_reference_model(shared: Path, mode: StreamOptions, tmp_path: Path) -> None:
    model = (shared / "models" / "student_psl18.tflite").read_bytes()
    golden = np.load(shared / "models" / "student_psl18.npz")
    frames = golden["x"][40:56].reshape(-1, 14)
    hop = constant(model, mode, "HOP_FRAMES")
    count = (len(frames) - 100) // hop + 1
    results = push_all(model, mode, frames, tmp_path, ("-O2",))[:count]
    assert not differing(results, window_results(model, frames, 100, hop, count))
    assert len(np.unique(results, axis=0)) > count // 2


# Of "student valid" by hand: each output of a convolution is taps * channels in * channels out; in a hop of 6 frames
# the first one has 6, the second one 2; one gate of the LSTM has 12 rows of 6 inputs and 12 hidden states.
CONVOLUTIONS = 6 * (5 * 5 * 8) + 2 * (3 * 8 * 6)
INPUT_GATES, RECURRENT_GATES, DENSE = 4 * 12 * 6, 4 * 12 * 12, 12 * 7


@pytest.mark.parametrize(
    ("mode", "macs"),
    [
        (StreamOptions(stateful=True), CONVOLUTIONS + INPUT_GATES + RECURRENT_GATES + DENSE),
        (StreamOptions(), CONVOLUTIONS + INPUT_GATES + 5 * RECURRENT_GATES + DENSE),
        (StreamOptions(projection_bytes=0), CONVOLUTIONS + 5 * (INPUT_GATES + RECURRENT_GATES) + DENSE),
        (StreamOptions(hop=12), 2 * (CONVOLUTIONS + INPUT_GATES) + 5 * RECURRENT_GATES + DENSE),
    ],
    ids=str,
)
def test_reported_macs_are_those_of_a_hop(truth: Callable[[Specimen], Truth], mode: StreamOptions, macs: int) -> None:
    assert generate(truth(specimen("student valid")).model, mode).cost.macs == macs


def test_state_is_carried_like_tflite_micro_without_reset(truth: Callable[[Specimen], Truth], tmp_path: Path) -> None:
    """Windows of a pure LSTM, end to end and never reset: the last step of each is the stream's."""
    from tflite_micro.python.tflite_micro import runtime

    case = truth(specimen("lstm 17"))
    steps, features = case.inputs.shape[2:]
    frames = random_frames(steps * 9, features, seed=4)
    interpreter = runtime.Interpreter.from_bytes(case.model)
    expected = []
    for window in frames.reshape(9, 1, steps, features):
        interpreter.set_input(window, 0)
        interpreter.invoke()
        expected.append(interpreter.get_output(0).reshape(-1).copy())
    results = push_all(case.model, StreamOptions(stateful=True), frames, tmp_path, BUILDS[0].values[0])
    assert len(results) == len(frames)
    assert not differing(results[steps - 1 :: steps], np.stack(expected))


def test_stateful_begins_like_the_first_window(shared: Path, tmp_path: Path) -> None:
    model = (shared / "models" / "student_psl18.tflite").read_bytes()
    golden = np.load(shared / "models" / "student_psl18.npz")
    mode = StreamOptions(stateful=True)
    features = 9
    for index in (0, 41, 60):
        results = push_all(model, mode, golden["x"][index], tmp_path, ("-O2",))
        assert not differing(results[features - 1], golden["y"][index])


@pytest.mark.parametrize(
    ("name", "mode", "message"),
    [
        ("student same", StreamOptions(), "valid padding"),
        ("student valid", StreamOptions(hop=4), "multiple of the network's total stride of 6 frames"),
        ("student valid", StreamOptions(hop=6_000_000_000), "at least every 65,536 frames"),
        ("student valid", StreamOptions(hop=0), "multiple of the network's total stride"),
        ("lstm sequence", StreamOptions(stateful=True), "returns only the last step"),
        ("conv 2d odd", StreamOptions(), "valid padding"),
        ("dense one", StreamOptions(), "takes an int8 window"),
    ],
)
def test_what_cannot_stream_is_refused(
    truth: Callable[[Specimen], Truth], name: str, mode: StreamOptions, message: str
) -> None:
    with pytest.raises(CodegenError, match=message):
        generate(truth(specimen(name)).model, mode)
