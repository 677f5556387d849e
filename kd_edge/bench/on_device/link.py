"""How fast a board's link is: frames back to back in each direction, and which of them are lost."""

from __future__ import annotations

import time
from typing import Final

import numpy as np

from kd_edge.bench.reports.schema import LinkRate
from kd_edge.deploy.device import Device
from kd_edge.errors import DeployError
from kd_edge.link.messages import Data, encode_message
from kd_edge.link.protocol import MAX_BODY, MAX_NAME, Subject

FRAMES_TO_BOARD: Final = 100
FRAMES_FROM_BOARD: Final = 1000

# A stream number that no board has: an idle board receives such a frame and ignores it.
_NO_STREAM: Final = 255

_RECEIVED: Final = "frames received"


def measure_link(device: Device) -> dict[str, LinkRate]:
    """Measure both directions of an idle board's link.

    Raises:
        DeployError: the board does not answer.
    """
    return {"to_board": _to_board(device), "from_board": _from_board(device)}


def _to_board(device: Device) -> LinkRate:
    noise = np.random.default_rng(0).integers(0, 256, MAX_BODY - Data.LAYOUT.size).astype(np.uint8).tobytes()
    frames = [encode_message(Data(_NO_STREAM, 1, number, 0, 0, noise)) for number in range(FRAMES_TO_BOARD)]
    before = _received(device)
    started = time.monotonic()
    for frame in frames:
        device.send(frame)
    arrived = _received(device) - before - 1  # the request itself is counted, too
    elapsed_s = time.monotonic() - started
    return LinkRate(len(frames), sum(map(len, frames)), elapsed_s, max(0, len(frames) - arrived))


def _from_board(device: Device) -> LinkRate:
    started = time.monotonic()
    messages = device.measure(Subject.LINK, FRAMES_FROM_BOARD)
    elapsed_s = time.monotonic() - started
    numbers = {message.index for message in messages if len(message.name) == MAX_NAME}
    size = sum(len(encode_message(message)) for message in messages)
    return LinkRate(len(messages), size, elapsed_s, FRAMES_FROM_BOARD - len(numbers))


def _received(device: Device) -> int:
    """Undamaged frames that the board has received since it started."""
    for message in device.measure(Subject.LINK, 1):
        if message.name == _RECEIVED:
            return message.median
    raise DeployError("The board counts what it receives", found="no count", remedy="reset the board and try again")
