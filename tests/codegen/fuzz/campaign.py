"""Random graphs against TFLite Micro: whole windows, and frame by frame."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.codegen import StreamOptions, generate
from kd_edge.errors import CodegenError
from tests.codegen.fuzz.batch import BatchError, Job, run_batch
from tests.codegen.fuzz.graphs import SampleGraph, random_graph
from tests.codegen.harness import oracle

WINDOWS: Final = 4  # inputs of each graph, and results of each stream
BATCH: Final = 50  # graphs in one program


@dataclass
class Tally:
    """What a run of graphs came to.

    Attributes:
        graphs: seeds tried.
        windows, streams: graphs compared that way.
        bytes: compared.
        telling: graphs whose outputs are not all the same.
        wrong: what differs, by graph.
        refused: why codegen refused a graph or its stream, and how often.
        invalid: graphs that TFLite Micro does not take.
        died: what a compiler or a sanitizer said.
    """

    graphs: int = 0
    windows: int = 0
    streams: int = 0
    bytes: int = 0
    telling: int = 0
    invalid: int = 0
    wrong: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    died: list[str] = field(default_factory=list)

    def refuse(self, what: str, error: CodegenError) -> None:
        """Count a refusal by its rule, the operator's name aside."""
        reason = f"{what}: {error.rule.split(': ')[-1]}"
        self.refused[reason] = self.refused.get(reason, 0) + 1


@dataclass(frozen=True)
class _Comparison:
    job: Job
    expected: NDArray[np.int8]


def run_seeds(seeds: Iterable[int], folder: Path) -> Tally:
    """Compare the random graphs of ``seeds``."""
    return run_graphs(map(random_graph, seeds), folder)


def run_graphs(graphs: Iterable[SampleGraph], folder: Path) -> Tally:
    """Compare ``graphs``, some dozens at a time."""
    tally = Tally()
    pending: list[_Comparison] = []
    for graph in graphs:
        tally.graphs += 1
        pending += _comparisons(graph, tally)
        if len(pending) >= BATCH:
            _compare(pending, folder, tally)
            pending = []
    if pending:
        _compare(pending, folder, tally)
    return tally


def _comparisons(graph: SampleGraph, tally: Tally) -> list[_Comparison]:
    rng = np.random.default_rng(zlib.crc32(graph.name.encode()))
    windows = rng.integers(-128, 128, (WINDOWS, *graph.shape)).astype(np.int8)
    windows[0] = 127
    try:
        expected = oracle(graph.model, windows).reshape(WINDOWS, -1).astype(np.int8)
    except (RuntimeError, ValueError):
        tally.invalid += 1
        return []
    tally.telling += len(np.unique(expected)) > 2
    comparisons = []
    try:
        job = Job(graph.name, generate(graph.model), windows.reshape(WINDOWS, -1), WINDOWS)
        comparisons.append(_Comparison(job, expected))
        tally.windows += 1
    except CodegenError as error:
        tally.refuse("window", error)
        return []
    stream = _stream(graph, rng, tally)
    return comparisons if stream is None else [*comparisons, stream]


def _stream(graph: SampleGraph, rng: np.random.Generator, tally: Tally) -> _Comparison | None:
    """Frames pushed one by one; each result against the window that ends or began there."""
    try:
        generated = generate(graph.model, StreamOptions(projection_bytes=int(rng.choice([0, 4096]))))
        if rng.random() < 0.4:
            assert generated.cost.stream is not None
            hop = generated.cost.stream.hop_frames * int(rng.integers(2, 4))
            generated = generate(graph.model, StreamOptions(hop=hop))
    except CodegenError as error:
        tally.refuse("stream", error)
        return None
    promised = generated.cost.stream
    assert promised is not None
    count = generated.cost.input_shape
    frames_in_window = int(np.prod(count)) // promised.frame_values
    total = frames_in_window + (WINDOWS - 1) * promised.hop_frames
    frames = rng.integers(-128, 128, (total, promised.frame_values)).astype(np.int8)
    starts = range(0, WINDOWS * promised.hop_frames, promised.hop_frames)
    windows = np.stack([frames[start : start + frames_in_window].reshape(graph.shape) for start in starts])
    expected = oracle(graph.model, windows).reshape(WINDOWS, -1).astype(np.int8)
    pushed = promised.first_frames + (WINDOWS - 1) * promised.hop_frames
    tally.streams += 1
    return _Comparison(Job(f"{graph.name}, as a stream", generated, frames[:pushed], WINDOWS), expected)


def _compare(pending: list[_Comparison], folder: Path, tally: Tally) -> None:
    try:
        outputs = run_batch([comparison.job for comparison in pending], folder)
    except BatchError as death:
        tally.died.append(str(death))
        return
    for comparison, output in zip(pending, outputs, strict=True):
        expected = comparison.expected.reshape(-1)
        tally.bytes += expected.size
        wrong = np.flatnonzero(output != expected)
        if len(wrong):
            first = wrong[0]
            tally.wrong[comparison.job.name] = (
                f"{len(wrong)} of {expected.size} differ, first {first}: {output[first]}, reference {expected[first]}"
            )
