"""Plots of a data set: takes, spectra, takes per person and sign, and the timing of rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.signal import welch

from kd_edge.contract import NS_PER_S, RATE_TOLERANCE, StreamSpec
from kd_edge.errors import MissingExtraError
from kd_edge.files import atomic_path
from kd_edge.recordings.accounts import add_up
from kd_edge.recordings.recording import REST, Dataset, Recording, Stream

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TAKES: Final = 6
_SEGMENT: Final = 512


def plot_dataset(dataset: Dataset, folder: Path) -> list[Path]:
    """Write ``takes.png``, ``spectra.png``, ``counts.png`` and ``timing.png`` into ``folder``.

    Raises:
        MissingExtraError: if Matplotlib is absent.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "plot") from error

    drawings: dict[str, Callable[[Figure, Dataset], None]] = {
        "takes.png": _draw_takes,
        "spectra.png": _draw_spectra,
        "counts.png": _draw_counts,
        "timing.png": _draw_timing,
    }
    origin = "SYNTHETIC" if dataset.synthetic else "recorded"
    for name, draw in drawings.items():
        figure = Figure(figsize=(12, 8), layout="constrained")
        draw(figure, dataset)
        figure.suptitle(f"{dataset.name} ({origin})")
        with atomic_path(folder / name) as temporary:
            figure.savefig(temporary, dpi=110)
    return [folder / name for name in drawings]


def _draw_takes(figure: Figure, dataset: Dataset) -> None:
    """One take of each of the first labels: a row of panels for every stream."""
    takes = _first_takes(dataset)
    streams = dataset.signal.streams
    axes = figure.subplots(len(streams), len(takes), sharex=True, sharey="row", squeeze=False)
    for column, recording in enumerate(takes):
        label = "rest" if recording.label == REST else dataset.labels[recording.label]
        axes[0, column].set_title(f"{label}, {recording.subject}", fontsize="small")
        axes[-1, column].set_xlabel("s")
        for row, spec in enumerate(streams):
            stream = recording.streams[spec.name]
            time_s = (stream.start_ns + np.arange(len(stream.samples)) * spec.sample_period_ns) / NS_PER_S
            axes[row, column].plot(time_s, stream.samples, linewidth=0.5)
    for row, spec in enumerate(streams):
        axes[row, 0].set_ylabel(f"{spec.name}, counts")


def _first_takes(dataset: Dataset) -> list[Recording]:
    first: dict[int, Recording] = {}
    for recording in dataset.recordings:
        first.setdefault(recording.label, recording)
    return [first[label] for label in sorted(first)][:_TAKES]


def _draw_spectra(figure: Figure, dataset: Dataset) -> None:
    """Mean power spectrum of every channel (Welch 1967), over at most 100 recordings spread over the set."""
    chosen = dataset.recordings[:: max(1, len(dataset.recordings) // 100)]
    axes = figure.subplots(len(dataset.signal.streams), 1, squeeze=False)[:, 0]
    for panel, spec in zip(axes, dataset.signal.streams, strict=True):
        _draw_spectrum(panel, spec, [recording.streams[spec.name] for recording in chosen])


def _draw_spectrum(panel: Any, spec: StreamSpec, streams: list[Stream]) -> None:
    segment = min(_SEGMENT, *(len(stream.samples) for stream in streams))
    powers = []
    for stream in streams:
        frequency_hz, power = welch(stream.samples.astype(np.float64), spec.sample_rate_hz, nperseg=segment, axis=0)
        powers.append(power)
    panel.semilogy(frequency_hz, np.mean(powers, axis=0)[:, : len(spec.channels)], linewidth=0.8)
    panel.set_xlabel("Hz")
    panel.set_ylabel(f"{spec.name}, counts²/Hz")
    panel.grid(alpha=0.3)


def _draw_counts(figure: Figure, dataset: Dataset) -> None:
    """Takes of every label by every subject."""
    subjects = sorted({recording.subject for recording in dataset.recordings})
    names = [*dataset.labels, "rest"]
    counts = np.zeros((len(subjects), len(names)), np.int64)
    for recording in dataset.recordings:
        counts[subjects.index(recording.subject), recording.label] += 1
    panel = figure.subplots()
    image = panel.imshow(counts, aspect="auto", cmap="viridis", vmin=0)
    panel.set_xticks(range(len(names)), names, rotation=90)
    panel.set_yticks(range(len(subjects)), subjects)
    figure.colorbar(image, label="takes")


def _draw_timing(figure: Figure, dataset: Dataset) -> None:
    """For every stream: the measured rate and the filled gaps of each take, and the clipping of each channel."""
    axes = figure.subplots(len(dataset.signal.streams), 3, squeeze=False)
    for (rates, gaps, clipping), spec in zip(axes, dataset.signal.streams, strict=True):
        accounts = [recording.streams[spec.name].account for recording in dataset.recordings]
        periods_ns = [(take, account.period_ns) for take, account in enumerate(accounts) if account]
        measured = {take: 100 * (spec.sample_period_ns / period - 1) for take, period in periods_ns if period}
        rates.plot(list(measured), list(measured.values()), ".", markersize=3)
        rates.axhspan(-100 * RATE_TOLERANCE, 100 * RATE_TOLERANCE, alpha=0.15)
        rates.set_title(f"{spec.name}: measured against stated rate", fontsize="small")
        rates.set_xlabel("take")
        rates.set_ylabel("%")
        told = [(take, account) for take, account in enumerate(accounts) if account]
        filled = [(take, gap.line, gap.missing) for take, account in told for gap in account.gaps]
        if filled:
            takes, lines, missing = zip(*filled, strict=True)
            gaps.scatter(takes, lines, [4 * samples for samples in missing])
        gaps.set_title(f"{spec.name}: {len(filled)} filled gaps (area: samples)", fontsize="small")
        gaps.set_xlabel("take")
        gaps.set_ylabel("line of the file")
        clipped = add_up(dataset.recordings, spec).clipped
        clipping.bar(spec.channels, [100 * clipped.get(channel, 0.0) for channel in spec.channels])
        clipping.set_title(f"{spec.name}: clipped samples", fontsize="small")
        clipping.tick_params(axis="x", rotation=90)
        clipping.set_ylabel("%")
        if not measured:
            rates.text(0.5, 0.5, "no column of times", transform=rates.transAxes, ha="center")
