"""The accounts of all recordings, added up stream by stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kd_edge.contract import NS_PER_S, StreamSpec
from kd_edge.recordings.clipping import clipped_share
from kd_edge.recordings.recording import Recording


@dataclass(frozen=True)
class FilledGap:
    """Rows that were missing before ``line`` of the file that ``source`` names, and were filled."""

    source: str
    line: int
    missing: int


@dataclass(frozen=True)
class RowAccount:
    """What became of the rows of one stream, over all recordings.

    Attributes:
        rows: rows that were read; 0 if they were not counted, as in archives of older versions.
        dropped: rows that repeated the row before, and were left out.
        filled: samples that were put into gaps.
        late: rows that came late, so that nothing is missing.
        timed: recordings with times that were compared with the rows; gaps of the others are unknown.
        rate_hz: the lowest and the highest measured rate; None if no recording has times.
        unseen: gaps of at most this many rows cannot be detected, because the clock is too coarse.
        gaps: every gap.
        held: single values that were missing, and were replaced by those above them.
        clipped: by channel, the share of its samples that are cut off; channels without any are left out.
    """

    rows: int
    dropped: int
    filled: int
    late: int
    timed: int
    rate_hz: tuple[float, float] | None
    unseen: int
    gaps: tuple[FilledGap, ...]
    clipped: dict[str, float]
    held: int = 0

    def longest_gap_ms(self, spec: StreamSpec) -> float:
        """Duration of the longest gap; 0 if there is none."""
        return max((gap.missing for gap in self.gaps), default=0) * spec.sample_period_ns / 1e6


def add_up(recordings: Sequence[Recording], spec: StreamSpec) -> RowAccount:
    """The account of the stream ``spec`` over ``recordings``."""
    streams = [recording.streams[spec.name] for recording in recordings]
    told = [(recording, stream.account) for recording, stream in zip(recordings, streams, strict=True)]
    shares = {
        channel: clipped_share([stream.samples[:, index] for stream in streams])
        for index, channel in enumerate(spec.channels)
    }
    accounts = [account for _, account in told if account is not None]
    rates_hz = [NS_PER_S / account.period_ns for account in accounts if account.period_ns]
    return RowAccount(
        rows=sum(account.rows for account in accounts),
        dropped=sum(account.dropped for account in accounts),
        filled=sum(account.filled for account in accounts),
        late=sum(account.late for account in accounts),
        timed=sum(bool(account.clock) for account in accounts),
        rate_hz=(min(rates_hz), max(rates_hz)) if rates_hz else None,
        unseen=max((account.unseen for account in accounts), default=0),
        gaps=tuple(
            FilledGap(recording.source, gap.line, gap.missing)
            for recording, account in told
            if account is not None
            for gap in account.gaps
        ),
        clipped={channel: share for channel, share in shares.items() if share},
        held=sum(account.held for account in accounts),
    )
