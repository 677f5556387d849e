"""Profiles given to the recordings of a data set."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from kd_edge.contract import WearerProfile
from kd_edge.recordings.recording import Dataset, Recording


def wearing_of(recording: Recording) -> str:
    """The name of one wearing: a person in a session, since sensors stay on within a session.

    It is the person's name where that is the session's too, or the session's where that names the person.
    """
    if recording.subject in recording.session:
        return recording.session
    return f"{recording.subject}/{recording.session}"


def worn(dataset: Dataset, profiles: Mapping[str, WearerProfile]) -> Dataset:
    """``dataset`` whose recordings carry the profile of their wearing; those without one stay as they are."""
    recordings = [
        dataclasses.replace(recording, wearer=profiles.get(wearing_of(recording), recording.wearer))
        for recording in dataset.recordings
    ]
    return dataclasses.replace(dataset, recordings=recordings)


def wearers_of(dataset: Dataset) -> dict[str, WearerProfile]:
    """The profiles that recordings of ``dataset`` carry, by wearing: what :func:`worn` gave them."""
    return {wearing_of(recording): recording.wearer for recording in dataset.recordings if recording.wearer is not None}
