"""New persons who show each sign once or twice: what that makes of the students of the persons campaign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from msgspec import Struct

from kd_edge import contract
from kd_edge.bundle import Bundle, open_bundle
from kd_edge.campaign.origin import Origin, origin_of
from kd_edge.distill.runs import Run, load_run
from kd_edge.errors import RecordingError
from kd_edge.export.retraining import retraining_of
from kd_edge.export.runs import export_run
from kd_edge.files import write_bytes
from kd_edge.learn.lesson import learn
from kd_edge.personalise.choose import choose, estimate
from kd_edge.personalise.on_board import scores_with
from kd_edge.personalise.takes import Takes, takes_of
from kd_edge.personalise.teach import Network, Taught, Way, teach
from kd_edge.personalise.write import int8_of
from kd_edge.recordings.archive import load_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.splits import MINIMUM_REPETITIONS, named_split

TAKES = (1, 2)
WAYS: tuple[Way, ...] = ("unchanged", "profile", "head", "network")
BOARD = "on a board"
"""What a board learns of the same takes; computed here with the bits that it has."""


class Entry(Struct, frozen=True):
    """One person with one seed's student: int8 accuracy on all takes after the first ``takes`` of each sign.

    Attributes:
        person: who was new.
        seed: of the student.
        takes: of each sign that were shown; the profile comes from them, too.
        windows: that test.
        accuracy: of each way, and of what a board learns.
        chosen: the way that `kd-edge personalise` chooses without TensorFlow; None where it refuses.
        chosen_with_run: the same where it has the run.
    """

    person: str
    seed: int
    takes: int
    windows: int
    accuracy: dict[str, float]
    chosen: Way | None
    chosen_with_run: Way | None


class Result(Struct, frozen=True):
    """Everything in ``personal.json``; ``runs`` are the students."""

    origin: Origin
    runs: list[str]
    entries: list[Entry]


def run_personal(
    data: Path, folders: Sequence[Path], out: Path, *, tell: Callable[[str], None] = lambda line: None
) -> Result:
    """Personalise the students in ``folders`` for every person whom they were not trained on; after a crash it goes on.

    Args:
        data: the recordings that the runs were trained on.
        folders: runs with splits of new persons.
        out: takes bundles and each person's figures under ``personal/``, and the result as ``personal.json``.
        tell: is called with a line for each finished person.
    """
    dataset = load_dataset(data)
    entries = []
    for folder in folders:
        run = load_run(folder)
        place = out / "personal" / run.config.name
        bundle = open_bundle(place if place.is_dir() else export_run(run, place, data=data))
        for person in _persons(dataset, run):
            for takes in TAKES:
                kept = out / "personal" / f"{run.config.name}-{person}-{takes}.json"
                if not kept.is_file():
                    write_bytes(kept, contract.encode(_entry(dataset, run, bundle, person, takes)))
                entries.append(contract.decode(kept.read_bytes(), Entry, source=str(kept)))
                tell(f"{run.config.name} {person}, {takes}: {entries[-1].accuracy}")
    result = Result(origin_of(dataset), [folder.name for folder in folders], entries)
    write_bytes(out / "personal.json", contract.encode(result))
    return result


def table(entries: Iterable[Entry]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the printed table: mean over persons, and its standard deviation over seeds."""
    rows: list[tuple[str, ...]] = []
    for takes, group in groupby(sorted(entries, key=lambda entry: entry.takes), lambda entry: entry.takes):
        found = list(group)
        judged = {way: [each.accuracy[way] for each in found] for way in (*WAYS, BOARD)}
        judged["as chosen"] = [each.accuracy[each.chosen or "unchanged"] for each in found]
        judged["as chosen, with the run"] = [each.accuracy[each.chosen_with_run or "unchanged"] for each in found]
        seeds = np.array([each.seed for each in found])
        for way, values in judged.items():
            means = [float(np.mean(np.array(values)[seeds == seed])) for seed in np.unique(seeds)]
            rows.append((f"{takes}", way, f"{np.mean(means):.4f} ± {np.std(means, ddof=min(1, len(means) - 1)):.4f}"))
    return ("takes of each sign", "way", "int8, mean over persons"), rows


def _persons(dataset: Dataset, run: Run) -> list[str]:
    """New persons of the run who repeated a sign often enough."""
    tested = [dataset.recordings[index] for index in named_split(dataset, run.config.split).test]
    return sorted({take.subject for take in tested if take.repetitions >= MINIMUM_REPETITIONS})


def _entry(dataset: Dataset, run: Run, bundle: Bundle, person: str, takes: int) -> Entry:
    network = Network(bundle, retrain=retraining_of(run, bundle.manifest))
    mine = takes_of(bundle, dataset, person)
    early = mine.repetitions < takes
    shown, later = mine.chosen(early), mine.chosen(~early)
    accuracy: dict[str, float] = {way: _accuracy(bundle, teach(network, shown, way), later) for way in WAYS}
    accuracy[BOARD] = _on_board(bundle, shown, later)
    found = estimate(network, shown)
    return Entry(
        person=person,
        seed=run.config.seed,
        takes=takes,
        windows=len(later),
        accuracy=accuracy,
        chosen=_chosen(lambda: choose(found.without("network"))),
        chosen_with_run=_chosen(lambda: choose(found, retrain=True)),
    )


def _accuracy(bundle: Bundle, taught: Taught, takes: Takes) -> float:
    """Of the int8 file as it would be written."""
    network = Network(bundle)
    return float(np.mean(int8_of(network, taught, takes.frames).argmax(axis=1) == takes.labels))


def _on_board(bundle: Bundle, shown: Takes, later: Takes) -> float:
    person, profile = learn(bundle, shown.frames, shown.labels)
    scores = scores_with(bundle, later.frames, profile, person.layer)
    return float(np.mean(scores.argmax(axis=1) == later.labels))


def _chosen(choice: Callable[[], Way]) -> Way | None:
    try:
        return choice()
    except RecordingError:
        return None
