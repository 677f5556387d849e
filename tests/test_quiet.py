"""Who needs the machine alone gets it alone, and soon."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.quiet import turn


class Visitor(threading.Thread):
    """Holds the machine from the moment it gets it until it is told to go."""

    def __init__(self, locks: Path, *, alone: bool) -> None:
        super().__init__(daemon=True)
        self.inside, self.leave = threading.Event(), threading.Event()
        self._locks, self._alone = locks, alone
        self.start()

    def run(self) -> None:
        with turn(self._locks, alone=self._alone):
            self.inside.set()
            self.leave.wait(30)

    def gets_in(self) -> bool:
        return self.inside.wait(0.2)

    def go(self) -> None:
        self.leave.set()
        self.join(30)


def test_others_share_the_machine_and_one_alone_does_not(tmp_path: Path) -> None:
    first, second = (Visitor(tmp_path / "x", alone=False) for _ in range(2))
    assert first.gets_in()
    assert second.gets_in()
    alone = Visitor(tmp_path / "x", alone=True)
    assert not alone.gets_in()
    late = Visitor(tmp_path / "x", alone=False)
    assert not late.gets_in()  # a frame that waits is not overtaken
    first.go()
    second.go()
    assert alone.gets_in()
    assert not late.gets_in()
    alone.go()
    assert late.gets_in()
    late.go()
