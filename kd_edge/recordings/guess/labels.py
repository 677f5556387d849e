"""Labels, rest and persons of a description."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from kd_edge.recordings.edge_impulse import Told
from kd_edge.recordings.file_names import composed
from kd_edge.recordings.guess.notes import Notes
from kd_edge.recordings.guess.paths import REST_NAMES, Names
from kd_edge.recordings.guess.tables import Look, most_common_runs
from kd_edge.recordings.segments import plain

_SUBJECT_KEYS = ("subject", "person", "user", "participant", "wearer", "name")


def write_labels(
    notes: Notes,
    names: Names,
    looks: Sequence[Look],
    told: Mapping[str, Told],
    by_column: bool,
    inside: Sequence[PurePosixPath],
) -> list[str]:
    """Add labels, rest, files and persons; returns remarks on labels that occur too seldom."""
    counts = _counts(names, looks, told, by_column, inside)
    rest = next((name for want in REST_NAMES for name in counts if name.lower() == want), "")
    if not rest and by_column and "0" in counts and all(label.isdigit() for label in counts):
        rest = "0"
    labels = sorted((label for label in counts if label != rest), key=_naturally)
    source = "the column of labels" if by_column else "info.labels" if told else "the names of the files"
    takes = ", ".join(sorted({str(counts[label]) for label in labels}, key=int)[:4])
    notes.add("labels", labels, f"from {source}; {takes} takes of each. Their order is that of the network's outputs")
    if rest:
        why = "0 stands between the labels" if rest == "0" else "its name"
        notes.add(
            "rest", rest, f"{why}: takes in which nobody signs teach what is no sign. Delete it for a label of its own"
        )
    notes.add("files", names.template, "; ".join(f"{{{role}}}: {why}" for role, why in names.roles.items()))
    _write_persons(notes, names, looks, told)
    seldom = [label for label in labels if counts[label] < 5]
    remarks = [f"fewer than 5 takes of {', '.join(seldom[:8])}: the split `within` needs more"] if seldom else []
    remarks += _shared_numbers(looks, rest)
    if "part" in names.roles or any("part" in each.fields for each in told.values()):
        remarks.append("the two sides of the split that is told are kept apart by `kd-edge train --split given`")
    return remarks


def _shared_numbers(looks: Sequence[Look], rest: str) -> list[str]:
    """A remark if several exercises count their movements from the same number, so that a label stands for several."""
    exercises: dict[str, set[str]] = {}
    for look in looks:
        for exercise, labels in look.exercises.items():
            exercises.setdefault(exercise, set()).update(plain(label) for label in labels)
    seen = Counter(label for labels in exercises.values() for label in labels if label != rest)
    shared = sorted((label for label, count in seen.items() if count > 1), key=_naturally)
    if not shared:
        return []
    return [
        f"WRONG unless corrected: label {shared[0]} stands for different movements in exercises "
        f'{", ".join(sorted(exercises))}; choose one by the pattern, such as files = "{{subject}}_E1_A1.mat"'
    ]


def _counts(
    names: Names, looks: Sequence[Look], told: Mapping[str, Told], by_column: bool, inside: Sequence[PurePosixPath]
) -> Counter[str]:
    if by_column:
        runs: Counter[str] = Counter()
        for label, count in most_common_runs(looks).items():
            runs[plain(label)] += count
        return runs
    counts: Counter[str] = Counter()
    takes: set[tuple[tuple[str, str], ...]] = set()
    for path, values in zip(inside, names.values, strict=True):
        if "stream" in values:  # the files of one take
            take = tuple(sorted((role, text) for role, text in values.items() if role != "stream"))
            if take in takes:
                continue
            takes.add(take)
        known = told.get(str(path), Told())
        segments = [segment.fields["label"] for segment in known.segments]
        label = known.fields.get("label") or values.get("label", "")
        counts.update(segments or [composed(label)])
    return counts


def _write_persons(notes: Notes, names: Names, looks: Sequence[Look], told: Mapping[str, Told]) -> None:
    if "subject" in names.roles or looks[0].roles.subject:
        return
    keys = Counter(key for each in told.values() for key in each.metadata if each.metadata[key])
    key = next((key for key in _SUBJECT_KEYS if keys[key] == len(told) > 0), "")
    if key:
        notes.add("subject_metadata", key, f"the metadata of every file has {key}")
    else:
        notes.add(
            "subject",
            "me",
            "no name, folder or column tells who wears the sensors, so all is taken for one person's. With several, "
            "put each one's files into a folder and write {subject}/ in front of files: a test on new persons needs it",
        )


def _naturally(label: str) -> tuple[int, float, str]:
    """Numbers in their order, before words."""
    return (0, float(label), "") if label.isdigit() else (1, 0.0, label)
