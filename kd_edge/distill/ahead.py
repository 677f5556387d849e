"""The next epoch's windows are made while this epoch trains: one is NumPy's work, the other TensorFlow's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


def made_ahead(make: Callable[[int], Made], numbers: range) -> Iterator[tuple[int, Made]]:
    """Each of ``numbers`` with what ``make`` gives for it; the next one is made in a thread meanwhile.

    The first one is made by the caller's thread, so whatever ``make`` sets up only once is set up before anything
    else runs beside it.  At most one is waiting.  What ``make`` raises is raised here, when its number's turn comes.
    """
    if not numbers:
        return
    made = make(numbers[0])
    with ThreadPoolExecutor(1, thread_name_prefix="windows") as thread:
        for number, following in zip(numbers, [*numbers[1:], None], strict=True):
            coming = None if following is None else thread.submit(make, following)
            yield number, made
            if coming is not None:
                made = coming.result()
