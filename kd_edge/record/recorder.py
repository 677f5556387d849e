"""Leads through a session: asks for a take, counts down, records it, judges it, and asks again if it was no good.

Everything happens by device time, so the takes do not depend on how samples arrive.  Only a stream that has fallen
silent is noticed by this computer's clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from kd_edge.contract import NS_PER_S
from kd_edge.errors import RecordingError, StreamError
from kd_edge.record.events import Asked, Dropped, Event, Recording, Taken
from kd_edge.record.notebook import Notebook
from kd_edge.record.plan import Plan
from kd_edge.record.quality import Finding
from kd_edge.source import Item, Lost, Remark, Returned, Samples, Timing

PATIENCE_NS: Final = 2 * NS_PER_S
"""How long a stream may be silent before its take is given up."""

FIRST_NS: Final = 10 * NS_PER_S
"""How long the first samples of every stream may take."""

BACK_NS: Final = NS_PER_S // 2
"""A device whose time goes back by more than this was restarted."""

LATE_NS: Final = NS_PER_S
"""A take whose samples come this much after its beginning was not counted down."""

RETAKES: Final = 3

Wish = Literal["retake", "next", "pause", "stop"]
"""What a person may want: the last take or the present one again, the next without its countdown, to wait or to go on,
to end."""


class Recorder:
    """Records the takes of a plan.

    Args:
        notebook: where they are written down.
        plan: what is asked for; what the notebook already holds is not asked for again.
        retakes: how often in a row a take may be refused by the checks, before the session ends.
    """

    def __init__(self, notebook: Notebook, plan: Plan, *, retakes: int = RETAKES) -> None:
        self._notebook = notebook
        self._plan = plan
        self._planned = len(plan.takes())
        self._left = notebook.sitting.left
        self._retakes = retakes
        self._failed = 0
        self._last: Taken | None = None
        self._begin_ns: int | None = None  # of the take that is asked for or recorded; None: before the first samples
        self._now_ns: int | None = None
        self._moved_ns = time.monotonic_ns()
        self._held = False

    @property
    def is_finished(self) -> bool:
        """Whether every take of the plan is there."""
        return not self._left

    @property
    def is_recording(self) -> bool:
        """Whether a take goes on."""
        return self._notebook.is_open

    @property
    def label(self) -> str | None:
        """What is asked for, or recorded."""
        return self._left[0] if self._left else None

    @property
    def upcoming(self) -> Sequence[str | None]:
        """What is asked for or recorded, and what follows; None is rest."""
        return self._left

    @property
    def has_begun(self) -> bool:
        """Whether there is a take, if only one that was refused."""
        return bool(self._notebook.sitting.takes)

    @property
    def until_s(self) -> float | None:
        """Seconds until the take begins, or ends once it goes on; None if there is no saying."""
        if self._begin_ns is None or self._now_ns is None or self._held:
            return None
        end_ns = self._begin_ns + self._take_ns * self.is_recording
        return max(end_ns - self._now_ns, 0) / NS_PER_S

    def take(self, items: Iterable[Item]) -> Iterator[Event]:
        """What follows from ``items``, which a source has delivered.

        Raises:
            RecordingError: a take was refused too often.
            StreamError: a stream has never sent anything.
            OSError: the disk is full or broken.
        """
        for item in items:
            if isinstance(item, Samples):
                if self._goes_back(item):
                    yield from self._restart("the device was restarted")
                self._notebook.add(item)
            elif isinstance(item, Remark | Timing | Lost | Returned):
                yield item
        now_ns = self._common_ns()
        if now_ns is not None and now_ns != self._now_ns:
            self._now_ns, self._moved_ns = now_ns, time.monotonic_ns()
        yield from self._step()

    def refuse_last(self) -> Iterator[Event]:
        """The person does not want the last take: it is asked for again, next."""
        if self.is_recording:
            yield from self._restart("refused while it went on")
        elif self._last is not None and self._last.kept:
            last, self._last = self._last, None
            self._notebook.refuse(last.take)
            self._left.insert(0, last.label)
            yield Dropped(last.take, last.label)
            yield from self._ask()

    def hold(self, held: bool) -> Iterator[Event]:
        """Wait before the next take for as long as ``held``; afterwards its pause begins anew."""
        self._held = held
        if not held and not self.is_recording and self._now_ns is not None:
            yield from self._ask()

    def obey(self, wish: Wish) -> Iterator[Event]:
        """Do what the person wishes; ``stop`` is up to the caller."""
        if wish == "retake":
            yield from self.refuse_last()
        elif wish == "pause":
            yield from self.hold(not self.is_held)
        elif wish == "next":
            self.hurry()

    def hurry(self) -> None:
        """Begin the take that is asked for now, without the rest of its pause."""
        begin_ns = None if self.is_recording else self._begin_ns
        if begin_ns is not None and (self._held or begin_ns > self._furthest_ns()):
            self._begin_ns = self._furthest_ns()
        self._held = False

    @property
    def is_held(self) -> bool:
        """Whether :meth:`hold` waits."""
        return self._held

    def interrupt(self) -> Iterator[Event]:
        """The session ends here: a take that goes on is refused."""
        if self.is_recording:
            yield self._close([_interrupted("the session ended")])

    def _step(self) -> Iterator[Event]:
        if self.is_finished:
            return
        if self._now_ns is None:
            self._check_first()
        elif self._begin_ns is None:
            yield from self._ask()
        elif not self.is_recording and not self._held and self._now_ns > self._begin_ns + LATE_NS:
            yield from self._ask()  # samples came late, and nobody was counted down
        elif not self.is_recording and not self._held and self._is_time():
            number = self._notebook.begin(self._left[0], self._begin_ns, self._begin_ns + self._take_ns)
            yield Recording(number, self._left[0])
        if self.is_recording:
            yield from self._record()

    def _is_time(self) -> bool:
        """Whether every stream has reached the beginning of the take, or one is silent while others go on."""
        assert self._begin_ns is not None
        return self._notebook.has_reached(self._begin_ns) or self._furthest_ns() > self._begin_ns + PATIENCE_NS

    def _record(self) -> Iterator[Event]:
        assert self._begin_ns is not None
        end_ns = self._begin_ns + self._take_ns
        silent = time.monotonic_ns() - self._moved_ns > PATIENCE_NS or self._furthest_ns() > end_ns + PATIENCE_NS
        if self._notebook.has_reached(end_ns) or silent:
            yield from self._judge(self._close())

    def _close(self, more: list[Finding] | None = None) -> Taken:
        assert self._begin_ns is not None
        return self._notebook.close(self._begin_ns + self._take_ns, more or [])

    def _judge(self, taken: Taken) -> Iterator[Event]:
        yield taken
        self._last = taken
        if taken.kept:
            self._failed = 0
            self._left.pop(0)
        else:
            self._failed += 1
            if self._failed > self._retakes:
                raise RecordingError(
                    "Takes pass the checks, at the latest when they are repeated",
                    found=f"{self._failed} takes in a row refused; " + str(taken.findings[0]),
                    remedy="mend it and go on with --resume, or keep such takes with --keep-all",
                )
        if self._left:
            yield from self._ask()

    def _ask(self) -> Iterator[Event]:
        """Ask for the next take, after a pause that begins with what is known now."""
        if not self._left:
            return
        self._begin_ns = self._furthest_ns() + round(self._plan.pause_s * NS_PER_S)
        yield Asked(self._planned - len(self._left) + 1, self._planned, self._left[0], self._plan.pause_s)

    def _restart(self, why: str) -> Iterator[Event]:
        if self.is_recording:
            yield self._close([_interrupted(why)])
        for lane in self._notebook.lanes.values():
            lane.reset()
        self._now_ns = self._begin_ns = None
        self._moved_ns = time.monotonic_ns()

    def _goes_back(self, samples: Samples) -> bool:
        lane = self._notebook.lanes.get(samples.stream)
        return lane is not None and lane.newest_ns is not None and samples.start_ns < lane.newest_ns - BACK_NS

    def _check_first(self) -> None:
        if time.monotonic_ns() - self._moved_ns < FIRST_NS:
            return
        silent = [name for name, lane in self._notebook.lanes.items() if lane.newest_ns is None]
        raise StreamError(
            "Every stream of the rig sends samples",
            found=f"none of {' and '.join(silent)} within {FIRST_NS // NS_PER_S} s",
            remedy="check that its sensor is on, or record with a rig that has no such stream",
        )

    def _common_ns(self) -> int | None:
        """The time that every stream has reached."""
        times = [lane.newest_ns for lane in self._notebook.lanes.values()]
        known = [time_ns for time_ns in times if time_ns is not None]
        return min(known) if len(known) == len(times) else None

    def _furthest_ns(self) -> int:
        return max((lane.newest_ns or 0) for lane in self._notebook.lanes.values())

    @property
    def _take_ns(self) -> int:
        return round(self._plan.take_s * NS_PER_S)


def _interrupted(why: str) -> Finding:
    return Finding("interrupted", True, f"the take was interrupted ({why})", "it is asked for again")
