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
from kd_edge.engines import Engine, quantise
from kd_edge.live.decisions import Decisions, Recognition
from kd_edge.live.worn import worn_signal
from kd_edge.signal.activity import quantised_activity
from kd_edge.signal.path import SignalPath
from kd_edge.signal.windows import Windower

TIMES_KEPT: Final = 4096


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
        decisions: what followed from the scores so far.
        times: what each stage took.
    """

    def __init__(self, bundle: Bundle, engine: Engine, wearer: WearerProfile | None = None) -> None:
        manifest = bundle.manifest
        self.spec: SignalSpec = manifest.signal if wearer is None else worn_signal(bundle, wearer)
        self.path = SignalPath(self.spec)
        self.decisions = Decisions(bundle)
        self.times = StageTimes()
        self._input = manifest.input_quantisation
        self._engine = engine
        self._windower = Windower(self.spec)
        self.reset()

    @property
    def filled(self) -> int:
        """Samples that were missing and were filled."""
        return self.path.filled_samples

    @property
    def skipped(self) -> int:
        """Samples that were dropped because their slot was taken."""
        return self.path.skipped_samples

    @property
    def restarts(self) -> int:
        """How often the path restarted because time jumped."""
        return self.path.restarts

    def reset(self) -> None:
        """Discard every sample and decision."""
        self.path.reset()
        self.decisions.reset()
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
        activity = quantised_activity(inputs, self._input.scale) if self.decisions.uses_activity else None
        recognised = self.decisions.take(scores, activity, self._window_ends_ns(len(inputs), self.path.next_frame_ns))
        self._cut += len(inputs)
        self.times.add(started, framed, inferred, time.perf_counter_ns(), len(windows))
        return recognised

    def _window_ends_ns(self, count: int, next_ns: int) -> NDArray[np.int64]:
        """Times of the last frames of the newest ``count`` windows; the next frame lies at ``next_ns``."""
        ends = (self._cut + np.arange(count)) * self.spec.window_increment + self.spec.window_size - 1
        return np.asarray(next_ns - (self._frames - ends) * self.spec.frame_period_ns, np.int64)

    def _forget(self) -> None:
        self._windower.reset()
        self.decisions.forget()
        self._frames = 0  # since the path last started
        self._cut = 0  # windows among them
