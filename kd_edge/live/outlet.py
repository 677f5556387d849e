"""What is recognised, as LSL streams for programs that record or act on it together with other streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kd_edge.live.events import Event, Sign
from kd_edge.source import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence


class LslOutlet:
    """Two LSL streams: ``NAME`` with a marker for each sign, and ``NAME-decisions`` with its numbers.

    A marker is the sign's label, or ``truth:LABEL`` where the true label begins (``truth:`` for rest).  A decision has
    three float32 channels: the label's index, its confidence, and the latency in ms.  Both are
    stamped with the time at which the window that decided had arrived.

    Args:
        pylsl: the package.
        name: of the streams.
        labels: of the bundle, which the description of the decisions lists.
    """

    def __init__(self, pylsl: Any, name: str, labels: Sequence[str]) -> None:
        self._pylsl = pylsl
        markers = pylsl.StreamInfo(name, "Markers", 1, 0.0, "string", f"kd-edge-{name}")
        numbers = pylsl.StreamInfo(f"{name}-decisions", "Decisions", 3, 0.0, "float32", f"kd-edge-{name}-decisions")
        numbers.set_channel_labels(["label", "confidence", "latency"])
        numbers.set_channel_units(["", "", "ms"])
        listed = numbers.desc().append_child("labels")
        for label in labels:
            listed.append_child_value("label", label)
        self._markers = pylsl.StreamOutlet(markers)
        self._numbers = pylsl.StreamOutlet(numbers)

    def tell(self, event: Event) -> None:
        """Send ``event`` if it is a sign or a true label."""
        now_s = self._pylsl.local_clock()
        if isinstance(event, Sign):
            at_s = now_s - event.latency_ms / 1e3
            self._markers.push_sample([event.label], at_s)
            self._numbers.push_sample([float(event.index), event.confidence, event.latency_ms], at_s)
        elif isinstance(event, Truth):
            self._markers.push_sample([f"truth:{event.label or ''}"], now_s)
