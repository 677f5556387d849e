"""A bundle and numbers of which all streams have one rate, as sources of text and of other programs deliver them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import Bundle
from kd_edge.contract import SignalSpec
from kd_edge.engines import Engine
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.events import Sign
from kd_edge.live.offline import replay
from kd_edge.live.on_host import HostRecogniser
from kd_edge.play.session import Session
from kd_edge.source import Ended, Item, Source

PERIOD_NS = 10_000_000
COUNT = 2000
SignAt = tuple[int, float, int]


@dataclass(frozen=True)
class OneRate:
    """The bundle, its network, and twenty seconds of raw numbers by stream."""

    bundle: Bundle
    engine: Engine
    samples: dict[str, NDArray[np.int16]]

    @classmethod
    def of(cls, bundle: Bundle, engine: Engine) -> OneRate:
        """With the streams of ``bundle`` at 100 Hz, unfiltered."""
        streams = tuple(
            msgspec.structs.replace(stream, sample_period_ns=PERIOD_NS, filters=(), envelope=None)
            for stream in bundle.manifest.signal.streams
        )
        signal = msgspec.structs.replace(bundle.manifest.signal, streams=streams)
        manifest = msgspec.structs.replace(bundle.manifest, signal=signal)
        rng = np.random.default_rng(3)
        samples = {}
        for stream in streams:
            levels = rng.normal(0, 3000, (COUNT // 100, len(stream.channels))).repeat(100, axis=0)
            samples[stream.name] = np.rint(levels + rng.normal(0, 200, levels.shape)).astype(np.int16)
        return cls(Bundle(bundle.folder, manifest, bundle.contents), engine, samples)

    @property
    def spec(self) -> SignalSpec:
        """The streams."""
        return self.bundle.manifest.signal

    def rows(self) -> NDArray[np.float64]:
        """Every channel in its unit, shape ``(COUNT, features)``, in the order of ``spec.features``."""
        scaled = [self.samples[s.name] * np.asarray(s.scale, np.float32).astype(np.float64) for s in self.spec.streams]
        return np.concatenate(scaled, axis=1)

    def expected(self) -> list[SignAt]:
        """What an offline replay recognises: label, confidence, milliseconds since the first sample."""
        session = Session(self.spec, self.samples, dict.fromkeys(self.samples, 0), [])
        found = replay(LiveClassifier(self.bundle, self.engine), session)
        assert len(found) > 4
        return [(sign.label, round(sign.confidence, 4), round(sign.time_ns / 1e6)) for sign in found]

    def signs(self, source: Source, *, patience_s: float = 20.0) -> list[SignAt]:
        """What is recognised from ``source`` until it has delivered everything."""
        recogniser = HostRecogniser(LiveClassifier(self.bundle, self.engine))
        found: list[Sign] = []
        deadline = time.monotonic() + patience_s
        ended = False
        while not ended and source.counters.samples < COUNT * len(self.samples):
            assert time.monotonic() < deadline, source.counters
            items: Sequence[Item] = source.read()
            ended = any(isinstance(item, Ended) for item in items)
            found += [event for event in recogniser.take(items, source.arrived_ns) if isinstance(event, Sign)]
        return [(sign.index, sign.confidence, round(sign.time_s * 1e3)) for sign in found]
