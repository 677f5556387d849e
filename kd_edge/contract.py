"""The contract between training and every target: frozen, validated, serialisable.

``SignalSpec`` says how raw samples become frames and windows, ``ModelSpec`` what
the network takes and gives, ``DecisionSpec`` when a score becomes a recognised
sign.  The Python signal path, the C signal path and the generated constants all
come from these three, so a preprocessing constant exists once.

Time is counted in whole nanoseconds: a 900 us or 6.7 ms period is exact, and
Python and C divide the same integers.

Every number and every name has bounds, far beyond any real set of sensors: a spec may come from an untrusted
file, and one that asks for a frame every nanosecond would fill the memory before any other check fails.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from kd_edge.errors import ContractError, KdEdgeError

NS_PER_S = 1_000_000_000

SampleType = Literal["int8", "int16", "float32"]
MAX_FRAMES = 1 << 16
MAX_UPSAMPLING = 1000
RATE_TOLERANCE = 0.01
"""Share by which a measured sample rate may differ from the stated one."""

PositiveInt = Annotated[int, Meta(gt=0, le=1 << 53)]
FrameCount = Annotated[int, Meta(gt=0, le=MAX_FRAMES)]
PositiveFloat = Annotated[float, Meta(ge=1e-30, le=1e30)]
"""A number that a float32 can hold, because C computes with float32."""

SamplePeriod = Annotated[int, Meta(ge=1_000, le=10 * NS_PER_S)]
FramePeriod = Annotated[int, Meta(ge=100_000, le=10 * NS_PER_S)]
"""Nanoseconds: up to 1 MHz and 10 kHz, down to one in ten seconds."""

Probability = Annotated[float, Meta(ge=0, le=1)]

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+\Z")]
"""A name that is printed: any letters, no control characters."""


class Butterworth(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="butterworth"):
    """A causal Butterworth filter, run as second-order sections.

    ``cutoff_hz`` holds one frequency for low-pass and high-pass, two for band-pass.
    """

    band: Literal["lowpass", "highpass", "bandpass"]
    cutoff_hz: tuple[PositiveFloat, ...]
    order: Annotated[int, Meta(ge=1, le=8)] = 2

    def __post_init__(self) -> None:
        wanted = 2 if self.band == "bandpass" else 1
        if len(self.cutoff_hz) != wanted:
            raise ContractError(
                f"A {self.band} filter has {wanted} cut-off frequencies",
                found=self.cutoff_hz,
                remedy="give cutoff_hz with that many entries",
            )
        if list(self.cutoff_hz) != sorted(set(self.cutoff_hz)):
            raise ContractError(
                "The cut-off frequencies of a band-pass rise",
                found=self.cutoff_hz,
                remedy="give the lower frequency first",
            )

    @property
    def highest_hz(self) -> float:
        """The highest design frequency, which must lie below Nyquist."""
        return self.cutoff_hz[-1]


class Notch(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="notch"):
    """A causal second-order notch against mains hum."""

    centre_hz: PositiveFloat
    quality: PositiveFloat = 30.0

    @property
    def highest_hz(self) -> float:
        """The highest design frequency, which must lie below Nyquist."""
        return self.centre_hz


Filter = Butterworth | Notch


class Envelope(Struct, frozen=True, forbid_unknown_fields=True):
    """Full-wave rectification, then a Butterworth low-pass, then optional compression.

    ``sqrt`` compresses ``max(x, 0)``; IEEE 754 rounds square roots correctly, so
    Python and C agree on it to the last bit.
    """

    lowpass: Butterworth
    compression: Literal["none", "sqrt"] = "none"

    def __post_init__(self) -> None:
        if self.lowpass.band != "lowpass":
            raise ContractError(
                "An envelope is smoothed by a low-pass", found=self.lowpass.band, remedy="use band='lowpass'"
            )


class StreamSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """Channels that one device samples together at one rate.

    A raw sample becomes ``float32(raw) * float32(scale)`` (in the channel's unit), runs
    through ``filters`` in order, then through ``envelope`` if there is one.  Every filter
    starts settled on the first sample, so a constant offset makes no transient.

    ``ring`` and ``bodies`` describe the geometry that augmentation and calibration may
    turn: ``ring`` says that the channels are electrodes around a limb, neighbours in
    order; each rigid body lists its ``(x, y, z)`` channel triples, which one rotation turns
    together.  The x axis lies along the limb.  The first triple is acceleration, the others
    are rates of turn: a mirror image changes the sign of other axes in a polar vector than
    in an axial one.
    ``ring_z`` is the place on the ring, in electrodes, where the bodies' z axis points: it
    stays where it is when the ring is put on the other way round or on the other arm.
    """

    name: Annotated[str, Meta(max_length=63, pattern=r"^[a-z][a-z0-9_]*\Z")]
    sample_period_ns: SamplePeriod
    channels: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=1024)]
    sample_type: SampleType = "int16"
    scale: tuple[PositiveFloat, ...] = ()
    units: tuple[str, ...] = ()
    filters: Annotated[tuple[Filter, ...], Meta(max_length=16)] = ()
    envelope: Envelope | None = None
    ring: bool = False
    ring_z: Annotated[float, Meta(ge=0, multiple_of=0.5)] = 0.0
    bodies: tuple[tuple[tuple[int, int, int], ...], ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.channels)) != len(self.channels):
            raise ContractError(
                f"Channel names of stream {self.name!r} are unique", found=self.channels, remedy="rename one"
            )
        for field, values in (("scale", self.scale), ("units", self.units)):
            if values and len(values) != len(self.channels):
                raise ContractError(
                    f"Stream {self.name!r} has one {field} per channel ({len(self.channels)}), or none",
                    found=len(values),
                    remedy=f"give {field} an entry for every channel",
                )
        turned = [axis for body in self.bodies for triple in body for axis in triple]
        if len(set(turned)) != len(turned) or not set(turned) <= set(range(len(self.channels))):
            raise ContractError(
                f"Bodies of stream {self.name!r} name each channel index at most once",
                found=self.bodies,
                remedy=f"use indices 0 to {len(self.channels) - 1}",
            )
        if self.ring_z >= len(self.channels):
            raise ContractError(
                f"ring_z of stream {self.name!r} lies on its ring of {len(self.channels)} electrodes",
                found=self.ring_z,
                remedy=f"give the number of the electrode over the z axis, 0 to {len(self.channels) - 1}",
            )
        stages: tuple[Filter, ...] = self.filters + ((self.envelope.lowpass,) if self.envelope else ())
        nyquist_hz = self.sample_rate_hz / 2
        for stage in stages:
            if stage.highest_hz >= nyquist_hz:
                raise ContractError(
                    f"Filters of stream {self.name!r} stay below its Nyquist frequency of {nyquist_hz:g} Hz",
                    found=f"{stage.highest_hz:g} Hz",
                    remedy="lower the frequency or sample faster",
                )

    @property
    def sample_rate_hz(self) -> float:
        """Samples per second."""
        return NS_PER_S / self.sample_period_ns


class Normalisation(Struct, frozen=True, forbid_unknown_fields=True):
    """Per-feature constants from the training recordings only: ``(x - mean) * inverse_std``.

    Both are stored as float32 values, in the order of ``SignalSpec.features``.
    """

    mean: tuple[Annotated[float, Meta(ge=-1e30, le=1e30)], ...]
    inverse_std: tuple[PositiveFloat, ...]

    def __post_init__(self) -> None:
        if len(self.mean) != len(self.inverse_std):
            raise ContractError(
                "Normalisation has one mean and one inverse_std per feature",
                found=f"{len(self.mean)} and {len(self.inverse_std)}",
                remedy="compute both from the same training frames",
            )
        if not all(math.isfinite(value) for value in self.mean + self.inverse_std):
            raise ContractError(
                "Normalisation constants are finite",
                found="NaN or infinity",
                remedy="find dead or damaged channels with `kd-edge data inspect`",
            )


class WearerProfile(Struct, frozen=True, forbid_unknown_fields=True):
    """How one person wears the sensors, seen from the training population, for whom nothing is changed.

    Attributes:
        mirror: on the other arm: what is right of the limb here is left of it there.
        reverse: put on the other way round, so that the limb's direction is swapped.
        roll_deg: by how much the sensors are turned about the limb, after ``mirror`` and ``reverse``: an acceleration
            along the population's y axis appears at this angle from y towards z.
        gain: one factor for each feature, for what electrodes of this person measure less or more; None is 1 for all.
    """

    mirror: bool = False
    reverse: bool = False
    roll_deg: Annotated[float, Meta(ge=-360, le=360)] = 0.0
    gain: tuple[Annotated[float, Meta(ge=1e-6, le=1e6)], ...] | None = None


class SignalSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """How raw samples become frames, and frames become windows.

    Frame ``k`` lies at ``origin + k * frame_period_ns``, where the origin is the
    time of the last stream's first sample.  It holds, for every stream, the
    newest processed sample that is not younger than the frame.  A window is
    ``window_size`` frames; the next starts ``window_increment`` frames later.

    With a ``wearer``, frames are brought into the orientation of the training population
    before they are normalised (:mod:`kd_edge.signal.wearing`); None leaves them as recorded.

    ``rate_tolerance`` is the share by which a live stream's true rate may differ from its stated one.
    """

    streams: Annotated[tuple[StreamSpec, ...], Meta(min_length=1, max_length=255)]
    frame_period_ns: FramePeriod
    window_size: FrameCount
    window_increment: FrameCount
    normalisation: Normalisation | None = None
    wearer: WearerProfile | None = None
    rate_tolerance: Annotated[float, Meta(ge=1e-6, le=0.5)] = RATE_TOLERANCE

    def __post_init__(self) -> None:
        names = [stream.name for stream in self.streams]
        if len(set(names)) != len(names):
            raise ContractError("Stream names are unique", found=names, remedy="rename one")
        slowest_ns = max(stream.sample_period_ns for stream in self.streams)
        if slowest_ns > MAX_UPSAMPLING * self.frame_period_ns:
            raise ContractError(
                f"A sample serves at most {MAX_UPSAMPLING} frames",
                found=f"a sample every {slowest_ns} ns, a frame every {self.frame_period_ns} ns",
                remedy="raise frame_period_ns",
            )
        if self.normalisation and len(self.normalisation.mean) != self.feature_count:
            raise ContractError(
                f"Normalisation covers every feature ({self.feature_count})",
                found=len(self.normalisation.mean),
                remedy="compute it again for this SignalSpec",
            )
        gain = None if self.wearer is None else self.wearer.gain
        if gain is not None and len(gain) != self.feature_count:
            raise ContractError(
                f"A wearer's gain covers every feature ({self.feature_count})",
                found=len(gain),
                remedy="estimate the profile again for this SignalSpec",
            )

    @property
    def features(self) -> tuple[str, ...]:
        """Feature names in frame order, ``stream.channel``."""
        return tuple(f"{stream.name}.{channel}" for stream in self.streams for channel in stream.channels)

    @property
    def feature_count(self) -> int:
        """Features per frame."""
        return sum(len(stream.channels) for stream in self.streams)

    @property
    def frame_rate_hz(self) -> float:
        """Frames per second."""
        return NS_PER_S / self.frame_period_ns

    @property
    def window_duration_s(self) -> float:
        """Seconds from a window's first frame to its last."""
        return (self.window_size - 1) * self.frame_period_ns / NS_PER_S

    def stream(self, name: str) -> StreamSpec:
        """The stream called ``name``."""
        for stream in self.streams:
            if stream.name == name:
                return stream
        raise ContractError(
            "A stream is one that the SignalSpec names",
            found=name,
            remedy=f"use one of {', '.join(stream.name for stream in self.streams)}",
        )

    def normalised(self, normalisation: Normalisation) -> SignalSpec:
        """The same spec with these normalisation constants."""
        return msgspec.structs.replace(self, normalisation=normalisation)

    def worn(self, wearer: WearerProfile | None) -> SignalSpec:
        """The same spec for sensors that are worn like this."""
        return msgspec.structs.replace(self, wearer=wearer)


class ModelSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """What the network takes and gives: ``(window_size, feature_count)`` in, one score per label out."""

    preset: str
    window_size: FrameCount
    feature_count: PositiveInt
    labels: Annotated[tuple[Name, ...], Meta(min_length=2, max_length=10_000)]
    parameters: PositiveInt
    macs: PositiveInt

    def __post_init__(self) -> None:
        if len(set(self.labels)) != len(self.labels):
            raise ContractError("Labels are unique", found=self.labels, remedy="rename one")


class DecisionSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """When scores become a recognised sign, and when the stream stays quiet.

    At every hop the scores of the newest ``smoothing`` windows are averaged.  The best label gets the hop's vote if
    its score is high enough, far enough above the second, and the newest window moves; otherwise rest gets it.  A
    sign is reported once it has ``votes`` of the newest ``among`` votes.  It then stays current, and is not reported
    again, until rest or another sign has as many.

    Attributes:
        min_confidence: the least score, as a probability.
        votes: how many hops must agree; a sign has lasted that long when it is reported.
        min_activity: the least activity of a window that moves: mean over features of the standard deviation over
            time, of normalised frames.
        smoothing: windows whose scores are averaged.
        among: of how many newest votes ``votes`` must agree; 0 for exactly as many, which is in a row.
        min_confidences: the least score of each label, where labels differ; empty if they do not.
        min_margin: how far, as a probability, the best score is above the second.
        release_confidence: the least score by which a reported sign stays current; None for the one above.
        release_activity: below which a window that moved is at rest again; None for ``min_activity``.
        refractory: hops after a report in which no other sign is reported.
        rest: labels that mean that nobody signs; they are never reported.
    """

    min_confidence: Probability = 0.6
    votes: Annotated[int, Meta(gt=0, le=1000)] = 2
    min_activity: Annotated[float, Meta(ge=0, le=1e30)] = 0.0
    smoothing: Annotated[int, Meta(gt=0, le=64)] = 1
    among: Annotated[int, Meta(ge=0, le=1000)] = 0
    min_confidences: tuple[Probability, ...] = ()
    min_margin: Probability = 0.0
    release_confidence: Probability | None = None
    release_activity: Annotated[float, Meta(ge=0, le=1e30)] | None = None
    refractory: Annotated[int, Meta(ge=0, le=10_000)] = 0
    rest: tuple[Name, ...] = ()

    def __post_init__(self) -> None:
        if self.among and not self.votes <= self.among < 2 * self.votes:
            raise ContractError(
                "A majority is more than half of the votes that count, and no more than all of them",
                found=f"{self.votes} votes among {self.among}",
                remedy=f"set among to {self.votes} to {2 * self.votes - 1}, or to 0 for votes in a row",
            )


Spec = TypeVar("Spec")


def decode(data: bytes, kind: type[Spec], *, source: str) -> Spec:
    """Read ``kind`` from JSON.

    Raises:
        ContractError: naming ``source`` and the field that is wrong.
    """
    return _guard(lambda: msgspec.json.decode(data, type=kind), source)


def decode_versioned(data: bytes, kind: type[Spec], *, version: int, schema: str, source: str) -> Spec:
    """Read ``kind`` from JSON that says which version of the ``schema`` it follows.

    Raises:
        ContractError: for another version, before anything else is looked at; else as :func:`decode`.
    """
    try:
        found = msgspec.json.decode(data, type=_Versioned).schema_version
    except _UNREADABLE as error:
        raise ContractError(
            f"{source} is a JSON object with a schema_version", found=error, remedy="write the file again"
        ) from error
    if found != version:
        raise ContractError(
            f"This kd-edge reads {schema} schema {version}",
            found=f"schema {found} in {source}",
            remedy="write the file again, or install the kd-edge that wrote it",
        )
    return decode(data, kind, source=source)


def decode_toml(data: bytes, kind: type[Spec], *, source: str) -> Spec:
    """Read ``kind`` from TOML; errors as for :func:`decode`."""
    return _guard(lambda: msgspec.toml.decode(data, type=kind), source)


def convert(value: Any, kind: type[Spec], *, source: str) -> Spec:
    """Read ``kind`` from dictionaries, lists and numbers; errors as for :func:`decode`."""
    return _guard(lambda: msgspec.convert(value, kind), source)


@contextmanager
def raised_as(kind: type[KdEdgeError], *, remedy: str) -> Iterator[None]:
    """Turn a ContractError of the block into the caller's ``kind`` of error, with a remedy that the caller knows.

    Raises:
        KdEdgeError: of class ``kind``, in place of a ContractError.
    """
    try:
        yield
    except ContractError as error:
        raise kind(error.rule, found=error.found, remedy=remedy) from error


def encode(spec: Any) -> bytes:
    """Indented JSON with a final newline; equal specs give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(spec), indent=2) + b"\n"


# Brackets that are nested thousands deep are a RecursionError, a number of thousands of digits is a ValueError.
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)


class _Versioned(Struct):
    schema_version: int


def _guard(read: Callable[[], Spec], source: str) -> Spec:
    try:
        return read()
    except _UNREADABLE as error:
        raise ContractError(
            f"{source} is well-formed and has exactly the documented fields",
            found=error,
            remedy="correct the field that is named, or write the file again with this version",
        ) from error
