"""The live classifier in C: one call takes raw samples through signal path and network, with the bits of Python.

``firmware/host/kd_host.c`` passes on what firmware's recogniser finds.  Where the network's padding allows, it takes
one frame at a time and so computes only what is new at each hop; the results are those of whole windows.  The library
is compiled once for each bundle, profile and version of kd-edge, and kept in the user's cache; a later start neither
generates nor compiles, and does not even load SciPy.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.codegen import LiveNetwork, live_network
from kd_edge.compiled import Program, host_flags, load_cached
from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.engines.c import generate_for_host
from kd_edge.errors import CodegenError, EngineError, SignalError
from kd_edge.files import firmware_root
from kd_edge.live.decisions import Decisions, Recognition
from kd_edge.live.worn import worn_signal
from kd_edge.signal.limits import TIME_LIMIT_NS, check_samples

_CONTINUE: Final = np.iinfo(np.int64).min
_CAPACITY: Final = 256
_EXACT: Final = ("-ffp-contract=off",)
_BACKLOG_NS: Final = 2_000_000_000
"""How far one stream may run ahead of another that has not begun; firmware has less memory for that."""

_FIRMWARE: Final = ("host", "recognise", "signal", "runtime", "runtime/c", "protocol")
_COMPILED: Final = ("host", "recognise", "signal")
_GENERATORS: Final = ("codegen", "render", "signal", "decision")


class NativeClassifier:
    """Does what :class:`~kd_edge.live.classifier.LiveClassifier` does, in C; streams take turns of at most 1 s.

    Args:
        bundle: whose specs, network and decision to follow.
        wearer: how the sensors are worn, if it is known; the bundle's network must take profiles.
        inference: what is computed at every hop, one of :data:`~kd_edge.codegen.INFERENCE_CHOICES`.

    Attributes:
        decisions: what followed from the scores so far.
        streams: whether the network takes one frame at a time.

    Raises:
        EngineError: no compiler, or a network that the generator does not take.
        SignalError, ContractError: a profile that does not fit.
    """

    def __init__(self, bundle: Bundle, wearer: WearerProfile | None = None, inference: str = "auto") -> None:
        self.spec: SignalSpec = bundle.manifest.signal if wearer is None else worn_signal(bundle, wearer)
        self.decisions = Decisions(bundle)
        self._streams = {stream.name: stream for stream in self.spec.streams}
        self._numbers = {stream.name: number for number, stream in enumerate(self.spec.streams)}
        self._library = _load(bundle, self.spec, inference)
        self.streams = bool(self._library.kd_host_takes_frames())
        self._result = np.dtype(
            [
                ("time_ns", "<i8"),
                ("restarts", "<u4"),
                ("activity", "<f4"),
                ("vote", "<i4"),
                ("sign", "<i4"),
                ("scores", "i1", (self._classes(bundle),)),
            ],
            align=True,
        )
        if self._result.itemsize != self._library.kd_host_result_bytes():
            raise EngineError(
                "Python and C lay out a result alike",
                found=f"{self._result.itemsize} and {self._library.kd_host_result_bytes()} bytes",
                remedy="use --engine litert, and report it",
            )
        self._memory = np.zeros(self._library.kd_host_bytes(), np.int8)
        self._host = ctypes.c_void_p(self._library.kd_host_begin(ctypes.c_void_p(self._memory.ctypes.data)))
        self._results = np.zeros(_CAPACITY, self._result)
        self._place = ctypes.c_void_p(self._results.ctypes.data)
        self._counts = np.zeros(3, np.uint32)
        self.reset()

    @property
    def filled(self) -> int:
        """Samples that were missing and were filled."""
        return self._count(0)

    @property
    def skipped(self) -> int:
        """Samples that were dropped because their slot was taken."""
        return self._count(1)

    @property
    def restarts(self) -> int:
        """How often the path restarted because time jumped."""
        return self._count(2)

    def reset(self) -> None:
        """Discard every sample and decision."""
        self._library.kd_host_reset(self._host)
        self.decisions.reset()

    def push(self, stream: str, samples: NDArray[np.generic], start_ns: int | None = None) -> list[Recognition]:
        """Feed samples of one stream; the signs that they complete.

        Args:
            stream: name of the stream.
            samples: raw samples ``(n, channels)``; no stream more than 1 s ahead of another.
            start_ns: device time of the first sample; None continues the stream.

        Raises:
            SignalError: as for :meth:`~kd_edge.signal.path.SignalPath.push`; or a stream far ahead of another.
        """
        return [sign for results in self.results(stream, samples, start_ns) for sign in self._decide(results)]

    def results(
        self, stream: str, samples: NDArray[np.generic], start_ns: int | None = None
    ) -> Iterator[NDArray[np.void]]:
        """The results of hops that samples complete, without a decision; arguments and errors as for :meth:`push`.

        Yields:
            Records of ``time_ns``, ``restarts``, ``activity``, ``vote``, ``sign`` and ``scores``, valid until the next
            ones.
        """
        spec = self._streams.get(stream) or self.spec.stream(stream)
        check_samples(spec, samples)
        if start_ns is not None and abs(start_ns) > TIME_LIMIT_NS:
            raise SignalError(
                "Times are nanoseconds on the device's clock, at most 2^62 from 0",
                found=start_ns,
                remedy="subtract the time of the first sample",
            )
        block = np.ascontiguousarray(samples, spec.sample_type)
        start = _CONTINUE if start_ns is None else int(start_ns)
        address, _ = block.__array_interface__["data"]
        count = self._library.kd_host_give(
            self._host, self._numbers[stream], address, len(block), start, self._place, _CAPACITY
        )
        while count > 0:
            yield self._results[:count]
            if count < _CAPACITY and not self._library.kd_host_failed(self._host):
                return
            count = self._library.kd_host_next(self._host, self._place, _CAPACITY)
        if count == 0:
            return
        raise SignalError(
            "Streams advance together, and all results of one push are taken before the next",
            found=f"status {count} of the signal path for stream {stream!r}",
            remedy="push streams in turns of at most 1 s",
        )

    def no_results(self) -> NDArray[np.void]:
        """What :meth:`results` yields, but none of it: what a session without a window gives."""
        return self._results[:0].copy()

    def _decide(self, results: NDArray[np.void]) -> list[Recognition]:
        return self.decisions.follow(
            results["scores"],
            results["vote"].tolist(),
            results["sign"].tolist(),
            results["activity"],
            results["time_ns"],
        )

    def _count(self, index: int) -> int:
        self._library.kd_host_counts(self._host, ctypes.c_void_p(self._counts.ctypes.data))
        return int(self._counts[index])

    @staticmethod
    def _classes(bundle: Bundle) -> int:
        return len(bundle.manifest.model.labels)


def _load(bundle: Bundle, spec: SignalSpec, inference: str) -> ctypes.CDLL:
    manifest = bundle.manifest
    said = (
        spec,
        manifest.input_quantisation,
        manifest.output_quantisation,
        manifest.decision,
        manifest.model.labels,
        inference,
    )
    model = bundle.read(INT8_MODEL)
    key = hashlib.sha256(_version() + contract.encode(said) + hashlib.sha256(model).digest()).hexdigest()
    library = load_cached(key, lambda: _program(bundle, spec, model, inference), (*host_flags(), *_EXACT))
    library.kd_host_give.argtypes = [
        *(ctypes.c_void_p, ctypes.c_int32, ctypes.c_void_p, ctypes.c_int32, ctypes.c_int64),
        *(ctypes.c_void_p, ctypes.c_int32),
    ]
    library.kd_host_begin.restype = ctypes.c_void_p
    return library


def _program(bundle: Bundle, spec: SignalSpec, model: bytes, inference: str) -> Program:
    """Generated from flatbuffer and manifest; no text of the bundle's own reaches the compiler."""
    from kd_edge.decision.gates import Gates
    from kd_edge.render.signal_config import signal_config

    manifest = bundle.manifest
    quantisations = (manifest.input_quantisation, manifest.output_quantisation)
    gates = Gates.of(manifest.decision, manifest.output_quantisation, manifest.model.labels)
    config = signal_config(spec, quantisations, gates, manifest.model.labels, backlog_ns=_BACKLOG_NS)
    network = _network(model, spec, inference)
    root = firmware_root()
    return Program(
        {**network.generated.files, "kd_signal_config.h": config},
        sources=[
            *(path for place in _COMPILED for path in sorted((root / place).glob("*.c"))),
            root / "runtime" / network.inference.runtime_source,
        ],
        includes=[root / place for place in _FIRMWARE],
    )


def _network(model: bytes, spec: SignalSpec, inference: str) -> LiveNetwork:
    """The network as C that this host can run.

    Raises:
        EngineError: a model that the generator does not take, or that no host should run.
    """
    generate_for_host(model)  # within the limits of a host
    try:
        return live_network(model, spec.window_size, spec.window_increment, inference)
    except CodegenError as error:
        raise EngineError(error.rule, found=error.found, remedy=error.remedy) from error


@cache
def _version() -> bytes:
    """A digest of everything here that a library follows from besides its bundle."""
    package, root = Path(__file__).resolve().parents[1], firmware_root()
    files = [Path(__file__), package / "contract.py"]
    files += [path for name in _GENERATORS for path in sorted((package / name).rglob("*.py"))]
    files += [path for name in _FIRMWARE for path in sorted((root / name).glob("*.[ch]"))]
    digest = hashlib.sha256(version("numpy").encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.digest()
