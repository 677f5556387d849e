"""Reports of an evaluation are those of live recognition; a search finds what is there to be found."""

from __future__ import annotations

from dataclasses import replace as with_fields

import numpy as np
import pytest
from msgspec.structs import replace

from kd_edge.bundle import Bundle, Quantisation
from kd_edge.contract import DecisionSpec
from kd_edge.evaluate.curve import curve
from kd_edge.evaluate.material import Amount, fragments, held_out, resting, signing
from kd_edge.evaluate.search import Limits, trials, tune, worth
from kd_edge.evaluate.traces import Trace, decide, trace_sessions
from kd_edge.evaluate.windows import window_figures
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.recordings.recording import Dataset
from tests.conftest import LinearEngine

AMOUNT = Amount(rest_hours=0.01, movement_hours=0.01)


def network(bundle: Bundle) -> LinearEngine:
    model = bundle.manifest.model
    return LinearEngine(model.window_size, model.feature_count, len(model.labels))


@pytest.fixture(scope="module")
def traces(tiny_bundle: Bundle, tiny_dataset: Dataset) -> list[Trace]:
    takes = held_out(tiny_bundle, tiny_dataset)
    played = [*signing(takes, AMOUNT), *resting(takes, AMOUNT)]
    return trace_sessions(tiny_bundle, network(tiny_bundle), [*played, *fragments(takes, AMOUNT)])


def test_reports_are_those_of_live_recognition(tiny_bundle: Bundle, tiny_dataset: Dataset) -> None:
    played = signing(held_out(tiny_bundle, tiny_dataset), AMOUNT)
    classifier = LiveClassifier(tiny_bundle, network(tiny_bundle))
    live = [recognition for one in played for recognition in replay(classifier, one.session)]
    found = decide(trace_sessions(tiny_bundle, network(tiny_bundle), played), tiny_bundle)
    events = found.events
    assert events.right + events.wrong + events.repeated + events.stray == len(live) > 3
    counts = {label: sum(recognition.name == label for recognition in live) for label in found.by_label}
    by_label = found.by_label.items()
    assert {label: of.right + of.wrong + of.repeated + of.stray for label, of in by_label} == counts


def test_windows_are_counted_by_hand_over_persons(tiny_bundle: Bundle, tiny_dataset: Dataset) -> None:
    """An engine that always says SIGN1 is right about a third of the takes of each person, which all have as many."""

    class Same:
        name = "same"

        def infer(self, inputs: np.ndarray) -> np.ndarray:
            return np.tile(np.array([-128, 127, -128], np.int8), (len(inputs), 1))

    takes = held_out(tiny_bundle, tiny_dataset)
    found = window_figures(tiny_bundle, Same(), takes)
    assert found.windows == 2 * len(takes.recordings)  # of 50 frames
    assert found.accuracy == found.macro_accuracy == pytest.approx(1 / 3, abs=1e-3)


def invented(scores: list[list[int]], kind: str = "rest", takes: tuple = ()) -> Trace:
    count = len(scores)
    return Trace(
        kind, kind, "p", 1.0, takes, 0.1 * np.arange(count), np.array(scores, np.int8), np.ones(count, np.float32)
    )


def test_a_search_raises_the_confidence_until_false_alarms_stop(tiny_bundle: Bundle) -> None:
    """Takes have 120, rest has bursts of 60 in two windows; only a gate between them finds all and nothing else."""
    from kd_edge.matching import Take

    quiet, burst, sign = [-128, -128, -128], [60, -128, -128], [-128, 120, -128]
    label = tiny_bundle.manifest.model.labels[1]
    bundle = with_fields(
        tiny_bundle,
        manifest=replace(tiny_bundle.manifest, output_quantisation=Quantisation(1 / 256, -128)),
    )
    signs = invented([*[quiet] * 10, *[sign] * 6, *[quiet] * 10], "signs", (Take(0.8, 1.5, label),))
    rest = invented([*[quiet] * 8, burst, burst] * 20)
    limits = Limits(rest_per_hour=0, movement_per_hour=0, delay_s=9)
    usual = decide([signs, rest], bundle, DecisionSpec())
    assert usual.alarms["rest"].reports == 20
    counted = []
    tuned = tune(bundle, [signs, rest], limits, on_trial=lambda: counted.append(1))
    assert tuned.figures.alarms["rest"].reports == 0
    assert tuned.figures.events.f1 == 1.0
    assert worth(tuned.figures, limits) == 1.0 > worth(usual, limits)
    assert len(counted) <= trials(3)


def deciding(bundle: Bundle, decision: DecisionSpec) -> Bundle:
    """``bundle`` with scores in steps of 1/256 and this decision."""
    return with_fields(
        bundle,
        manifest=replace(bundle.manifest, output_quantisation=Quantisation(1 / 256, -128), decision=decision),
    )


@pytest.mark.parametrize("per_label", [False, True])
@pytest.mark.parametrize("own", [DecisionSpec(min_confidence=0.78), DecisionSpec(min_confidences=(0.78, 0.78, 0.5))])
def test_a_search_never_ends_worth_less_than_the_bundle(
    tiny_bundle: Bundle, own: DecisionSpec, per_label: bool
) -> None:
    """Takes have 0.79 and rest 0.77, which no step that the search tries can tell apart; the bundle's 0.78 does."""
    from kd_edge.matching import Take

    quiet, burst, sign = [-128, -128, -128], [69, -128, -128], [75, -128, -128]
    label = tiny_bundle.manifest.model.labels[0]
    signs = invented([*[quiet] * 10, *[sign] * 6, *[quiet] * 10], "signs", (Take(0.8, 1.5, label),))
    rest = invented([*[quiet] * 6, *[burst] * 6] * 20)
    bundle = deciding(tiny_bundle, own)
    limits = Limits(rest_per_hour=0, movement_per_hour=0, delay_s=9)
    before = decide([signs, rest], bundle)
    assert worth(before, limits) == 1.0
    assert worth(decide([signs, rest], bundle, DecisionSpec()), limits) < 1.0
    counted = []
    tuned = tune(bundle, [signs, rest], limits, per_label=per_label, on_trial=lambda: counted.append(1))
    assert worth(tuned.figures, limits) == 1.0
    assert decide([signs, rest], bundle, tuned.decision) == tuned.figures
    assert len(counted) <= trials(3, per_label)


def test_a_search_without_any_window_chooses_what_the_bundle_has(tiny_bundle: Bundle) -> None:
    nothing = [
        with_fields(
            invented([[0, 0, 0]], kind),
            time_s=np.empty(0),
            scores=np.empty((0, 3), np.int8),
            activity=np.empty(0, np.float32),
        )
        for kind in ("signs", "rest")
    ]
    tuned = tune(tiny_bundle, nothing, Limits(rest_per_hour=6, movement_per_hour=10))
    assert tuned.decision == tiny_bundle.manifest.decision


def test_the_curve_misses_more_and_alarms_less_as_confidence_rises(tiny_bundle: Bundle, traces: list[Trace]) -> None:
    points = curve(tiny_bundle, traces, DecisionSpec(votes=1))
    assert points[0].missed <= points[-1].missed
    assert points[0].movement_per_hour >= points[-1].movement_per_hour
    strict = DecisionSpec(votes=1, min_confidence=points[-1].confidence)
    assert points[-1].missed == 1 - decide(traces, tiny_bundle, strict).events.recall
