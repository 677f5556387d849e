"""The invented signs: a sequence of poses for each, and how similar they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge.recordings.synth.spec import SynthSpec

SEGMENTS: Final = ("forearm", "upper arm", "other forearm")
ANGLES: Final = 3 * len(SEGMENTS)
MUSCLES: Final = 6
_POSES: Final = 3
_REST_POSE_DEG: Final = np.array([0, -30, 0, 0, -70, 0, 0, -30, 0], np.float64)
# How far a pose may lie from rest, per (yaw, pitch, roll) of each segment: the elbow and the
# wrist's rotation move the forearm more than the shoulder moves the upper arm.
_REACH_DEG: Final = np.array([50, 50, 80, 25, 30, 25, 40, 40, 60], np.float64)
_LIFT_DEG: Final = np.array([0, 45, 0, 0, 20, 0, 0, 30, 0], np.float64)


@dataclass(frozen=True, eq=False)
class SignScript:
    """The intended movement of a sign: rest, three poses, rest, and a shake in between.

    Attributes:
        poses_deg: yaw, pitch and roll of each segment at each pose, shape ``(poses, 9)``;
            the first and the last pose are rest.
        tensions: tension of each muscle at each pose, shape ``(poses, 6)``, 0 to 1.
        starts_s: when the movement towards each later pose starts, shape ``(poses - 1,)``.
        durations_s: how long it takes, same shape.
        shake_deg: amplitude of the shake in every angle, shape ``(9,)``.
        shake_hz: its frequency.
        shake_s: its start and its end.
    """

    poses_deg: NDArray[np.float64]
    tensions: NDArray[np.float64]
    starts_s: NDArray[np.float64]
    durations_s: NDArray[np.float64]
    shake_deg: NDArray[np.float64]
    shake_hz: float
    shake_s: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Every sign's script, and the signs that each one becomes similar to when signed carelessly."""

    scripts: tuple[SignScript, ...]
    neighbours: tuple[int, ...]


def make_lexicon(spec: SynthSpec) -> Lexicon:
    """Invent the signs of ``spec``; signs ``2k`` and ``2k + 1`` form the minimal pairs."""
    scripts = [_make_script(np.random.default_rng([spec.seed, 1, sign])) for sign in range(spec.signs)]
    for pair in range(round(spec.signs * spec.difficulty.minimal_pairs / 2)):
        scripts[2 * pair + 1] = _with_finger_tension(scripts[2 * pair], spec.difficulty.pair_tension)
    # Mutual, so that a take half-way between two signs may have been meant as either.
    neighbours = tuple(sign ^ 2 if sign ^ 2 < spec.signs else sign for sign in range(spec.signs))
    return Lexicon(tuple(scripts), neighbours)


def labels(signs: int) -> tuple[str, ...]:
    """Names of the signs, without a meaning."""
    return tuple(f"SIGN{sign:02d}" for sign in range(signs))


def _make_script(rng: np.random.Generator) -> SignScript:
    poses = _REST_POSE_DEG + _LIFT_DEG + rng.uniform(-1, 1, (_POSES, ANGLES)) * _REACH_DEG
    tensions = rng.uniform(0.05, 0.5, (_POSES, MUSCLES))
    if rng.random() < 0.4:  # one-handed: the other arm stays at rest
        poses[:, 6:] = _REST_POSE_DEG[6:]
    durations = rng.uniform(0.35, 0.55, _POSES + 1)
    holds = rng.uniform(0.0, 0.25, _POSES + 1)
    starts = 0.2 + np.concatenate([[0.0], np.cumsum(durations + holds)[:-1]])
    shaken = rng.integers(_POSES)
    shake = rng.uniform(-1, 1, ANGLES) * (rng.random() < 0.5) * np.array([12, 12, 20, 3, 3, 3, 0, 0, 0])
    return SignScript(
        poses_deg=np.vstack([_REST_POSE_DEG, poses, _REST_POSE_DEG]),
        tensions=np.vstack([np.full(MUSCLES, 0.03), tensions, np.full(MUSCLES, 0.03)]),
        starts_s=starts,
        durations_s=durations,
        shake_deg=shake,
        shake_hz=rng.uniform(1.5, 3.0),
        shake_s=(starts[shaken], starts[shaken + 1] + 0.3),
    )


def _with_finger_tension(script: SignScript, tension: float) -> SignScript:
    """The same movement with the finger flexor (muscle 0) a little more tense in every pose but rest."""
    tensions = script.tensions.copy()
    tensions[1:-1, 0] += tension
    return replace(script, tensions=tensions)
