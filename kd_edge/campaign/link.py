"""How much a link loses at the full data rate of the reference rig.

An emulated board plays recordings of all six sensors over its serial port; every
sample that arrives is compared with the one that was played at its time.

    kd-edge campaign link --seconds 600
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import keras
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.bundle import Bundle, open_bundle
from kd_edge.deploy.boards import load_board
from kd_edge.deploy.emulators.emulated import emulated_board
from kd_edge.deploy.images.firmware import build_firmware, played_session
from kd_edge.deploy.images.playback import round_ns
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.export.writer import export_model
from kd_edge.files import write_bytes
from kd_edge.link.codec import DELIMITER
from kd_edge.link.messages import Command, encode_message
from kd_edge.link.ports import open_port
from kd_edge.link.protocol import BoardMode, CommandCode
from kd_edge.link.receiving import Receiver
from kd_edge.model.build import build_model
from kd_edge.play.session import Session
from kd_edge.provenance import git_revision
from kd_edge.recordings.splits import within
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import SynthSpec
from kd_edge.signal.windows import fit_normalisation
from kd_edge.source import Counters, Samples

RIG: Final = SynthSpec(signs=4, subjects=1, repetitions=10)
"""All sensors; the network is not used, so it stays untrained."""

PRESET: Final = "compact"

STEPS: Final = 100
"""How often a session reports its progress."""


class LinkRun(Struct, frozen=True):
    """One session.

    Attributes:
        board: which one, emulated.
        git_revision: of this code.
        seconds: from the first sample on, on the wall clock.
        device_seconds: the same on the board's clock.
        payload_bytes: of samples that arrived.
        wrong_samples: that differ from the ones played.
        counters: what the receiver counted.
    """

    board: str
    git_revision: str
    seconds: float
    device_seconds: float
    payload_bytes: int
    wrong_samples: int
    counters: Counters


class Judge:
    """Compares received samples with those that the board plays.

    Args:
        session: one round of it.
    """

    def __init__(self, session: Session) -> None:
        self.payload_bytes = self.wrong_samples = self.newest_ns = 0
        self._played: Mapping[str, NDArray[np.generic]] = session.samples
        self._periods_ns = {stream.name: stream.sample_period_ns for stream in session.signal.streams}
        self._round_ns = round_ns(session)

    def take(self, samples: Samples) -> None:
        """Compare consecutive samples of one stream with those played at their times."""
        period_ns = self._periods_ns[samples.stream]
        times_ns = samples.start_ns + np.arange(len(samples.values)) * period_ns
        truth = self._played[samples.stream][times_ns % self._round_ns // period_ns]
        self.wrong_samples += int((samples.values != truth).any(axis=1).sum())
        self.payload_bytes += samples.values.nbytes
        self.newest_ns = max(self.newest_ns, samples.newest_ns)


def rig_bundle(out: Path) -> Bundle:
    """The full reference rig with an untrained network, exported to ``out``."""
    dataset = synthesise(RIG)
    split = within(dataset)
    signal = dataset.signal.normalised(fit_normalisation(dataset, dataset.signal, split.train))
    keras.utils.set_random_seed(0)
    model = build_model(PRESET, signal.window_size, signal.feature_count, len(dataset.labels), seed=0)
    return open_bundle(export_model(model, out, dataset=dataset, signal=signal, split=split, preset=PRESET))


def listen(
    url: str, session: Session, seconds: float, advance: Callable[[], None] = lambda: None
) -> tuple[Judge, Receiver, float]:
    """Start the board at ``url`` and receive for ``seconds``; the last figure is how long it really was.

    ``advance`` is called :data:`STEPS` times.
    """
    judge, receiver, port = Judge(session), Receiver(session.signal), open_port(url)
    port.write(DELIMITER + encode_message(Command(0, CommandCode.START, bytes((BoardMode.SENSOR, 0)))))
    began = time.monotonic()
    for step in range(1, STEPS + 1):
        while time.monotonic() - began < seconds * step / STEPS:
            for item in receiver.feed(port.read()):
                if isinstance(item, Samples):
                    judge.take(item)
        advance()
    port.close()
    return judge, receiver, time.monotonic() - began


def run_link(name: str, seconds: float, out: Path, advance: Callable[[], None] = lambda: None) -> LinkRun:
    """Listen to an emulated board with the full reference rig, and measure what its link has lost.

    Args:
        name: the board.
        seconds: how long to listen.
        out: takes the image under ``link``, and the result as ``link.json``.
        advance: as for :func:`listen`.

    Raises:
        DeployError: a tool is missing, or the board does not fit or start.
        StreamError: the board falls silent.
    """
    revision = git_revision()
    bundle, board = rig_bundle(out / "link" / "rig"), load_board(name)
    image = build_firmware(board, bundle, (out / "link" / name).resolve(), find_toolchain())
    session = played_session(board, bundle)
    assert session is not None  # the bundle has goldens
    with emulated_board(board, image.elf) as url:
        judge, receiver, elapsed_s = listen(url, session, seconds, advance)
    run = LinkRun(
        board=name,
        git_revision=revision,
        seconds=round(elapsed_s, 1),
        device_seconds=round(judge.newest_ns / 1e9, 1),
        payload_bytes=judge.payload_bytes,
        wrong_samples=judge.wrong_samples,
        counters=receiver.counters,
    )
    write_bytes(out / "link.json", contract.encode(run))
    return run
