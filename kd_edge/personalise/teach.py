"""What a bundle's network becomes for one person: a profile, and a last layer that was fitted to a few takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, Protocol, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge.bundle import INT8_MODEL, Bundle, Quantisation
from kd_edge.codegen.model import read_model
from kd_edge.contract import WearerProfile
from kd_edge.distill.augment import Augmentation, augment
from kd_edge.engines import Engine, dequantise, open_engine, quantise
from kd_edge.errors import SignalError
from kd_edge.learn.head import Head, HeadFile
from kd_edge.personalise.fit import fit_head
from kd_edge.personalise.takes import Takes, bare
from kd_edge.signal.wearing import apply_profile
from kd_edge.wearer.estimate import estimate_profile

Way = Literal["unchanged", "profile", "head", "network"]
"""What a person is given: nothing, a profile, or with it a last layer, or a whole network."""


class Files(Protocol):
    """A network before and after quantisation."""

    @property
    def float32(self) -> bytes:
        """The float32 flatbuffer."""
        ...

    @property
    def int8(self) -> bytes:
        """The int8 flatbuffer."""
        ...


Retrain: TypeAlias = Callable[[NDArray[np.float32], NDArray[np.int64]], Files]
"""Trains a network further, on worn but not normalised windows ``(n, window_size, features)`` and their labels."""


COPIES: Final = 24
"""Changed copies of every take."""

_AS_RECORDED: Final = 4
"""How often a take itself counts beside them."""

_SEED: Final = 10


class Taught(Struct, frozen=True):
    """What a person is given.

    Attributes:
        way: which parts follow.
        profile: how the person wears the sensors; None for a network that takes them as recorded.
        head: the fitted layer; None where the trained one stays.
        logits: of the windows that it was fitted to, ``(n, classes)``: the range of int8 logits.
        files: the retrained network; None where only a layer changes, or nothing.
    """

    way: Way
    profile: WearerProfile | None
    head: Head | None = None
    logits: NDArray[np.float64] | None = None
    files: Files | None = None


@dataclass(frozen=True, eq=False)
class Network:
    """A bundle's int8 network, asked for features and for scores.

    Attributes:
        bundle: whose network.
        engine: kind of engine for both.
        retrain: trains the network that the bundle was exported from; None where only the bundle is there.
    """

    bundle: Bundle
    engine: str = "auto"
    retrain: Retrain | None = None

    @cached_property
    def file(self) -> HeadFile:
        """Where the last layer lies."""
        return HeadFile.of(self.bundle.read(INT8_MODEL))

    @cached_property
    def _features(self) -> Engine:
        return open_engine(self.file.ending_in_features(), self.engine)

    @cached_property
    def _scores(self) -> Engine:
        return open_engine(self.bundle.read(INT8_MODEL), self.engine)

    def worn(self, frames: NDArray[np.float32], profile: WearerProfile | None) -> NDArray[np.float32]:
        """``frames`` as recorded, turned by ``profile``."""
        return frames if profile is None else apply_profile(frames, bare(self.bundle.manifest.signal), profile)

    def normalised(self, frames: NDArray[np.float32], profile: WearerProfile | None) -> NDArray[np.float32]:
        """``frames`` as recorded, turned by ``profile`` and normalised."""
        signal = self.bundle.manifest.signal
        worn = self.worn(frames, profile)
        if signal.normalisation is None:
            return worn
        mean, inverse_std = (
            np.array(part, np.float32) for part in (signal.normalisation.mean, signal.normalisation.inverse_std)
        )
        return np.asarray((worn - mean) * inverse_std)

    def features(self, normalised: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the last layer reads, float32 ``(n, features)``."""
        inputs = quantise(normalised, self.bundle.manifest.input_quantisation)
        found = self._features.infer(inputs).reshape(len(inputs), -1)
        return dequantise(found, self.file.feature_quantisation)

    def scores(self, normalised: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities ``(n, classes)`` of the network as it is in the bundle."""
        manifest = self.bundle.manifest
        inputs = quantise(normalised, manifest.input_quantisation)
        return dequantise(self._scores.infer(inputs), manifest.output_quantisation)

    def profile_of(self, takes: Takes) -> WearerProfile | None:
        """How the person of ``takes`` wears the sensors, whatever the labels; None where the network wants none."""
        signal = self.bundle.manifest.signal
        if signal.wearer is None or signal.normalisation is None:
            return None
        return estimate_profile(takes.frames, signal, self.scores).profile

    def worn_by_default(self) -> WearerProfile | None:
        """The profile that is in the bundle."""
        return self.bundle.manifest.signal.wearer


def teach(network: Network, takes: Takes, way: Way) -> Taught:
    """What ``takes`` give their person in the manner of ``way``.

    Every take is also shown as ``COPIES`` changed copies: the sensors elsewhere, the sign faster or later.

    Args:
        network: the network of everybody.
        takes: one person's.
        way: what may change.

    Raises:
        SignalError: there is no take.
    """
    if len(takes) == 0:
        raise SignalError("A person shows at least one take", found="none", remedy="record each sign once or twice")
    if way == "unchanged":
        return Taught(way, network.worn_by_default())
    profile = network.profile_of(takes)
    if way == "profile":
        return Taught(way, profile)
    if way == "network":
        assert network.retrain is not None
        return Taught(way, profile, files=network.retrain(network.worn(takes.frames, profile), takes.labels))
    features, labels = _shown(network, takes, profile)
    head = fit_head(network.file.read(), features, labels)
    return Taught(way, profile, head, head.logits(features))


def recognised(network: Network, taught: Taught, takes: Takes) -> NDArray[np.bool_]:
    """Whether each of ``takes`` is understood by what ``taught`` says, ``(n,)``; before the new layer is quantised."""
    normalised = network.normalised(takes.frames, taught.profile)
    if taught.files is not None:
        scores = open_engine(taught.files.int8, network.engine).infer(
            quantise(normalised, ends_of(taught.files.int8)[0])
        )
        return np.asarray(scores.argmax(axis=1) == takes.labels)
    if taught.head is None:
        answers = network.scores(normalised)
        return np.asarray(answers.argmax(axis=1) == takes.labels)
    return np.asarray(taught.head.logits(network.features(normalised)).argmax(axis=1) == takes.labels)


def ends_of(int8: bytes) -> tuple[Quantisation, Quantisation]:
    """How an int8 file's input and output stand for real numbers."""
    graph = read_model(int8)
    return (
        Quantisation(graph.input.scale, graph.input.zero_point),
        Quantisation(graph.output.scale, graph.output.zero_point),
    )


def _shown(
    network: Network, takes: Takes, profile: WearerProfile | None
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Features and labels of the takes and of their copies."""
    signal = network.bundle.manifest.signal
    worn = network.worn(takes.frames, profile)
    neutral = worn.mean(axis=(0, 1)) if signal.normalisation is None else np.array(signal.normalisation.mean)
    draws = np.random.default_rng(_SEED)
    copies = [augment(worn, bare(signal), Augmentation(), draws, neutral.astype(np.float32)) for _ in range(COPIES)]
    features = network.features(network.normalised(np.concatenate([worn, *copies]), None))
    plain, changed = features[: len(worn)], features[len(worn) :]
    repeated = np.concatenate([changed, *[plain] * _AS_RECORDED])
    return repeated, np.tile(takes.labels, COPIES + _AS_RECORDED)
