"""What happens while takes are recorded."""

from __future__ import annotations

from msgspec import Struct

from kd_edge.record.quality import Finding
from kd_edge.source import Lost, Remark, Returned, Timing


class Asked(Struct, frozen=True, tag_field="event", tag="asked"):
    """The next take, which begins in ``in_s`` seconds; ``label`` None is rest."""

    number: int
    of: int
    label: str | None
    in_s: float


class Recording(Struct, frozen=True, tag_field="event", tag="recording"):
    """A take has begun."""

    take: int
    label: str | None


class Taken(Struct, frozen=True, tag_field="event", tag="taken"):
    """A take is over."""

    take: int
    label: str | None
    kept: bool
    findings: tuple[Finding, ...]


class Dropped(Struct, frozen=True, tag_field="event", tag="dropped"):
    """The person has refused the last take; it is asked for again."""

    take: int
    label: str | None


Event = Asked | Recording | Taken | Dropped | Remark | Timing | Lost | Returned
