"""The port of a board, where none is named."""

from __future__ import annotations


def the_port() -> str:
    """The one board that is plugged in; if none is, the one emulated board that runs in the background.

    Raises:
        StreamError: there is none, or more than one.
    """
    from kd_edge.cli.firmware import IMAGES
    from kd_edge.deploy.emulators.background import in_background
    from kd_edge.link.usb_ports import only_port

    return only_port(emulated=[board.url for board in in_background(IMAGES)])
