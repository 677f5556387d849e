"""A run as charts and means need it."""

from __future__ import annotations

from msgspec import Struct

from kd_edge.distill.runs import Metrics, RunConfig
from kd_edge.report.int8 import Int8
from kd_edge.report.sizes import Sizes


class Placed(Struct, frozen=True):
    """A run of the page.

    Attributes:
        number: its place on the page, from 1.
        config: its settings.
        metrics: of the float32 network.
        int8: of the int8 file, None where it was not measured.
        sizes: of a student, as far as they are known.
        apart: settings in which it differs from the others of the page.
    """

    number: int
    config: RunConfig
    metrics: Metrics
    int8: Int8 | None
    sizes: Sizes | None
    apart: str
