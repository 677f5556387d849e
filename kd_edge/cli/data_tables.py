"""The human-readable tables of ``kd-edge data``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kd_edge.cli.output import print_table, say

if TYPE_CHECKING:
    from kd_edge.contract import SignalSpec
    from kd_edge.recordings.accounts import RowAccount
    from kd_edge.recordings.coverage import Coverage
    from kd_edge.recordings.inspect import Inspection, StreamStatistics

_ROWS: Final = (
    *("stream", "read", "dropped", "filled", "gaps", "longest", "late"),
    *("timed takes", "stated", "measured", "clipped"),
)
_SHOWN: Final = 10
"""How many gaps and files are listed one by one; --json has all of them."""


def print_inspection(report: Inspection, signal: SignalSpec) -> None:
    """Everything but the plots."""
    origin = "SYNTHETIC" if report.synthetic else "recorded"
    say(f"{report.name} ({origin}): {report.recordings} recordings", report.description)
    for stream in report.streams:
        _print_channels(stream)
    print_accounts(signal, [stream.rows for stream in report.streams], report.recordings, report.ignored_files)
    for title, counts in (("label", report.labels), ("subject", report.subjects)):
        print_table(f"takes by {title}", (title, "takes"), [(name, str(count)) for name, count in counts.items()])
    _print_splits(report.splits)


def print_accounts(
    signal: SignalSpec, accounts: Sequence[RowAccount], recordings: int, ignored_files: Sequence[str]
) -> None:
    """For every stream: what became of its rows, its worst channel and its gaps; and the files that were not read."""
    print_table(
        "rows, as the clocks tell",
        (
            "stream",
            "read",
            "dropped",
            "filled",
            "gaps",
            "longest",
            "late",
            "timed takes",
            "stated",
            "measured",
            "clipped",
        ),
        [
            (
                spec.name,
                f"{rows.rows:,}" if rows.rows else "not counted",
                f"{rows.dropped:,}",
                f"{rows.filled:,}",
                f"{len(rows.gaps):,}",
                f"{rows.longest_gap_ms(spec):g} ms",
                f"{rows.late:,}",
                f"{rows.timed} of {recordings}",
                f"{spec.sample_rate_hz:.2f} Hz",
                "-" if rows.rate_hz is None else " to ".join(sorted({f"{rate:.2f}" for rate in rows.rate_hz})) + " Hz",
                f"{max(rows.clipped.values(), default=0):.2%}",
            )
            for spec, rows in zip(signal.streams, accounts, strict=True)
        ],
    )
    gaps = [f"filled: {gap.source} line {gap.line}: {gap.missing}" for rows in accounts for gap in rows.gaps]
    _say_some(gaps, "gaps")
    for spec, rows in zip(signal.streams, accounts, strict=True):
        if rows.unseen:
            say(f"{spec.name}: the clock is too coarse to detect a gap of {rows.unseen} rows, or fewer")
        if rows.held:
            say(f"{spec.name}: {rows.held:,} values were missing, and those above them were repeated")
    _say_some([f"ignored: {name}" for name in ignored_files], "files")


def _say_some(lines: Sequence[str], what: str) -> None:
    more = [f"... and {len(lines) - _SHOWN} more {what}; --json has all of them"] if len(lines) > _SHOWN else []
    if lines:
        say(*lines[:_SHOWN], *more)


def _print_channels(stream: StreamStatistics) -> None:
    duration = " to ".join(f"{seconds:.2f}" for seconds in sorted(set(stream.duration_s)))
    print_table(
        f"{stream.name}: {stream.sample_rate_hz:.2f} Hz, {stream.sample_type}, {duration} s",
        ("channel", "unit", "least", "greatest", "mean", "std", "saturated", "clipped", "dead"),
        [
            (
                channel.name,
                channel.unit,
                f"{channel.least:.4g}",
                f"{channel.greatest:.4g}",
                f"{channel.mean:.3f}",
                f"{channel.deviation:.3g}",
                f"{channel.saturated:.2%}",
                f"{channel.clipped:.2%}",
                str(channel.dead_recordings),
            )
            for channel in stream.channels
        ],
    )


def _print_splits(splits: Sequence[Coverage]) -> None:
    rows = [(split.split, str(split.train), str(split.test)) for split in splits]
    print_table("takes by split", ("split", "train", "test"), rows)
    for split in splits:
        if split.remarks():
            say(*split.remarks())
