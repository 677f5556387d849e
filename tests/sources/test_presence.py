"""How a source that must be asked is asked: often, not for long, and not for ever if nothing ever comes."""

from __future__ import annotations

import time

import pytest

from kd_edge.errors import StreamError
from kd_edge.source import Lost, Remark, Returned
from kd_edge.sources import presence as presence_module
from kd_edge.sources.presence import WAIT_S, Presence

NOTHING = StreamError("A sensor delivers", found="nothing", remedy="switch it on")


def test_what_comes_is_returned_at_once_and_nothing_after_a_fraction_of_a_second() -> None:
    presence, answers = Presence(), iter([[], [], [Remark("here")]])
    assert presence.poll(lambda: next(answers), lambda: NOTHING) == [Remark("here")]
    began_s = time.monotonic()
    assert presence.poll(lambda: [], lambda: NOTHING) == []
    assert WAIT_S <= time.monotonic() - began_s < 10 * WAIT_S


def test_a_source_that_goes_and_returns_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_module, "MISSED_NS", 150_000_000)
    presence, answers = Presence(), [[Remark("here")]]
    told = presence.poll(lambda: answers[-1], lambda: None)
    answers.append([])
    for _ in range(4):
        told += presence.poll(lambda: answers[-1], lambda: None)
    answers.append([Remark("again")])
    told += presence.poll(lambda: answers[-1], lambda: None)
    assert [type(item) for item in told] == [Remark, Lost, Returned, Remark]
    assert presence.reconnects == 1


def test_nothing_usable_is_an_error_only_after_long(monkeypatch: pytest.MonkeyPatch) -> None:
    presence = Presence()
    assert presence.poll(lambda: [Remark("noise")], lambda: NOTHING) == [Remark("noise")]
    monkeypatch.setattr(presence_module, "GIVE_UP_S", 0.0)
    assert presence.poll(lambda: [Remark("noise")], lambda: None) == [Remark("noise")]
    with pytest.raises(StreamError, match="Found: nothing"):
        presence.poll(lambda: [Remark("noise")], lambda: NOTHING)
