"""Signs, scores and proportional control as Open Sound Control messages, which music and stage programs understand.

| address | arguments |
| --- | --- |
| ``/kd-edge/sign`` | label, confidence, device time in s |
| ``/kd-edge/scores`` | the probability of every label, in the bundle's order |
| ``/kd-edge/control`` | label that has the vote, or an empty one; intensity from 0 to 1 |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kd_edge.bundle import Bundle
from kd_edge.errors import MissingExtraError, StreamError
from kd_edge.live.events import Event, Hop, Sign

if TYPE_CHECKING:
    from pythonosc.udp_client import SimpleUDPClient

FULL_ACTIVITY: Final = 1.0
"""Activity of full intensity: that of an average training recording."""


class Osc:
    """Sends to ``address``, HOST:PORT, over UDP.

    Args:
        address: of the program that listens.
        bundle: says what the labels are, and with which movement an intensity begins.

    Raises:
        MissingExtraError: python-osc is absent.
        StreamError: that is no address.
    """

    def __init__(self, address: str, bundle: Bundle) -> None:
        try:
            from pythonosc.udp_client import SimpleUDPClient
        except ImportError as error:
            raise MissingExtraError("python-osc", "live") from error
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise StreamError(
                "--osc takes HOST:PORT", found=repr(address), remedy="write for example --osc 127.0.0.1:9000"
            )
        self._labels = bundle.manifest.model.labels
        self._least = bundle.manifest.decision.min_activity
        try:
            self._client: SimpleUDPClient = SimpleUDPClient(host.strip("[]"), int(port))
        except OSError as error:
            raise StreamError(
                "--osc names a host", found=f"{host}: {error}", remedy="name one that is known"
            ) from error

    def tell(self, event: Event) -> str | None:
        """See :class:`~kd_edge.outputs.output.Output`."""
        if isinstance(event, Sign):
            return self._send("/kd-edge/sign", [event.label, event.confidence, event.time_s])
        if isinstance(event, Hop):
            label = "" if event.vote is None else self._labels[event.vote]
            control = self._send("/kd-edge/control", [label, intensity(event, self._least)])
            return self._send("/kd-edge/scores", list(event.scores)) or control
        return None

    def close(self) -> None:
        """See :class:`~kd_edge.outputs.output.Output`."""

    def _send(self, address: str, arguments: list[Any]) -> str | None:
        try:
            self._client.send_message(address, arguments)
        except OSError as error:
            return f"OSC: {error.strerror or error}"
        return None


def intensity(hop: Hop, least: float) -> float:
    """How strongly the wearer moves, from 0 at the activity ``least`` to 1 at that of an average recording.

    Without an activity, the highest score.
    """
    if hop.vote is None:
        return 0.0
    if hop.activity is None:
        return max(hop.scores)
    return min(max((hop.activity - least) / max(FULL_ACTIVITY - least, 1e-6), 0.0), 1.0)
