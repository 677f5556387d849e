"""A new person enrolled with a bundle: which profile makes its int8 network understand unlabelled movement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from kd_edge.bundle import Bundle
from kd_edge.engines import Engine, dequantise, quantise
from kd_edge.errors import SignalError
from kd_edge.live.worn import require_profiles
from kd_edge.recordings.recording import Dataset
from kd_edge.signal.windows import window_dataset
from kd_edge.wearer.estimate import Estimate, estimate_profile


def enrol_person(bundle: Bundle, engine: Engine, dataset: Dataset, person: str | None = None) -> Estimate:
    """How a person wears the sensors, from recordings whose labels are not looked at.

    Args:
        bundle: of a network that was trained with everybody's sensors in one orientation.
        engine: runs the bundle's int8 network.
        dataset: recordings of the same sensors.
        person: whose recordings to take; None if they are all of one.

    Raises:
        SignalError: the network takes sensors as recorded; nobody of that name, or several persons; or no recording
            holds a whole window.
    """
    require_profiles(bundle)
    manifest = bundle.manifest
    bare = replace(manifest.signal, normalisation=None, wearer=None)
    windows = window_dataset(dataset, bare, recordings_of(dataset, person))

    def answers(frames: NDArray[np.float32]) -> NDArray[np.float32]:
        return dequantise(engine.infer(quantise(frames, manifest.input_quantisation)), manifest.output_quantisation)

    return estimate_profile(windows.frames, manifest.signal, answers)


def recordings_of(dataset: Dataset, person: str | None) -> Sequence[int]:
    """Indices of the recordings of ``person``, or of the only person; SignalError if there is no such one."""
    persons = sorted({recording.subject for recording in dataset.recordings})
    if person not in persons and (person is not None or len(persons) != 1):
        raise SignalError(
            "One person is enrolled at a time",
            found=f"no {person!r} among {', '.join(persons)}" if person else f"recordings of {', '.join(persons)}",
            remedy="choose one with --person",
        )
    return [index for index, recording in enumerate(dataset.recordings) if person in (None, recording.subject)]
