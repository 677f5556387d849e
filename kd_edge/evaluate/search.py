"""Choose how a bundle decides: the settings that find most signs while false alarms stay within limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from kd_edge.bundle import Bundle
from kd_edge.contract import DecisionSpec
from kd_edge.decision.gates import Gates
from kd_edge.evaluate.figures import Figures
from kd_edge.evaluate.traces import Trace, decide

PASSES: Final = 2
"""How often every setting is looked at again, now that the others have changed."""

PER_ALARM: Final = 0.01
"""What one false alarm an hour above its limit costs, in F1; a tenth of a second of delay costs the same, and so
does one in a hundred unknown signs."""

TIE: Final = 4e-3
"""A setting that is no usual one must find this much more, in F1, so that chance does not choose it."""

STEPS: Final = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94)
ACTIVITY_PERCENTILES: Final = (0.5, 1, 2, 5, 10)


class Limits(Struct, frozen=True):
    """What a tuned bundle keeps to.

    Attributes:
        rest_per_hour: false alarms per hour of rest.
        movement_per_hour: per hour of movement that is no sign.
        delay_s: median from the end of a sign to its report.
        unknown_share: of the takes of signs that the network was not taught, if there are any.
    """

    rest_per_hour: float
    movement_per_hour: float
    delay_s: float = 0.3
    unknown_share: float = 1 / 15


class Tuned(Struct, frozen=True):
    """A choice, and what it gives on the material on which it was chosen."""

    decision: DecisionSpec
    figures: Figures


def tune(
    bundle: Bundle,
    traces: Sequence[Trace],
    limits: Limits,
    *,
    rest: tuple[str, ...] | None = None,
    per_label: bool = True,
    on_trial: Callable[[], None] | None = None,
) -> Tuned:
    """One setting after the other, from the bundle's own decision on, until each has its best value.

    What is chosen is never worth less than the bundle's own decision: only what is worth more takes its place.

    Args:
        bundle: whose decision is where the search begins.
        traces: scores on material that the network was not trained on.
        limits: that false alarms and delay should keep to.
        rest: labels that mean that nobody signs; None for those of the bundle's decision.
        per_label: also choose each label's own confidence.
        on_trial: called after each trial.
    """

    def trial(spec: DecisionSpec) -> tuple[float, Figures]:
        found = decide(traces, bundle, spec)
        if on_trial:
            on_trial()
        return worth(found, limits), found

    own = bundle.manifest.decision
    best = own if rest is None else replace(own, rest=rest)
    value, found = trial(best)
    for _ in range(PASSES):
        before = best
        for candidate in _candidates(best, traces):
            better, seen = trial(candidate(best))
            if better > value + (0 if _usual(candidate(best)) else TIE):
                best, value, found = candidate(best), better, seen
        if best == before:
            break
    if per_label:
        best, found = _each_label(bundle, best, value, found, trial)
    return Tuned(best, found)


def require_labels(bundle: Bundle, rest: tuple[str, ...]) -> None:
    """Check that ``rest`` names labels of ``bundle``, before anything is classified.

    Raises:
        ContractError: one is not.
    """
    manifest = bundle.manifest
    Gates.of(DecisionSpec(rest=rest), manifest.output_quantisation, manifest.model.labels)


def trials(label_count: int, per_label: bool = True) -> int:
    """The most trials that a search makes, for a progress bar."""
    grid = len(list(_candidates(DecisionSpec(), ())))
    return 1 + PASSES * grid + (2 * label_count if per_label else 0)


def worth(figures: Figures, limits: Limits) -> float:
    """F1, less what false alarms, delay and unknown signs beyond their limits cost."""
    rest, movement = (figures.alarms[kind].per_hour for kind in ("rest", "movement"))
    excess = max(0.0, rest - limits.rest_per_hour) + max(0.0, movement - limits.movement_per_hour)
    late = 0.0 if figures.after_end is None else max(0.0, figures.after_end.median - limits.delay_s)
    unknown = figures.unknown.reported / figures.unknown.takes if figures.unknown.takes else 0.0
    taken = max(0.0, unknown - limits.unknown_share)
    return figures.events.f1 - PER_ALARM * (excess + 10 * late) - taken


_Change = Callable[[DecisionSpec], DecisionSpec]


def _candidates(_: DecisionSpec, traces: Sequence[Trace]) -> Iterator[_Change]:
    """All values of all settings, one setting after the other."""
    moving = np.concatenate([np.empty(0, np.float32), *(trace.activity for trace in traces if trace.kind == "signs")])
    percentiles = np.percentile(moving, ACTIVITY_PERCENTILES).tolist() if len(moving) else [0.0] * 5
    for confidence in STEPS:
        yield _set(min_confidence=confidence, min_confidences=())
    for votes in (1, 2, 3, 4, 5, 6):
        yield _set(votes=votes, among=0)
        if votes > 1:
            yield _set(votes=votes, among=2 * votes - 1)
    for smoothing in (1, 2, 3, 4, 6):
        yield _set(smoothing=smoothing)
    for margin in (0.0, 0.1, 0.2, 0.3):
        yield _set(min_margin=margin)
    for activity in (0.0, *percentiles):
        yield _set(min_activity=round(activity, 4), release_activity=None)
    for release in (None, 0.1, 0.2, 0.3, 0.4):
        yield _set(release_confidence=release)
    for refractory in (0, 3, 6, 10):
        yield _set(refractory=refractory)


def _set(**values: Any) -> _Change:
    return lambda spec: replace(spec, **values)


def _usual(spec: DecisionSpec) -> bool:
    """Whether ``spec`` uses only what every decision has."""
    plain = DecisionSpec(spec.min_confidence, spec.votes, spec.min_activity, rest=spec.rest)
    return spec == plain


def _each_label(
    bundle: Bundle,
    spec: DecisionSpec,
    value: float,
    found: Figures,
    trial: Callable[[DecisionSpec], tuple[float, Figures]],
) -> tuple[DecisionSpec, Figures]:
    """A confidence of its own for each label that gains by one."""
    labels = bundle.manifest.model.labels
    each = list(spec.min_confidences) or [spec.min_confidence] * len(labels)
    for index, label in enumerate(labels):
        if label in spec.rest:
            continue
        events = found.by_label[label]
        directions = [-0.15] * (events.right < events.takes) + [0.15] * (events.wrong + events.stray > 0)
        for change in directions:
            tried = list(each)
            tried[index] = round(min(max(each[index] + change, 0.05), 0.98), 3)
            better, seen = trial(replace(spec, min_confidences=tuple(tried)))
            if better > value + TIE:
                each, value, found = tried, better, seen
    if len(set(each)) == 1:
        return replace(spec, min_confidence=each[0], min_confidences=()), found
    return replace(spec, min_confidences=tuple(each)), found
