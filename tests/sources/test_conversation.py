"""The items that every conversation with a board passes on."""

from __future__ import annotations

import pytest

from kd_edge.link.messages import Decision, End, Fault, Log, Mark
from kd_edge.link.wire import Message
from kd_edge.source import Ended, Remark, Truth
from kd_edge.sources.conversation import told


@pytest.mark.parametrize(
    ("message", "item"),
    [
        (Mark(1_500_000_000, 0, 3, "PAIN"), Truth("PAIN", 1.5)),
        (Mark(2_000_000_000, 1, -1, ""), Truth(None, 2.0)),
        (Log(0, 1, b"the IMU has stopped answering"), Remark("the IMU has stopped answering")),
        (Log(0, 1, b"caf\xc3"), Remark("caf\ufffd")),
        (Fault(1, 0x1234, 0, 0, 0, 0, ""), Remark("hard fault at 0x00001234; it starts again")),
        (Fault(99, 0x10, 0, 0, 0, 0, ""), Remark("unknown (99) fault at 0x00000010; it starts again")),
        (End(1), Ended()),
        (Decision(0, 0, 0, 1, 100, 0.5, 10, "PAIN"), None),
    ],
)
def test_what_a_message_tells(message: Message, item: object) -> None:
    assert told(message) == item
