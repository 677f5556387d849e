"""The live classifier: raw samples in, recognised signs out, the same for any chunking."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import Bundle
from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.decision.gates import Gates
from kd_edge.decision.rule import Decider
from kd_edge.engines import Engine, quantise
from kd_edge.live.enrol import worn_signal
from kd_edge.signal.activity import quantised_activity
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windower

TIMES_KEPT: Final = 20_000


@dataclass(frozen=True)
class Recognition:
    """A recognised sign.

    Attributes:
        label: index into the bundle's labels.
        name: the label itself.
        confidence: of the window that decided, 0 to 1.
        time_ns: device time of that window's last frame.
        window: how many windows came before it.
    """

    label: int
    name: str
    confidence: float
    time_ns: int
    window: int


@dataclass
class StageTimes:
    """Nanoseconds per push that completed a window, newest last, by stage; and windows per push."""

    signal: deque[int] = field(default_factory=lambda: deque(maxlen=TIMES_KEPT))
    inference: deque[int] = field(default_factory=lambda: deque(maxlen=TIMES_KEPT))
    decision: deque[int] = field(default_factory=lambda: deque(maxlen=TIMES_KEPT))
    windows: deque[int] = field(default_factory=lambda: deque(maxlen=TIMES_KEPT))

    def add(self, started: int, framed: int, inferred: int, decided: int, windows: int) -> None:
        """Take the four clock readings around the three stages."""
        self.signal.append(framed - started)
        self.inference.append(inferred - framed)
        self.decision.append(decided - inferred)
        self.windows.append(windows)


class LiveClassifier:
    """Signal path, windows, network and decisions of one bundle.

    Args:
        bundle: whose specs, quantisation and labels to follow.
        engine: runs the bundle's int8 network.
        wearer: how the sensors are worn, if it is known; the bundle's network must take profiles.

    Attributes:
        path: the signal path with its counters of filled and skipped samples.
        windows: windows classified so far.
        vote: the newest window's vote, a label or ``REST``; None before the first window.
        confidence: the newest window's highest score as a probability.
        times: what each stage took.
    """

    def __init__(self, bundle: Bundle, engine: Engine, wearer: WearerProfile | None = None) -> None:
        manifest = bundle.manifest
        self.spec: SignalSpec = manifest.signal if wearer is None else worn_signal(bundle, wearer)
        self.path = SignalPath(self.spec)
        self.times = StageTimes()
        self._labels = manifest.model.labels
        self._input = manifest.input_quantisation
        self._engine = engine
        self._windower = Windower(self.spec)
        self._output = manifest.output_quantisation
        self._decider = Decider(Gates.of(manifest.decision, self._output, self._labels))
        self.reset()

    def reset(self) -> None:
        """Discard every sample and decision."""
        self.path.reset()
        self.windows = 0
        self.vote: int | None = None
        self.confidence = 0.0
        self._restarts = 0
        self._forget()

    def push(self, stream: str, samples: NDArray[np.generic], start_ns: int | None = None) -> list[Recognition]:
        """Feed samples of one stream; the signs that they complete.

        Args:
            stream: name of the stream.
            samples: raw samples ``(n, channels)``.
            start_ns: device time of the first sample; None continues the stream.

        Raises:
            SignalError: as :meth:`~kd_edge.signal.path.SignalPath.push`.
        """
        started = time.perf_counter_ns()
        frames = self.path.push(stream, samples, start_ns)
        if self.path.restarts != self._restarts:
            self._restarts = self.path.restarts
            self._forget()
        if len(frames) == 0 or self.path.next_frame_ns is None:  # None: the signal path restarted after these frames
            return []
        self._frames += len(frames)
        windows = self._windower.push(frames)
        if len(windows) == 0:
            return []
        inputs = quantise(windows, self._input)
        framed = time.perf_counter_ns()
        scores = self._engine.infer(inputs)
        inferred = time.perf_counter_ns()
        recognised = self._decide(inputs, scores)
        self.times.add(started, framed, inferred, time.perf_counter_ns(), len(windows))
        return recognised

    def _decide(self, inputs: NDArray[np.int8], scores: NDArray[np.int8]) -> list[Recognition]:
        moving = self._decider.gates.minimum_activity is not None
        activity = quantised_activity(inputs, self._input.scale) if moving else None
        recognised = []
        for index, (vote, is_new) in enumerate(self._decider.push(scores, activity)):
            if is_new:
                confidence = self._output.real(int(scores[index, vote]))
                time_ns = self._window_end_ns(self._cut + index)
                recognised.append(Recognition(vote, self._labels[vote], confidence, time_ns, self.windows + index))
        self.vote, self.confidence = vote, self._output.real(int(scores[-1].max()))
        self._cut += len(inputs)
        self.windows += len(inputs)
        return recognised

    def _window_end_ns(self, index: int) -> int:
        """Time of the last frame of the window ``index`` since the path last started."""
        next_ns = self.path.next_frame_ns
        assert next_ns is not None  # a window was cut
        frame = index * self.spec.window_increment + self.spec.window_size - 1
        return next_ns - (self._frames - frame) * self.spec.frame_period_ns

    def _forget(self) -> None:
        self._windower.reset()
        self._decider.reset()
        self._frames = 0  # since the path last started
        self._cut = 0  # windows among them
