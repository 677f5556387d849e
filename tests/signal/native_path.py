"""Compiles the C signal path for a SignalSpec and replays pushes through it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kd_edge.bundle import Quantisation
from kd_edge.contract import SignalSpec
from kd_edge.decision.gates import Gates
from kd_edge.files import firmware_root
from kd_edge.render.signal_config import signal_config
from tests.signal.signal_specs import Push

SOURCES = ("kd_wearer.c", "kd_sqrt.c", "kd_stream.c", "kd_signal.c", "kd_window.c")
WARNINGS = ("-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-ffp-contract=off")
SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
QUANTISATION = Quantisation(scale=0.037, zero_point=-5)
CONTINUE = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Replay:
    """All that the C side made of some pushes."""

    frames: np.ndarray  # float32 (n, features)
    quantised: np.ndarray  # int8 (n, features)
    windows: np.ndarray  # int8 (m, window_size, features)
    activities: np.ndarray  # float32 (m,)
    errors: list[int]
    counters: tuple[int, int, int]  # filled, skipped, restarts


class NativePath:
    """``firmware/signal`` compiled for ``spec`` with the host's C compiler."""

    def __init__(
        self, spec: SignalSpec, folder: Path, *, compiler: str = "gcc", flags: Iterable[str] = ("-O2",)
    ) -> None:
        self.spec = spec
        self.program = folder / "replay_signal"
        write_config(spec, folder)
        sources = [
            firmware_root() / "tests" / "replay_signal.c",
            *(firmware_root() / "signal" / name for name in SOURCES),
        ]
        command = [compiler, *WARNINGS, *flags, *includes(folder), *map(str, sources), "-o", str(self.program)]
        run_tool(command)

    def replay(self, pushes: Iterable[Push]) -> Replay:
        """Push everything in order; a block that meets an error is dropped."""
        order = [stream.name for stream in self.spec.streams]
        script = b"".join(
            np.array([order.index(push.stream), len(push.samples)], np.int32).tobytes()
            + np.int64(CONTINUE if push.start_ns is None else push.start_ns).tobytes()
            + push.samples.astype(self.spec.stream(push.stream).sample_type, casting="safe").tobytes()
            for push in pushes
        )
        return self._parse(run_tool([str(self.program)], script))

    def _parse(self, output: bytes) -> Replay:
        features, size = self.spec.feature_count, self.spec.window_size
        layouts = {
            b"F": np.dtype([("frame", "<f4", features), ("quantised", "i1", features)]),
            b"W": np.dtype([("window", "i1", (size, features)), ("activity", "<f4")]),
            b"E": np.dtype("<i4"),
            b"C": np.dtype(("<u4", 3)),
        }
        found: dict[bytes, list[bytes]] = {letter: [] for letter in layouts}
        offset = 0
        while offset < len(output):
            letter = output[offset : offset + 1]
            end = offset + 1 + layouts[letter].itemsize
            found[letter].append(output[offset + 1 : end])
            offset = end
        frames, windows = (np.frombuffer(b"".join(found[letter]), layouts[letter]) for letter in (b"F", b"W"))
        return Replay(
            frames=frames["frame"],
            quantised=frames["quantised"],
            windows=windows["window"],
            activities=windows["activity"],
            errors=np.frombuffer(b"".join(found[b"E"]), "<i4").tolist(),
            counters=tuple(np.frombuffer(found[b"C"][0], "<u4").tolist()),
        )


def write_config(spec: SignalSpec, folder: Path) -> None:
    text = signal_config(spec, (QUANTISATION, QUANTISATION), Gates(100, 0.5, 2), ("HELLO", 'THANK "YOU"'))
    (folder / "kd_signal_config.h").write_text(text)


def includes(folder: Path) -> list[str]:
    return [f"-I{firmware_root() / 'signal'}", f"-I{folder}"]


def run_tool(command: list[str], stdin: bytes = b"") -> bytes:
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stderr.decode()}"
    return done.stdout
