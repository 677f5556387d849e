"""The profile of a new person, from unlabelled movement.

Gravity shows the roll for each orientation.  Which orientation holds, and how far gravity is off, is told by a
trained network: among windows of several signs, the right profile makes its answers sure and varied, so that
they share the most information with the window.  Bridle, Heading and MacKay, "Unsupervised classifiers, mutual
information and phantom targets" (NIPS 1991), is the measure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.errors import SignalError
from kd_edge.wearer.candidates import candidates

Predict: TypeAlias = Callable[[NDArray[np.float32]], NDArray[np.floating]]
"""Normalised windows ``(n, window_size, features)`` to probabilities ``(n, classes)``."""

LEAST_MARGIN: Final = 0.15
"""Nats by which the best orientation must lead; with less, another enrolment could choose another one."""

OFFSET_SPREAD_DEG: Final = 25.0
"""Standard deviation of how far gravity is off, over the persons of the first data sets."""


class Estimate(Struct, frozen=True, forbid_unknown_fields=True):
    """A profile, and how sure it is.

    Attributes:
        profile: how the person wears the sensors.
        offset_deg: how far its roll lies from what gravity shows.
        information: between window and class in this profile, in nats.
        margin: lead over the best profile of another orientation, in nats; None if there is no other.
        windows: how many it was estimated from.
    """

    profile: WearerProfile
    offset_deg: float
    information: float
    margin: float | None
    windows: int

    @property
    def ambiguous(self) -> bool:
        """Whether another orientation explains the windows almost as well."""
        return self.margin is not None and self.margin < LEAST_MARGIN


def estimate_profile(windows: NDArray[np.float32], signal: SignalSpec, predict: Predict) -> Estimate:
    """The profile of the person whose movement is in ``windows``.

    Args:
        windows: unnormalised, as recorded, float32 ``(n, window_size, features)``: several different signs.
        signal: of the trained network, with normalisation: its mean is the population's mean frame.
        predict: the trained network.

    Raises:
        SignalError: no windows, or a signal path without normalisation.
    """
    if len(windows) == 0 or signal.normalisation is None:
        raise SignalError(
            "A wearer is enrolled with at least one window, for a network with normalisation",
            found=f"{len(windows)} windows" if len(windows) == 0 else "a signal path without normalisation",
            remedy=f"record at least {signal.window_duration_s:.1f} s of movement, better 20 s of different signs",
        )
    mean, inverse_std = (
        np.array(values, np.float32) for values in (signal.normalisation.mean, signal.normalisation.inverse_std)
    )
    ways = candidates(windows.mean(axis=(0, 1), dtype=np.float64), signal, mean.astype(np.float64))
    frames = (ways.frames(windows) - mean) * inverse_std
    flat = frames.reshape(-1, *windows.shape[1:])
    answers = np.asarray(predict(flat), np.float64).reshape(len(ways.profiles), len(windows), -1)
    information = mutual_information(answers).reshape(-1, len(ways.offsets_deg))
    prior = -((ways.offsets_deg / OFFSET_SPREAD_DEG) ** 2) / 2 / len(windows)
    score = _smooth(information) + prior
    best = int(score.argmax())
    lead = np.sort(score.max(axis=1))
    return Estimate(
        profile=ways.profiles[best],
        offset_deg=float(ways.offsets_deg[best % len(ways.offsets_deg)]),
        information=float(information.flat[best]),
        margin=float(lead[-1] - lead[-2]) if len(lead) > 1 else None,
        windows=len(windows),
    )


def mutual_information(answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Between window and class, in nats: the entropy of the mean answer less the mean entropy of the answers.

    Args:
        answers: probabilities ``(..., windows, classes)``.

    Returns:
        ``(...)``.
    """
    return np.asarray(_entropy(answers.mean(axis=-2)) - _entropy(answers).mean(axis=-1))


def _entropy(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-np.sum(probabilities * np.log(np.maximum(probabilities, 1e-12)), axis=-1))


def _smooth(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over neighbouring rolls (weights 1, 2, 1), since few windows make single ones jump."""
    wide = np.pad(scores, ((0, 0), (1, 1)), mode="edge")
    return np.asarray((wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:]) / 4)
