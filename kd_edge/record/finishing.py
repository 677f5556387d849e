"""From a sitting to an archive that trains."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kd_edge.contract import SignalSpec
from kd_edge.errors import KdEdgeError, RecordingError, StorageError
from kd_edge.files import check_name
from kd_edge.record.journal import journal_path
from kd_edge.record.sitting import Sitting, Take
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.origin import Origin
from kd_edge.recordings.recording import REST, Dataset, Recording


@dataclass(frozen=True)
class Finished:
    """What was written.

    Attributes:
        archive: the takes that were kept; None if there are none.
        refused: the archive of the others; None if there are none.
        kept: takes of this sitting in ``archive``.
        dropped: takes of this sitting in ``refused``.
        total: takes in ``archive``, with those that were there before.
    """

    archive: Path | None
    refused: Path | None
    kept: int
    dropped: int
    total: int


def refused_path(archive: Path) -> Path:
    """Where the refused takes of ``archive`` are."""
    return archive.with_suffix(".refused.npz")


def finish(sitting: Sitting, archive: Path) -> Finished:
    """Write the archives of ``sitting``, add to those that exist, and remove the journal.

    Raises:
        StorageError: they cannot be written; the journal stays.
        RecordingError: an archive that exists is of other sensors.
    """
    try:
        kept = dataset_of(sitting, sitting.kept, archive)
        refused = dataset_of(sitting, [take for take in sitting.refused if _is_whole(take, sitting)], archive)
        total = _add(kept, archive)
        _add(refused, refused_path(archive))
    except (OSError, StorageError) as error:
        raise StorageError(
            f"{archive} can be written",
            found=error.found if isinstance(error, KdEdgeError) else error.strerror or error,
            remedy=f"every take is safe in {journal_path(archive)}: free some space, "
            f"then `kd-edge record {archive} --finish`",
        ) from error
    _sync_folder(archive.parent)
    journal_path(archive).unlink(missing_ok=True)
    return Finished(
        archive if kept is not None else None,
        refused_path(archive) if refused is not None else None,
        len(kept.recordings) if kept is not None else 0,
        len(refused.recordings) if refused is not None else 0,
        total,
    )


def dataset_of(sitting: Sitting, takes: Sequence[Take], archive: Path) -> Dataset | None:
    """``takes`` as a data set; None if there are none."""
    if not takes:
        return None
    opened = sitting.opened
    labels = _labels(sitting)
    recordings = [
        Recording(
            streams=take.streams(opened.signal),
            label=REST if take.began.label is None else labels.index(take.began.label),
            subject=opened.person,
            session=opened.session,
            repetition=0,
            repetitions=1,
            source=f"take {take.began.take + 1} of {opened.session}",
            origin=Origin(
                recorded=take.began.recorded,
                device=opened.device,
                source=take.connected.source,
                board=take.connected.board,
                findings=tuple(take.findings),
            ),
        )
        for take in takes
    ]
    first, last = takes[0].began.recorded[:10], takes[-1].began.recorded[:10]
    device = f" with {opened.device}" if opened.device else ""
    when = first if first == last else f"{first} to {last}"
    description = f"Recorded by kd-edge{device}, {when}."
    synthetic = opened.synthetic or any(take.connected.synthetic for take in takes)
    made = Dataset(opened.name, recordings, labels, opened.signal, synthetic, description)
    return replace(made, recordings=numbered(recordings))


def numbered(recordings: Sequence[Recording]) -> list[Recording]:
    """The same recordings, each person's takes of a sign numbered in their order."""
    count = Counter((recording.subject, recording.label) for recording in recordings)
    seen: Counter[tuple[str, int]] = Counter()
    made = []
    for recording in recordings:
        key = recording.subject, recording.label
        made.append(replace(recording, repetition=seen[key], repetitions=count[key]))
        seen[key] += 1
    return made


def merged(before: Dataset, new: Dataset) -> Dataset:
    """Both data sets in one, the labels of ``before`` first; a take that both have is there once.

    (Both have it if a session was interrupted after its archive was written and before its journal was removed.)

    Raises:
        RecordingError: they are of other sensors.
    """
    _check_same(before, new.signal)
    there = {(recording.subject, recording.session, recording.source) for recording in before.recordings}
    labels = (*before.labels, *(label for label in new.labels if label not in before.labels))
    moved = [
        replace(recording, label=REST if recording.label == REST else labels.index(new.labels[recording.label]))
        for recording in new.recordings
        if (recording.subject, recording.session, recording.source) not in there
    ]
    both = numbered([*before.recordings, *moved])
    return replace(before, recordings=both, labels=labels, synthetic=before.synthetic or new.synthetic)


def check_room(archive: Path, signal: SignalSpec) -> None:
    """Check before a session that its takes can be written in the end.

    Raises:
        RecordingError: the archive's name is none for a data set, or takes of other sensors are there.
    """
    check_name(archive.stem, "The name of an archive", RecordingError)
    for path in (archive, refused_path(archive)):
        if path.exists():
            _check_same(load_dataset(path), signal)


def unfinished(archive: Path) -> bool:
    """Whether a journal is left from a session that was not finished."""
    return journal_path(archive).exists()


def _add(dataset: Dataset | None, archive: Path) -> int:
    """Write ``dataset``, together with what ``archive`` holds; returns how many takes it then has."""
    if dataset is None:
        return 0
    whole = merged(load_dataset(archive), dataset) if archive.exists() else dataset
    save_dataset(whole, archive)
    return len(whole.recordings)


def _check_same(before: Dataset, signal: SignalSpec) -> None:
    if before.signal != signal:
        raise RecordingError(
            f"Takes are added to recordings of the same sensors as {before.path or before.name}",
            found="another rig",
            remedy=f"record with --rig {before.path or before.name}, or into another file",
        )


def _labels(sitting: Sitting) -> tuple[str, ...]:
    """What was to be recorded, and what the source called otherwise."""
    known = dict.fromkeys(sitting.opened.labels)
    known |= dict.fromkeys(take.began.label for take in sitting.takes if take.began.label is not None)
    return tuple(known)


def _is_whole(take: Take, sitting: Sitting) -> bool:
    """Whether there is something of every stream, at the same time: an archive cannot hold less."""
    streams = take.streams(sitting.opened.signal)
    if len(streams) < len(sitting.opened.signal.streams):
        return False
    begin_ns = max(stream.start_ns for stream in streams.values())
    return begin_ns < min(s.start_ns + len(s.samples) * s.sample_period_ns for s in streams.values())


def _sync_folder(folder: Path) -> None:
    """So that a power cut right now does not find the journal gone and the archive not yet there."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
