"""The signal path: raw samples of several streams in, normalised frames out.

Each stream runs through its :class:`~kd_edge.signal.chain.Chain` on a grid of
exact nanoseconds; the frame clock then picks, from every stream, the newest
sample that is not younger than the frame.  A frame is complete, and returned,
as soon as no sample still to come can belong to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec, StreamSpec
from kd_edge.errors import SignalError
from kd_edge.signal.chain import Block, Chain
from kd_edge.signal.limits import GAP_LIMIT_NS, TIME_LIMIT_NS, check_samples
from kd_edge.signal.wearing import wearing


class SignalPath:
    """Frames from samples, incrementally.

    Samples may come one by one, in blocks or whole, and the streams in any order:
    the frames are the same to the last bit.

    A pushed block goes to the nearest slot of its stream's grid.  Slots that stay
    empty are filled with the last raw sample; a block that comes one slot early loses
    its first sample, whose slot is taken; a gap above ``GAP_LIMIT_NS`` or a step back
    of more than one period restarts the whole path, as if it were new.

    Args:
        spec: streams, frame clock and, if set, how the sensors are worn and normalisation.

    Attributes:
        filled_samples: samples that were missing and were filled.
        skipped_samples: samples that were dropped because their slot was taken.
        restarts: how often the path restarted because time jumped.
    """

    def __init__(self, spec: SignalSpec) -> None:
        self.spec = spec
        self._tracks = {stream.name: _Track(stream) for stream in spec.streams}
        self._wearing = None if spec.wearer is None else wearing(spec, spec.wearer)
        if spec.normalisation is None:
            self._mean = self._inverse_std = None
        else:
            self._mean = np.array(spec.normalisation.mean, dtype=np.float32)
            self._inverse_std = np.array(spec.normalisation.inverse_std, dtype=np.float32)
        self.reset()

    def reset(self) -> None:
        """Discard all samples and set the counters to zero."""
        self.filled_samples = 0
        self.skipped_samples = 0
        self.restarts = 0
        for track in self._tracks.values():
            track.next_ns = 0
        self._forget()

    @property
    def next_frame_ns(self) -> int | None:
        """Time of the next frame that will be returned, or None before every stream has started."""
        return self._next_frame_ns

    def push(self, stream: str, samples: NDArray[np.generic], start_ns: int | None = None) -> NDArray[np.float32]:
        """Feed samples of one stream and collect the frames that became complete.

        Args:
            stream: name of the stream.
            samples: raw samples, shape ``(n, channels)``, of the stream's sample type.
            start_ns: time of the first sample; None means right after the stream's
                previous sample (0 for the first).

        Returns:
            Frames, float32 ``(m, features)``, normalised if the spec says how.

        Raises:
            SignalError: unknown stream, wrong shape or type, NaN or infinity, a time beyond
                ``TIME_LIMIT_NS``.  The path is unchanged then.
        """
        track = self._tracks.get(stream)
        if track is None:
            raise SignalError(
                "Samples belong to a stream of the SignalSpec",
                found=repr(stream),
                remedy=f"use one of {', '.join(self._tracks)}",
            )
        check_samples(track.spec, samples)
        start_ns = track.next_ns if start_ns is None else int(start_ns)
        if abs(start_ns) > TIME_LIMIT_NS:
            raise SignalError(
                "Times are nanoseconds on the device's clock, at most 2^62 from 0",
                found=start_ns,
                remedy="subtract the time of the first sample",
            )
        if len(samples) > 0:
            self._place(track, samples, start_ns)
        return self._complete_frames()

    def _place(self, track: _Track, samples: NDArray[np.generic], start_ns: int) -> None:
        """Put ``samples`` on the grid of ``track``: fill, skip or restart first."""
        period_ns = track.spec.sample_period_ns
        late_ns = start_ns - track.next_ns
        if track.started and not -period_ns <= late_ns <= GAP_LIMIT_NS:
            self._restart()
        if not track.started:
            track.start(start_ns)
            late_ns = 0
        slots = (late_ns + period_ns // 2) // period_ns
        if slots < 0:
            self.skipped_samples += 1
            samples = samples[1:]
        elif slots > 0:
            self.filled_samples += slots
            samples = np.concatenate([np.repeat(track.last_raw, slots, axis=0), samples])
        if len(samples) > 0:
            track.append(samples)

    def _restart(self) -> None:
        self.restarts += 1
        self._forget()

    def _forget(self) -> None:
        self._next_frame_ns: int | None = None
        for track in self._tracks.values():
            track.stop()

    def _complete_frames(self) -> NDArray[np.float32]:
        tracks = self._tracks.values()
        count = 0
        if all(track.started for track in tracks):
            if self._next_frame_ns is None:
                self._next_frame_ns = max(track.start_ns for track in tracks)
            horizon_ns = min(track.next_ns for track in tracks)
            count = -((self._next_frame_ns - horizon_ns) // self.spec.frame_period_ns)
        if self._next_frame_ns is None or count <= 0:
            return np.empty((0, self.spec.feature_count), dtype=np.float32)
        times_ns = self._next_frame_ns + self.spec.frame_period_ns * np.arange(count, dtype=np.int64)
        self._next_frame_ns += self.spec.frame_period_ns * count
        frames = np.concatenate([track.take(times_ns, self._next_frame_ns) for track in tracks]).T.copy()
        if self._wearing is not None:
            frames = self._wearing.apply(frames)
        if self._mean is not None:
            frames -= self._mean
            frames *= self._inverse_std
        return frames


@dataclass(eq=False)
class _Track:
    """One stream on its grid, with the processed samples that frames may still need."""

    spec: StreamSpec
    chain: Chain = field(init=False)
    last_raw: NDArray[np.generic] = field(init=False)
    started: bool = False
    start_ns: int = 0
    next_ns: int = 0
    _oldest: int = 0  # index on the grid of the oldest sample in _blocks
    _blocks: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chain = Chain(self.spec)

    def start(self, start_ns: int) -> None:
        self.started = True
        self.start_ns = self.next_ns = start_ns

    def stop(self) -> None:
        """Discard every sample; only the clock for an implicit ``start_ns`` continues."""
        self.started = False
        self.chain.reset()
        self._oldest = 0
        self._blocks.clear()

    def append(self, samples: NDArray[np.generic]) -> None:
        self._blocks.append(self.chain.process(samples))
        self.last_raw = samples[-1:].copy()
        self.next_ns += len(samples) * self.spec.sample_period_ns

    def take(self, times_ns: NDArray[np.int64], following_ns: int) -> Block:
        """For each time the newest sample that is not younger, ``(channels, times)``.

        Discards what frames at ``following_ns`` and later cannot need.
        """
        pending = self._blocks[0] if len(self._blocks) == 1 else np.concatenate(self._blocks, axis=1)
        period_ns = self.spec.sample_period_ns
        taken: Block = pending[:, (times_ns - self.start_ns) // period_ns - self._oldest]
        newest = self._oldest + pending.shape[1] - 1
        oldest = min((following_ns - self.start_ns) // period_ns, newest)
        self._blocks = [pending[:, oldest - self._oldest :].copy()]
        self._oldest = oldest
        return taken
