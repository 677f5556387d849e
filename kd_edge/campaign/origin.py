"""Where a campaign's figures come from: which recordings, which code, which packages."""

from __future__ import annotations

from msgspec import Struct

from kd_edge.provenance import git_revision, package_versions
from kd_edge.recordings.recording import Dataset


class Origin(Struct, frozen=True):
    """What is needed to repeat the measurement."""

    dataset: str
    dataset_fingerprint: str
    synthetic: bool
    git_revision: str
    packages: dict[str, str]


def origin_of(dataset: Dataset) -> Origin:
    """The recordings given, and the code and the packages that run now."""
    return Origin(dataset.name, dataset.fingerprint(), dataset.synthetic, git_revision(), package_versions())
