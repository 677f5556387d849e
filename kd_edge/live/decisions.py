"""From the scores of windows to recognised signs, for whatever computed the scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import Bundle
from kd_edge.contract import NS_PER_S
from kd_edge.decision.gates import Gates
from kd_edge.decision.rule import Decider
from kd_edge.live.events import Hop
from kd_edge.recordings.recording import REST


@dataclass(frozen=True)
class Recognition:
    """A recognised sign.

    Attributes:
        label: index into the bundle's labels.
        name: the label itself.
        confidence: of the window that decided, 0 to 1.
        time_ns: device time of that window's last frame.
        window: how many windows came before it.
    """

    label: int
    name: str
    confidence: float
    time_ns: int
    window: int


class Decisions:
    """Follows the bundle's decision, window by window.

    Args:
        bundle: whose decision, labels and quantisation.

    Attributes:
        windows: windows seen since the reset.
        vote: the newest window's vote, a label or ``REST``; None before the first window.
        scores: of the newest window, int8 ``(classes,)``; None before the first.
        time_ns: device time of the newest window's last frame; None before the first.
        hops: every window's scores and vote since somebody emptied the list; None, the usual value, keeps none.
    """

    def __init__(self, bundle: Bundle) -> None:
        manifest = bundle.manifest
        self._labels = manifest.model.labels
        self._output = manifest.output_quantisation
        self._decider = Decider(Gates.of(manifest.decision, self._output, self._labels))
        self.hops: list[Hop] | None = None
        self.reset()

    @property
    def uses_activity(self) -> bool:
        """Whether the activity of windows matters."""
        return self._decider.gates.minimum_activity is not None

    @property
    def confidence(self) -> float:
        """The newest window's highest score as a probability; 0 before the first."""
        return 0.0 if self.scores is None else self._output.real(int(self.scores.max()))

    def reset(self) -> None:
        """Discard every score and vote."""
        self.windows = 0
        self.vote: int | None = None
        self.scores: NDArray[np.int8] | None = None
        self.time_ns: int | None = None
        self.forget()

    def forget(self) -> None:
        """Time has jumped: no vote from before counts."""
        self._decider.reset()

    def take(
        self, scores: NDArray[np.int8], activity: NDArray[np.float32] | None, times_ns: NDArray[np.int64]
    ) -> list[Recognition]:
        """The signs that some windows complete.

        Args:
            scores: int8 ``(n, classes)``, at least one window.
            activity: float32 ``(n,)``; may be None if there is no gate for it.
            times_ns: device time of each window's last frame, int64 ``(n,)``.
        """
        decided = self._decider.push(scores, activity)
        votes = [vote for vote, _ in decided]
        signs = [vote if is_new else REST for vote, is_new in decided]
        return self.follow(scores, votes, signs, activity, times_ns)

    def follow(
        self,
        scores: NDArray[np.int8],
        votes: list[int],
        signs: list[int],
        activity: NDArray[np.float32] | None,
        times_ns: NDArray[np.int64],
    ) -> list[Recognition]:
        """The signs that follow from decisions that were made.

        Args:
            scores: int8 ``(n, classes)``, at least one window; may be written over afterwards.
            votes: each window's vote, a label or ``REST``.
            signs: the label that each window recognises, or ``REST``.
            activity: float32 ``(n,)``, if it is known.
            times_ns: device time of each window's last frame, int64 ``(n,)``.
        """
        if self.hops is not None:
            # Engines that compute it anyway must not say more than those that leave it out.
            self._keep(scores, votes, activity if self.uses_activity else None, times_ns)
        recognised = [
            Recognition(
                sign,
                self._labels[sign],
                self._output.real(int(scores[index, sign])),
                int(times_ns[index]),
                self.windows + index,
            )
            for index, sign in enumerate(signs)
            if sign != REST
        ]
        self.vote, self.scores, self.time_ns = votes[-1], scores[-1].copy(), int(times_ns[-1])
        self.windows += len(votes)
        return recognised

    def _keep(
        self,
        scores: NDArray[np.int8],
        votes: list[int],
        activity: NDArray[np.float32] | None,
        times_ns: NDArray[np.int64],
    ) -> None:
        assert self.hops is not None
        likely = ((scores.astype(np.int64) - self._output.zero_point) * self._output.scale).round(4).tolist()
        moves: list[float | None] = [None] * len(votes) if activity is None else activity.round(4).tolist()
        for time_ns, row, vote, moved in zip(times_ns.tolist(), likely, votes, moves, strict=True):
            self.hops.append(Hop(time_ns / NS_PER_S, tuple(row), vote if vote >= 0 else None, moved))
