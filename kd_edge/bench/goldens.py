"""Golden recordings through a whole target: raw samples in; scores and signs out, and how many are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.bench.reports.schema import GoldenCheck
from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.engines import Engine
from kd_edge.engines.c_stream import CStream
from kd_edge.errors import BundleError
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.play.session import Session
from kd_edge.signal.path import SignalPath

GOLDENS: Final = 16
"""Default number of recordings that a board plays."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """The results of a target for one golden recording.

    Attributes:
        scores: of its last window, int8 ``(classes,)``; None if it completed no window.
        signs: recognised: label, and how many windows came before its own.
    """

    scores: NDArray[np.int8] | None
    signs: Sequence[tuple[int, int]]


class CarriedOn:
    """A network whose state goes on from window to window, as an engine for one session without gaps.

    Attributes:
        newest: scores of the newest window, int8 ``(classes,)``.
    """

    name = "c"

    def __init__(self, bundle: Bundle) -> None:
        self._stream = CStream(bundle.read(INT8_MODEL), stateful=True)
        self._hop = bundle.manifest.signal.window_increment
        self._begun = False
        self.newest: NDArray[np.int8] = np.zeros(len(bundle.manifest.model.labels), np.int8)

    def infer(self, inputs: NDArray[np.int8]) -> NDArray[np.int8]:
        """Scores ``(n, classes)`` of the next windows ``(n, window_size, features)``, from their new frames alone."""
        scores = []
        for window in inputs:
            results = self._stream.push(window[-self._hop :] if self._begun else window)
            self._begun = True
            self.newest = results[-1]
            scores.append(self.newest)
        return np.array(scores, np.int8)


def endless_session(bundle: Bundle, count: int | None = None) -> Session:
    """The raw samples of the first ``count`` golden recordings end to end, by default of all: hop follows hop."""
    golden = bundle.golden
    samples = {name: raw[: int(golden.counts[name][:count].sum())] for name, raw in golden.raw.items()}
    return Session(bundle.manifest.signal, samples, dict.fromkeys(samples, 0), ())


def golden_sessions(bundle: Bundle, count: int) -> list[Session]:
    """What a target plays: the first ``count`` golden recordings, each of which ends with its window.

    After them comes the :func:`endless_session`: it shows the cost of hops, and signs to decide on.

    Raises:
        BundleError: the bundle has no goldens, or one does not end with a whole hop.
    """
    spec = bundle.manifest.signal
    golden = bundle.golden
    sessions = []
    for index in range(min(count, golden.recordings)):
        begun_ns = {name: int(starts[index]) for name, starts in golden.start_ns.items()}
        earliest_ns = min(0, *begun_ns.values())  # a board's clock begins at 0, and only differences matter
        starts_ns = {name: start_ns - earliest_ns for name, start_ns in begun_ns.items()}
        session = Session(spec, golden.samples(index), starts_ns, ())
        path = SignalPath(spec)
        frames = sum(len(path.push(name, samples, starts_ns[name])) for name, samples in session.samples.items())
        if frames < spec.window_size or (frames - spec.window_size) % spec.window_increment != 0:
            raise BundleError(
                f"A golden recording is one window of {spec.window_size} frames and whole hops of "
                f"{spec.window_increment}",
                found=f"{frames} frames",
                remedy="export the bundle again",
            )
        sessions.append(session)
    return [*sessions, endless_session(bundle, count)]


def check_outcomes(
    bundle: Bundle,
    engine: Engine,
    sessions: Sequence[Session],
    outcomes: Sequence[Outcome],
    *,
    stateful: bool = False,
) -> GoldenCheck:
    """Compare a target's results for ``sessions`` with the golden scores and with the host's classifier.

    Args:
        bundle: whose goldens they are.
        engine: runs the network for the host's decisions.
        sessions: of :func:`golden_sessions`.
        outcomes: as many.
        stateful: whether the target carries its LSTM's state on: it is then compared with the generated code on this
            host, which does the same, and not with the scores of windows.

    Raises:
        EngineError: no compiler, if ``stateful``.
    """
    golden = bundle.golden
    classes = golden.logits.shape[1]
    right = wrong_scores = decisions = wrong_decisions = 0
    expected_scores = list(golden.logits)
    for index, (session, outcome) in enumerate(zip(sessions, outcomes, strict=True)):
        carried = CarriedOn(bundle) if stateful else None
        expected = {(sign.label, sign.window) for sign in replay(LiveClassifier(bundle, carried or engine), session)}
        if carried is not None and index < len(expected_scores):
            expected_scores[index] = carried.newest
        decisions += len(expected)
        wrong_decisions += len(expected.symmetric_difference(outcome.signs))
    for index, outcome in enumerate(outcomes[:-1]):
        if outcome.scores is None:
            wrong_scores += classes
        else:
            wrong_scores += int(np.count_nonzero(outcome.scores != expected_scores[index]))
            right += int(outcome.scores.argmax() == golden.labels[index])
    return GoldenCheck(
        windows=len(outcomes) - 1,
        right=right,
        scores=(len(outcomes) - 1) * classes,
        wrong_scores=wrong_scores,
        decisions=decisions,
        wrong_decisions=wrong_decisions,
    )
