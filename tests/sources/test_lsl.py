"""LSL through its real library: outlets of this process are inlets of the same."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Sequence

import numpy as np
import pytest

from kd_edge.errors import StreamError
from kd_edge.live.events import Sign
from kd_edge.live.outlet import LslOutlet
from kd_edge.source import Item, Lost, Returned, Samples, Truth
from kd_edge.sources import lsl as lsl_module
from kd_edge.sources import presence as presence_module
from kd_edge.sources.channels import Naming
from kd_edge.sources.lsl import Lsl, load_pylsl
from tests.sources.one_rate import PERIOD_NS, OneRate

pylsl = load_pylsl()


def outlet(name: str, labels: Sequence[str], rate_hz: float = 1e9 / PERIOD_NS, form: str = "double64") -> object:
    info = pylsl.StreamInfo(name, "EMG", len(labels), rate_hz, form, uuid.uuid4().hex)
    info.set_channel_labels(list(labels))
    return pylsl.StreamOutlet(info)


def push(sender: object, rows: np.ndarray, since_s: float) -> None:
    while not sender.have_consumers():
        time.sleep(0.01)
    first = 0
    for size in itertools.cycle((50, 10, 90, 1)):
        block = rows[first : first + size]
        if len(block) == 0:
            return
        sender.push_chunk(block.tolist(), since_s + (first + len(block) - 1) * PERIOD_NS / 1e9)
        first += size
        time.sleep(0.005)


def test_signs_from_two_lsl_streams_are_those_of_a_replay(one_rate: OneRate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lsl_module, "_CHUNK", 64)
    names = [f"{stream.name}-{uuid.uuid4().hex[:6]}" for stream in one_rate.spec.streams]
    senders = [outlet(name, stream.channels) for name, stream in zip(names, one_rate.spec.streams, strict=True)]
    address = ",".join(f"{stream.name}:{name}" for name, stream in zip(names, one_rate.spec.streams, strict=True))
    source = Lsl(address, one_rate.spec, Naming())
    since_s, at = pylsl.local_clock(), 0
    threads = []
    for sender, stream in zip(senders, one_rate.spec.streams, strict=True):
        rows = one_rate.rows()[:, at : at + len(stream.channels)]
        at += len(stream.channels)
        threads.append(threading.Thread(target=push, args=(sender, rows, since_s)))
    for thread in threads:
        thread.start()
    found, expected = one_rate.signs(source), one_rate.expected()
    for thread in threads:
        thread.join()
    assert [sign[:2] for sign in found] == [sign[:2] for sign in expected]
    assert max(abs(here[2] - there[2]) for here, there in zip(found, expected, strict=True)) <= 1  # ms
    assert source.counters.late == 0
    source.close()


def test_channels_have_the_names_of_the_stream(one_rate: OneRate) -> None:
    name = uuid.uuid4().hex
    sender = outlet(name, [f"c{number}" for number in range(len(one_rate.spec.features))])
    with pytest.raises(StreamError, match=r"no emg\.emg_0, .* among 8 channels: c0, c1"):
        Lsl(name, one_rate.spec, Naming())
    renamed = {feature: f"c{number}" for number, feature in enumerate(one_rate.spec.features)}
    Lsl(name, one_rate.spec, Naming(renamed)).close()
    with pytest.raises(StreamError, match=r"write STREAM:NAME, such as emg:"):
        Lsl(f"{name},other", one_rate.spec, Naming())
    with pytest.raises(StreamError, match="only emg"):
        Lsl(f"emg:{name}", one_rate.spec, Naming())
    del sender


def test_a_name_is_of_exactly_one_stream_of_numbers(one_rate: OneRate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lsl_module, "RESOLVE_S", 0.5)
    with pytest.raises(StreamError, match=r"none called 'nobody'|no LSL stream at all"):
        Lsl("nobody", one_rate.spec, Naming())
    name = uuid.uuid4().hex
    text = outlet(name, ["m"], 0.0, "string")
    with pytest.raises(StreamError, match="holds text"):
        Lsl(name, one_rate.spec, Naming())
    numbers = outlet(name, ["m"])
    with pytest.raises(StreamError, match=f"2 called '{name}'"):
        Lsl(name, one_rate.spec, Naming())
    del text, numbers


def test_recognised_signs_are_markers_and_decisions() -> None:
    name = uuid.uuid4().hex
    sender = LslOutlet(pylsl, name, ("REST", "WAVE"))
    inlets = [
        pylsl.StreamInlet(pylsl.resolve_byprop("name", each, timeout=3)[0]) for each in (name, f"{name}-decisions")
    ]
    for inlet in inlets:
        inlet.open_stream(timeout=3)
    before_s = pylsl.local_clock()
    sender.tell(Truth("WAVE", 0.5))
    sender.tell(Sign("WAVE", 1, 0.75, 2.0, 250.0))
    texts = [inlets[0].pull_sample(timeout=3) for _ in range(2)]
    numbers, at_s = inlets[1].pull_sample(timeout=3)
    assert [text for text, _ in texts] == [["truth:WAVE"], ["WAVE"]]
    assert (numbers, at_s) == ([1.0, 0.75, 250.0], texts[1][1])
    assert at_s == pytest.approx(before_s - 0.25, abs=0.1)
    label = inlets[1].info(timeout=3).desc().child("labels").child("label")
    assert [label.child_value(), label.next_sibling().child_value()] == ["REST", "WAVE"]


def test_a_stream_that_goes_and_comes_back_is_told(one_rate: OneRate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_module, "MISSED_NS", 300_000_000)
    name, features = uuid.uuid4().hex, one_rate.spec.features

    def serve(count: int) -> object:
        sender = pylsl.StreamOutlet(pylsl.StreamInfo(name, "EMG", len(features), 100.0, "double64", f"source-{name}"))
        push(sender, one_rate.rows()[:count], pylsl.local_clock())
        return sender

    thread = threading.Thread(target=lambda: senders.append(serve(100)))
    senders: list[object] = []
    thread.start()
    source = Lsl(name, one_rate.spec, Naming())
    seen = until(source, Lost)
    thread.join()
    assert sum(len(item.values) for item in seen if isinstance(item, Samples)) == 200  # of both streams
    senders.clear()  # the outlet is gone
    thread = threading.Thread(target=lambda: senders.append(serve(100)))
    thread.start()
    until(source, Returned)
    thread.join()
    assert source.counters.reconnects == 1
    source.close()


def until(source: Lsl, kind: type[Item]) -> list[Item]:
    items: list[Item] = []
    deadline = time.monotonic() + 20
    while not any(isinstance(item, kind) for item in items):
        items += source.read()
        assert time.monotonic() < deadline
    return items
