"""A person's signs taught to a board, which finds the profile and fits the layer itself, and keeps both in flash.

The host goes through the takes as often as the board asks for, and computes the same lesson: a board that ends with
other bits is an error.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.contract import WearerProfile
from kd_edge.deploy.device import Device
from kd_edge.engines import dequantise, open_engine, quantise
from kd_edge.errors import DeployError, RecordingError, StreamError
from kd_edge.learn.config import learning_hop, windows_at_most
from kd_edge.learn.head import HeadFile
from kd_edge.learn.layer import LastLayer, Layer
from kd_edge.learn.lesson import learn
from kd_edge.learn.person import Person
from kd_edge.link.protocol import CommandCode, LearnPass, LearnStep
from kd_edge.personalise.choose import choose, estimate
from kd_edge.personalise.takes import Takes, takes_of
from kd_edge.personalise.teach import Network
from kd_edge.play.session import Session, build_session
from kd_edge.recordings.recording import Dataset
from kd_edge.render.wearer_block import block_bytes
from kd_edge.sources.deciding import check_bundle

STEP_TIMEOUT_S: Final = 5.0
KEEP_TIMEOUT_S: Final = 120.0
"""Fitting and writing take a slow board seconds."""


class BoardReport(Struct, frozen=True):
    """What a board has learnt, and how well it works.

    Attributes:
        board: its name.
        taught: windows that taught.
        unseen: signs of the network that the person did not show; they stay as they were.
        profile: how the board found the sensors to be worn; None for a network that takes them as recorded.
        kept_bytes: in flash, of each of two areas.
        sequence: how often this board has learnt.
        held_back: windows of later takes, which taught nothing.
        before: accuracy on those with the bundle's own network and profile; None if there are none.
        after: the same with what the board has learnt.
    """

    board: str
    taught: int
    unseen: tuple[str, ...]
    profile: WearerProfile | None
    kept_bytes: int
    sequence: int
    held_back: int
    before: float | None
    after: float | None


def teach_board(
    device: Device,
    bundle: Bundle,
    dataset: Dataset,
    *,
    person: str | None = None,
    takes: int = 2,
    engine: str = "auto",
    judge: bool = True,
    on_take: Callable[[int, int], None] = lambda done, all_: None,
) -> BoardReport:
    """Teach the board behind ``device`` one person's signs.

    Args:
        device: a board that carries ``bundle`` in an image that can learn.
        bundle: whose network learns.
        dataset: the person's recordings, of the same sensors.
        person: whose recordings to take; None if they are all of one.
        takes: of each sign that teach; later ones are held back, and only measured.
        engine: kind of engine that computes the same lesson here.
        judge: refuse takes that would make recognition worse, as :func:`~kd_edge.personalise.choose.choose` does for a
            bundle.
        on_take: is called after each take that the board has seen, with how many are done and how many there are.

    Raises:
        DeployError: the board carries another bundle, cannot learn, refuses samples, or has other bits than the host.
        RecordingError: signs that the network does not have, more windows than the board has room for, or takes that
            would make recognition worse.
        SignalError: no such person, several persons, or takes shorter than a window.
        EngineError: the network does not end in a layer that a board can learn.
    """
    info = device.info()
    check_bundle(info, bundle)
    signal = bundle.manifest.signal
    mine = takes_of(bundle, as_played(dataset), person, hop=learning_hop(signal))
    early = mine.repetitions < takes
    shown, later = mine.chosen(early), mine.chosen(~early)
    _require_room(shown, len(bundle.manifest.model.labels))
    if judge:
        choose(estimate(Network(bundle, engine), shown))
    try:
        _give_lesson(device, bundle, shown, info.inject_window, on_take)
    except BaseException:
        with suppress(DeployError, StreamError):  # what went wrong matters more than a board that cannot be stopped
            device.stop()
        raise
    device.stop()
    kept = read_person(device, bundle)
    assert kept is not None
    expected, profile = learn(bundle, shown.frames, shown.labels, engine=engine, sequence=kept.sequence)
    if kept.pack() != expected.pack():
        raise DeployError(
            "A board learns the same bits as the host",
            found="others",
            remedy="build the image with this version of kd-edge, and report it if it stays so",
        )
    labels = bundle.manifest.model.labels
    return BoardReport(
        board=info.board,
        taught=len(shown),
        unseen=tuple(labels[index] for index in np.setdiff1d(np.arange(len(labels)), shown.labels)),
        profile=profile,
        kept_bytes=len(kept.pack()),
        sequence=kept.sequence,
        held_back=len(later),
        before=_accuracy(bundle, later, signal.wearer, None, engine) if len(later) else None,
        after=_accuracy(bundle, later, profile, kept.layer, engine) if len(later) else None,
    )


def _give_lesson(
    device: Device, bundle: Bundle, shown: Takes, window: int, on_take: Callable[[int, int], None]
) -> None:
    signal = bundle.manifest.signal
    passes = (LearnPass.SURVEY, LearnPass.WAYS, LearnPass.SIGNS) if signal.wearer else (LearnPass.SIGNS,)
    sessions = sessions_of(shown, bundle)
    for number, each in enumerate(passes):
        _ask(device, LearnStep.BEGIN, bytes((each,)))
        device.describe(signal)
        for take, (label, session) in enumerate(sessions, start=1):
            _ask(device, LearnStep.TAKE, label.to_bytes(2, "little"))
            if device.give(session, window).refused:
                raise DeployError(
                    "A board takes every sample of a lesson", found="a frame refused", remedy="start again"
                )
            on_take(number * len(sessions) + take, len(passes) * len(sessions))
    _ask(device, LearnStep.KEEP, timeout_s=KEEP_TIMEOUT_S)


def forget(device: Device, bundle: Bundle) -> None:
    """Erase what the board has learnt, so that it is as it was flashed; errors as for :func:`teach_board`."""
    check_bundle(device.info(), bundle)
    device.stop()
    _ask(device, LearnStep.FORGET, timeout_s=KEEP_TIMEOUT_S)


def read_person(device: Device, bundle: Bundle) -> Person | None:
    """What the board is using of a person; None if it has learnt nothing.

    Raises:
        DeployError: the board does not answer, or gives a damaged block.
        EngineError: the network does not end in a layer that a board can learn.
    """
    block = b""
    while part := _ask(device, LearnStep.READ, len(block).to_bytes(4, "little")):
        block += part
    if not block:
        return None
    last, signal = LastLayer.of(bundle.read(INT8_MODEL)), bundle.manifest.signal
    worn = 0 if signal.wearer is None else block_bytes(signal.feature_count)
    return Person.unpack(block, last.classes, last.features, worn)


def _ask(device: Device, step: LearnStep, arguments: bytes = b"", timeout_s: float = STEP_TIMEOUT_S) -> bytes:
    return device.request(CommandCode.LEARN, bytes((step,)) + arguments, timeout_s)


def _require_room(shown: Takes, classes: int) -> None:
    if not 0 < len(shown) <= windows_at_most(classes):
        raise RecordingError(
            f"A lesson has between 1 and {windows_at_most(classes)} windows",
            found=len(shown),
            remedy="teach with fewer or shorter takes: --takes 1" if len(shown) else "record takes as long as a window",
        )


def as_played(dataset: Dataset) -> Dataset:
    """The takes as a board gets them: on its clock, on which every stream begins at 0."""
    takes = []
    for recording in dataset.recordings:
        session = build_session(dataset, [recording], pause_s=0)
        streams = {
            name: replace(stream, samples=session.samples[name], start_ns=0)
            for name, stream in recording.streams.items()
        }
        takes.append(replace(recording, streams=streams))
    return replace(dataset, recordings=takes)


def sessions_of(shown: Takes, bundle: Bundle) -> list[tuple[int, Session]]:
    """Label and samples of each recording, in the order of its windows."""
    first = sorted(np.unique(shown.recordings, return_index=True)[1].tolist())
    recordings = [shown.dataset.recordings[int(shown.recordings[place])] for place in first]
    signal = bundle.manifest.signal
    sessions = [
        Session(
            signal, {name: stream.samples for name, stream in take.streams.items()}, dict.fromkeys(take.streams, 0), []
        )
        for take in recordings
    ]
    return list(zip(shown.labels[first].tolist(), sessions, strict=True))


def _accuracy(bundle: Bundle, takes: Takes, profile: WearerProfile | None, layer: Layer | None, engine: str) -> float:
    """Of the int8 network with another last layer, on ``takes``."""
    scores = scores_with(bundle, takes.frames, profile, layer, engine)
    return float(np.mean(scores.argmax(axis=1) == takes.labels))


def scores_with(
    bundle: Bundle,
    frames: NDArray[np.float32],
    profile: WearerProfile | None,
    layer: Layer | None,
    engine: str = "auto",
) -> NDArray[np.float32]:
    """Probabilities ``(n, classes)`` of windows as recorded, as a board that has learnt gives them."""
    model, manifest = bundle.read(INT8_MODEL), bundle.manifest
    if layer is not None:
        model = HeadFile.of(model).written_integers(layer.weights, layer.biases)
    inputs = quantise(Network(bundle).normalised(frames, profile), manifest.input_quantisation)
    return dequantise(open_engine(model, engine).infer(inputs), manifest.output_quantisation)
