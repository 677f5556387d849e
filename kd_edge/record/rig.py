"""The sensors that are recorded: read from a bundle, from recordings, or from a TOML file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kd_edge import contract
from kd_edge.bundle import MANIFEST, open_bundle
from kd_edge.contract import SignalSpec
from kd_edge.errors import ContractError, RecordingError
from kd_edge.files import read_bounded
from kd_edge.recordings.archive import load_dataset

_LIMIT = 1 << 16


class _Description(Struct, frozen=True):
    """What of ``dataset.toml`` is of interest: all else may be there, too."""

    signal: SignalSpec
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rig:
    """A layout of sensors, the signs that are known with it, and whether they are synthetic."""

    signal: SignalSpec
    labels: tuple[str, ...]
    synthetic: bool = False


def read_rig(path: Path) -> Rig:
    """The rig of a bundle, of a data set, or of a TOML file with a ``[signal]`` as in ``dataset.toml``.

    Raises:
        KdEdgeError: it is none of these, or damaged.
    """
    if path.is_dir() and (path / MANIFEST).is_file():
        manifest = open_bundle(path).manifest
        return _bare(manifest.signal, manifest.model.labels)
    if path.suffix.lower() == ".toml":
        data = read_bounded(path, _LIMIT, RecordingError)
        try:
            described = contract.decode_toml(data, _Description, source=str(path))
        except ContractError as error:
            raise RecordingError(error.rule, found=error.found, remedy=error.remedy) from error
        return _bare(described.signal, described.labels)
    dataset = load_dataset(path)
    return _bare(dataset.signal, dataset.labels, dataset.synthetic)


def _bare(signal: SignalSpec, labels: tuple[str, ...], synthetic: bool = False) -> Rig:
    """Without what a training has added to the signal path."""
    return Rig(replace(signal, normalisation=None, wearer=None), labels, synthetic)
