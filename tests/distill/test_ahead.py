"""Windows of the next epoch are made beside the training, in the order of the epochs."""

from __future__ import annotations

import threading

import pytest

from kd_edge.distill.ahead import made_ahead


def test_everything_is_made_once_and_in_order() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return 10 * number

    assert list(made_ahead(make, range(3, 7))) == [(3, 30), (4, 40), (5, 50), (6, 60)]
    assert made == [3, 4, 5, 6]
    assert list(made_ahead(make, range(0))) == []


def test_the_next_one_is_made_while_this_one_is_used() -> None:
    second = threading.Event()
    threads = []

    def make(number: int) -> int:
        threads.append(threading.current_thread())
        if number == 1:
            second.set()
        return number

    for number, _ in made_ahead(make, range(2)):
        if number == 0:
            assert second.wait(10), "nothing was made meanwhile"
    assert threads[0] is threading.current_thread()
    assert threads[1] is not threads[0]


def test_a_failure_comes_when_its_turn_does() -> None:
    numbers = made_ahead(lambda number: 1 // (2 - number), range(5))
    assert [next(numbers)[0], next(numbers)[0]] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        next(numbers)


def test_nothing_more_is_made_after_the_reader_stopped() -> None:
    made: list[int] = []
    for _number, _ in made_ahead(made.append, range(100)):
        break
    assert len(made) <= 2
