"""From one person's windows to what a board learns of them: the reference that a board must equal, bit for bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.contract import WearerProfile
from kd_edge.engines import open_engine, quantise
from kd_edge.learn.config import network_code
from kd_edge.learn.head import HeadFile
from kd_edge.learn.layer import LastLayer
from kd_edge.learn.person import Person
from kd_edge.learn.ways import Ways
from kd_edge.render.wearer_block import pack_block
from kd_edge.signal.wearing import apply_profile


def learn(
    bundle: Bundle, frames: NDArray[np.float32], labels: NDArray[np.integer], *, engine: str = "auto", sequence: int = 1
) -> tuple[Person, WearerProfile | None]:
    """What a board with ``bundle`` learns.

    Args:
        bundle: whose network is taught.
        frames: windows as recorded, in the order in which the board sees them, float32
            ``(n, window_size, features)``, n at least 1.
        labels: their signs, ``(n,)``.
        engine: kind of engine that runs the int8 network.
        sequence: how often the board has learnt, this time included.

    Returns:
        The block's content, and the profile in it; None for a network that takes sensors as recorded.

    Raises:
        EngineError: the network does not end in a layer that a board can learn, or no engine takes it.
    """
    manifest, model = bundle.manifest, bundle.read(INT8_MODEL)
    signal, quantisation = manifest.signal, manifest.input_quantisation
    last, profile = LastLayer.of(model), None
    if signal.wearer is not None:
        scores = open_engine(model, engine)
        profile = Ways(signal).find(frames, lambda windows: scores.infer(quantise(windows, quantisation))).profile
        frames = apply_profile(frames, signal, profile)
    if signal.normalisation is not None:
        frames = (frames - np.array(signal.normalisation.mean, np.float32)) * np.array(
            signal.normalisation.inverse_std, np.float32
        )
    body = open_engine(HeadFile.of(model).ending_in_features(), engine)
    features = body.infer(quantise(frames, quantisation)).reshape(len(frames), -1)
    wearer = b"" if profile is None else pack_block(signal, profile)
    return Person(network_code(bundle), sequence, len(frames), wearer, last.fit(features, labels)), profile
