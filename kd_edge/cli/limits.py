"""The options that limit what a network may cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from kd_edge.budget.limits import Limits


def _bytes(text: str) -> int:
    from kd_edge.budget.limits import parse_bytes

    return _size(parse_bytes, text)


def _count(text: str) -> int:
    from kd_edge.budget.limits import parse_count

    return _size(parse_count, text)


def _size(parse: Callable[[str], int], text: str) -> int:
    try:
        return parse(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no size such as 500, 8k or 1.5M") from error


MAX_RAM: Final = click.option(
    "--max-ram", type=_bytes, metavar="SIZE", help="Bytes of RAM for the network, at most; such as 8k."
)
MAX_FLASH: Final = click.option(
    "--max-flash", type=_bytes, metavar="SIZE", help="Bytes of flash for the network, at most; such as 64k."
)
MAX_INSN: Final = click.option(
    "--max-insn", type=_count, metavar="SIZE", help="Instructions of a Cortex-M4 for a window, at most; such as 500k."
)


def limits_from(max_ram: int | None, max_flash: int | None, max_insn: int | None) -> Limits:
    """The limits that the options gave."""
    from kd_edge.budget.limits import Limits

    return Limits(max_ram, max_flash, max_insn)
