"""What a host does with a serial port of the communications class, as one transcript that every controller must pass.

Expected values are written down from USB 2.0 and the class's specifications, not taken from the firmware.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from kd_edge.link.codec import DELIMITER
from kd_edge.link.messages import Command, Info, Measurement, MessageReader, Reply, encode_message
from kd_edge.link.protocol import CommandCode, Subject
from kd_edge.link.wire import Message
from tests.firmware.usb.bus import CLASS, ENDPOINT, IN, INTERFACE, PACKET, Host, StalledError, UnansweredError

GET_STATUS, CLEAR_FEATURE, SET_FEATURE, SET_ADDRESS, GET_DESCRIPTOR = 0, 1, 3, 5, 6
GET_CONFIGURATION, SET_CONFIGURATION, GET_INTERFACE, SET_INTERFACE = 8, 9, 10, 11
SET_LINE, GET_LINE, SET_STATE, SEND_BREAK = 0x20, 0x21, 0x22, 0x23
DATA_IN, DATA_OUT = 0x82, 0x02
ADDRESS = 5
TO_PORT = CLASS | INTERFACE


def play(host: Host, product: str, serial: str | None, *, can_be_busy: bool) -> None:
    """Everything, one after the other.  serial: the device's number, if it has one."""
    refused_before_configuration(host)
    enumerates(host, product, serial)
    keeps_its_line(host)
    answers_over_its_port(host)
    ends_a_transfer_whose_packets_are_full(host)
    is_halted_and_goes_on(host)
    sleeps_and_wakes(host)
    outlives_a_host_that_breaks_off(host, product, serial)
    knows_no_other_endpoints(host)
    loses_whole_frames_for_a_host_that_stops_reading(host)
    is_plugged_in_again(host, product, serial)
    if can_be_busy:
        log = list(host.bus.log)
        holds_a_host_up_that_sends_too_much(host)
        forgets_at_a_reset_what_came_before(host, product, serial)
        host.bus.log = log  # how much a controller itself holds is its own affair
    is_asked_for_its_boot_loader(host)


def refused_before_configuration(host: Host) -> None:
    assert host.bus.state()["plugged"] == 1
    host.bus.ask("reset")
    host.bus.run(2)
    assert host.get(GET_DESCRIPTOR, 0x0100, 0, 64)[:2] == b"\x12\x01"
    refusals: tuple[Callable[[], object], ...] = (
        lambda: host.get(GET_LINE, 0, 0, 7, TO_PORT),
        lambda: host.set(SET_STATE, 3, 0, TO_PORT),
        lambda: host.set(SET_FEATURE, 0, DATA_IN, ENDPOINT),
        lambda: host.get(GET_STATUS, 0, DATA_IN, 2, ENDPOINT),
        lambda: host.get(GET_INTERFACE, 0, 0, 1, INTERFACE),
    )
    for refused in refusals:
        with pytest.raises(StalledError):
            refused()
    with pytest.raises(UnansweredError):
        host.take()


def enumerates(host: Host, product: str, number: str | None = None) -> None:
    host.bus.ask("reset")
    host.bus.run(2)
    assert host.bus.state()["address"] == 0
    host.set(SET_ADDRESS, ADDRESS, 0)
    host.bus.run(2)
    assert host.bus.state()["address"] == ADDRESS

    device = host.get(GET_DESCRIPTOR, 0x0100, 0, 18)
    assert host.get(GET_DESCRIPTOR, 0x0100, 0, 8) == device[:8]
    length, kind, usb, *what, packet, vendor, kind_of, release, maker, name, serial, configurations = struct.unpack(
        "<BBHBBBBHHHBBBB", device
    )
    assert (length, kind, usb, what, packet, configurations) == (18, 1, 0x0200, [0xEF, 2, 1], PACKET, 1)
    assert (vendor, kind_of) == (0x1209, 0x0001)
    assert release == 0x0100
    assert text_of(host, maker) == "kd-edge"
    assert text_of(host, name) == product
    assert serial == (0 if number is None else 3)
    if number is not None:
        assert text_of(host, serial) == number
    with pytest.raises(StalledError):
        text_of(host, 4 if number is not None else 3)

    configuration = host.get(GET_DESCRIPTOR, 0x0200, 0, 255)
    assert host.get(GET_DESCRIPTOR, 0x0200, 0, 9) == configuration[:9]
    assert host.get(GET_DESCRIPTOR, 0x0200, 0, 64) == configuration[:64]
    check_configuration(configuration)
    for missing in (0x0201, 0x03FF, 0x0600, 0x0700, 0x0F00):  # another one, a string, a qualifier, other speed, BOS
        with pytest.raises(StalledError):
            host.get(GET_DESCRIPTOR, missing, 0x0409 if missing >> 8 == 3 else 0, 255)
    assert host.get(GET_DESCRIPTOR, 0x0100, 0, 0) == b""

    assert host.get(GET_CONFIGURATION, 0, 0, 1) == b"\0"
    with pytest.raises(StalledError):
        host.set(SET_CONFIGURATION, 2, 0)
    configure(host)
    assert host.get(GET_CONFIGURATION, 0, 0, 1) == b"\1"
    assert host.get(GET_STATUS, 0, 0, 2) == b"\0\0"
    assert host.get(GET_STATUS, 0, 1, 2, INTERFACE) == b"\0\0"
    assert host.get(GET_STATUS, 0, DATA_OUT, 2, ENDPOINT) == b"\0\0"
    assert host.get(GET_STATUS, 0, 0, 2, ENDPOINT) == b"\0\0"
    assert host.get(GET_INTERFACE, 0, 1, 1, INTERFACE) == b"\0"
    host.set(SET_INTERFACE, 0, 1, INTERFACE)
    refusals: tuple[Callable[[], object], ...] = (
        lambda: host.set(SET_INTERFACE, 1, 1, INTERFACE),
        lambda: host.get(GET_STATUS, 0, 2, 2, INTERFACE),
        lambda: host.get(GET_STATUS, 0, 0x83, 2, ENDPOINT),
        lambda: host.set(SET_FEATURE, 1, 0),  # it wakes nobody
        lambda: host.get(0x33, 0, 0, 8, 0x40),  # of a vendor
    )
    for refused in refusals:
        with pytest.raises(StalledError):
            refused()


def text_of(host: Host, number: int) -> str:
    assert host.get(GET_DESCRIPTOR, 0x0300, 0, 255) == b"\x04\x03\x09\x04"
    found = host.get(GET_DESCRIPTOR, 0x0300 + number, 0x0409, 255)
    assert found[0] == len(found)
    assert found[1] == 3
    return found[2:].decode("utf-16-le")


def check_configuration(found: bytes) -> None:
    """What Linux's cdc_acm and Windows' usbser look for."""
    assert struct.unpack_from("<BBHBBBBB", found) == (9, 2, len(found), 2, 1, 0, 0x80, 50)
    parts = []
    at = 9
    while at < len(found):
        parts.append(found[at : at + found[at]])
        at += found[at]
    assert at == len(found)
    assert parts[0] == bytes((8, 11, 0, 2, 2, 2, 0, 0)), "the two interfaces are one function"
    assert parts[1] == bytes((9, 4, 0, 0, 1, 2, 2, 0, 0)), "communications, abstract control model"
    assert parts[2][:3] == bytes((5, 0x24, 0)), "header"
    assert parts[3] == bytes((5, 0x24, 1, 0, 1)), "no call management"
    assert parts[4] == bytes((4, 0x24, 2, 2)), "line coding and state"
    assert parts[5] == bytes((5, 0x24, 6, 0, 1)), "union"
    assert parts[6][:4] == bytes((7, 5, 0x81, 3)), "an interrupt endpoint"
    assert parts[7] == bytes((9, 4, 1, 0, 2, 10, 0, 0, 0)), "data"
    assert sorted(part for part in parts[8:]) == [bytes((7, 5, at, 2, 64, 0, 0)) for at in (DATA_OUT, DATA_IN)]


def configure(host: Host) -> None:
    host.set(SET_CONFIGURATION, 1, 0)
    host.toggles = {"in": 0, "out": 0}


def line(rate: int) -> bytes:
    return struct.pack("<IBBB", rate, 0, 0, 8)


def open_port(host: Host, rate: int = 921_600) -> None:
    host.set(SET_LINE, 0, 0, TO_PORT, line(rate))
    host.set(SET_STATE, 3, 0, TO_PORT)


def keeps_its_line(host: Host) -> None:
    assert host.get(GET_LINE, 0, 0, 7, TO_PORT) == line(921_600)
    host.set(SET_LINE, 0, 0, TO_PORT, struct.pack("<IBBB", 115_200, 2, 1, 7))
    assert host.get(GET_LINE, 0, 0, 7, TO_PORT) == struct.pack("<IBBB", 115_200, 2, 1, 7)
    refusals: tuple[Callable[[], object], ...] = (
        lambda: host.set(SET_LINE, 0, 0, TO_PORT, line(9600)[:6]),
        lambda: host.set(SET_LINE, 0, 0, TO_PORT, line(9600) + b"\0"),
        lambda: host.set(SET_LINE, 0, 1, TO_PORT, line(9600)),
        lambda: host.set(SET_LINE, 0, 0, TO_PORT),
        lambda: host.set(0x7F, 0, 0, TO_PORT),
    )
    for refused in refusals:
        with pytest.raises(StalledError):
            refused()
    assert host.get(GET_LINE, 0, 0, 7, TO_PORT) == struct.pack("<IBBB", 115_200, 2, 1, 7)
    host.set(SEND_BREAK, 100, 0, TO_PORT)


def request(host: Host, code: CommandCode, arguments: bytes = b"", sizes: int = PACKET) -> list[Message]:
    """The device's answer to a command that arrives in packets of so many bytes."""
    wire = DELIMITER + encode_message(Command(9, code, arguments))
    for begin in range(0, len(wire), sizes):
        assert host.give(wire[begin : begin + sizes])
    return messages(host.take_all())


def messages(data: bytes) -> list[Message]:
    reader = MessageReader()
    found = list(reader.feed(data))
    assert reader.frames.counters.damaged == 0
    return found


def answers_over_its_port(host: Host) -> None:
    host.bus.run(5)
    uart = host.bus.state()["uart"]
    open_port(host)
    for sizes in (PACKET, 1, 5):
        reply, info = request(host, CommandCode.INFO, sizes=sizes)
        assert isinstance(reply, Reply)
        assert isinstance(info, Info)
        assert (reply.tag, reply.status, info.mode) == (9, 0, 0)
    assert host.give(b""), "an empty packet is none"
    assert host.take() is None
    assert host.bus.state()["uart"] == uart
    host.set(SET_STATE, 0, 0, TO_PORT)
    open_port(host)
    assert len(request(host, CommandCode.INFO)) == 2


def ends_a_transfer_whose_packets_are_full(host: Host) -> None:
    """The first reply goes at once; 64 others of 11 bytes fill eleven packets, and an empty one ends them."""
    wire = DELIMITER + encode_message(Command(9, CommandCode.RESET, b"")) * 65
    for begin in range(0, len(wire), PACKET):
        assert host.give(wire[begin : begin + PACKET])
    host.bus.run(5)
    packets = []
    while (packet := host.take()) is not None:
        packets.append(packet)
    assert [len(packet) for packet in packets] == [11, *[64] * 11, 0]
    assert len(messages(b"".join(packets))) == 65


def is_halted_and_goes_on(host: Host) -> None:
    for halt in (DATA_IN, DATA_OUT):
        host.set(SET_FEATURE, 0, halt, ENDPOINT)
        assert host.get(GET_STATUS, 0, halt, 2, ENDPOINT) == b"\1\0"
        with pytest.raises(StalledError):
            host.take() if halt == DATA_IN else host.give(b"\0")
        host.set(CLEAR_FEATURE, 0, halt, ENDPOINT)
        assert host.get(GET_STATUS, 0, halt, 2, ENDPOINT) == b"\0\0"
        host.toggles["in" if halt == DATA_IN else "out"] = 0
        assert len(request(host, CommandCode.INFO)) == 2
    # What is to be sent while the endpoint is halted waits, and does not end the halt.
    host.set(SET_FEATURE, 0, DATA_IN, ENDPOINT)
    assert host.give(DELIMITER + encode_message(Command(9, CommandCode.INFO, b"")))
    host.bus.run(5)
    with pytest.raises(StalledError):
        host.take()
    host.set(CLEAR_FEATURE, 0, DATA_IN, ENDPOINT)
    host.toggles["in"] = 0
    assert len(messages(host.take_all())) == 2
    # A packet that was on its way when the endpoint was halted is sent when it goes on.
    assert host.give(DELIMITER + encode_message(Command(9, CommandCode.INFO, b"")))
    host.bus.run(5)
    host.set(SET_FEATURE, 0, DATA_IN, ENDPOINT)
    host.set(CLEAR_FEATURE, 0, DATA_IN, ENDPOINT)
    host.toggles["in"] = 0
    assert len(messages(host.take_all())) == 2


def sleeps_and_wakes(host: Host) -> None:
    host.bus.ask("suspend")
    host.bus.run(5)
    host.bus.ask("resume")
    host.bus.run(5)
    assert len(request(host, CommandCode.INFO)) == 2


def begin_to_get(host: Host, request: int, value: int, length: int, kind: int = 0) -> None:
    """A request whose answer nobody takes to its end."""
    host.bus.ask("setup " + struct.pack("<BBHHH", IN | kind, request, value, 0, length).hex())


def begin_to_set(host: Host, request: int, value: int, length: int, kind: int = 0) -> None:
    """A request without the data that it announces."""
    host.bus.ask("setup " + struct.pack("<BBHHH", kind, request, value, 0, length).hex())


def outlives_a_host_that_breaks_off(host: Host, product: str, serial: str | None) -> None:
    """Requests that nobody ends, each followed by one that is answered as if it were the first."""

    def takes_half_of_an_answer() -> None:
        begin_to_get(host, GET_DESCRIPTOR, 0x0200, 255)
        assert host.bus.ask("in 0").startswith("data1 0902")

    def ends_an_answer_early() -> None:
        begin_to_get(host, GET_DESCRIPTOR, 0x0200, 255)
        assert host.bus.ask("out 0 1 -") in ("ack", "nak")

    def asks_and_takes_nothing() -> None:
        begin_to_get(host, GET_DESCRIPTOR, 0x0100, 18)

    def announces_data_and_sends_none() -> None:
        begin_to_set(host, SET_LINE, 0, 7, TO_PORT)

    def leaves_after_the_data() -> None:
        begin_to_set(host, SET_LINE, 0, 7, TO_PORT)
        host._give(0, 1, line(57_600))

    def asks_for_an_address_that_it_never_uses() -> None:
        begin_to_set(host, SET_ADDRESS, 77, 0)

    ways = (
        takes_half_of_an_answer,
        ends_an_answer_early,
        asks_and_takes_nothing,
        announces_data_and_sends_none,
        leaves_after_the_data,
    )
    for leave in ways:
        for following in ways:
            leave()
            following()
            assert host.get(GET_STATUS, 0, 0, 2) == b"\0\0", (leave, following)
    assert host.get(GET_LINE, 0, 0, 7, TO_PORT) == line(57_600)
    for wrong in (b"", line(9600)[:6], line(9600) + b"\0", bytes(PACKET)):
        begin_to_set(host, SET_LINE, 0, 7, TO_PORT)
        host._give(0, 1, wrong)
        with pytest.raises(StalledError):
            host._take(0)
    assert host.get(GET_LINE, 0, 0, 7, TO_PORT) == line(57_600)
    assert len(request(host, CommandCode.INFO)) == 2, "the port has carried on"
    for leave in (*ways, asks_for_an_address_that_it_never_uses):  # and the bus is reset in the middle
        leave()
        assert host.give(DELIMITER + encode_message(Command(9, CommandCode.INFO, b"")))
        enumerates(host, product, serial)
        assert host.take() is None, "nothing that was meant for the host before"
        open_port(host)
        assert len(request(host, CommandCode.INFO)) == 2


def knows_no_other_endpoints(host: Host) -> None:
    for words in ("in 3", "out 3 0 00", "out 1 0 00"):
        assert host.bus.ask(words) == "timeout", words
    assert host.bus.ask("in 1") == "nak", "there is no notice"
    for index in (0x83, 0x01, 0x03, 0x00, 0x80, 0x0182):
        for feature in (SET_FEATURE, CLEAR_FEATURE):
            with pytest.raises(StalledError):
                host.set(feature, 0, index, ENDPOINT)
    with pytest.raises(StalledError):
        host.set(SET_FEATURE, 1, DATA_IN, ENDPOINT)  # there is no such feature
    host.set(SET_FEATURE, 0, 0x81, ENDPOINT)
    assert host.bus.ask("in 1") == "stall"
    host.set(CLEAR_FEATURE, 0, 0x81, ENDPOINT)
    assert host.bus.ask("in 1") == "nak"
    for _ in range(20):
        assert host.give(b"")
    assert len(request(host, CommandCode.INFO)) == 2


def forgets_at_a_reset_what_came_before(host: Host, product: str, serial: str | None) -> None:
    """The firmware sees the request and the reset only when both have been: the request was the old host's."""
    for configured in (False, True):
        host.bus.ask("reset")
        host.bus.run(2)
        host.set(SET_ADDRESS, ADDRESS, 0)
        host.bus.run(2)
        if configured:
            configure(host)
        host.bus.ask("busy 2")
        if configured:
            host.bus.ask("out 2 0 0001")
        begin_to_set(host, SET_CONFIGURATION, 1, 0)
        host.bus.ask("reset")
        host.bus.ask("busy 0")
        host.bus.run(2)
        assert host.get(GET_CONFIGURATION, 0, 0, 1) == b"\0"
        enumerates(host, product, serial)
        assert host.take() is None
    # The same with a request that the next one follows at once.
    host.bus.ask("busy 2")
    begin_to_get(host, GET_DESCRIPTOR, 0x0200, 255)
    host.bus.ask("busy 1")
    host.bus.ask("busy 2")
    assert host.bus.ask("in 0").startswith("data1 0902")
    host.bus.ask("setup " + struct.pack("<BBHHH", IN, GET_DESCRIPTOR, 0x0100, 0, 18).hex())
    host.bus.ask("busy 0")
    assert host.bus.ask("in 0").startswith("data1 1201")
    open_port(host)
    assert len(request(host, CommandCode.INFO)) == 2


def loses_whole_frames_for_a_host_that_stops_reading(host: Host) -> None:
    frames = 150
    arguments = bytes((Subject.LINK,)) + frames.to_bytes(2, "little")
    assert host.give(DELIMITER + encode_message(Command(9, CommandCode.BENCH, arguments)))
    for _ in range(20):
        host.bus.run(10)
        assert host.get(GET_STATUS, 0, 0, 2) == b"\0\0", "it answers all the while"
    came = [message for message in messages(host.take_all()) if isinstance(message, Measurement)]
    numbers = [message.index for message in came if message.name.startswith("a frame")]
    assert 20 < len(numbers) < frames, "what the buffer holds, and no more"
    assert numbers == list(range(len(numbers))), "whole and in order"
    assert len(request(host, CommandCode.INFO)) == 2


def holds_a_host_up_that_sends_too_much(host: Host) -> None:
    """The main loop is away: packets that find no room wait with the host, and none is lost."""
    host.bus.ask("busy 1")
    command = encode_message(Command(9, CommandCode.STOP, b""))
    wire = DELIMITER + command * 100
    packets = [wire[begin : begin + PACKET] for begin in range(0, len(wire), PACKET)]
    taken = 0
    while host.give(packets[taken]):
        taken += 1
    assert 512 <= taken * PACKET < len(wire)
    host.bus.ask("busy 0")
    answer = bytearray()
    for packet in packets[taken:]:
        while not host.give(packet):
            answer += host.take() or b""
        while (part := host.take()) is not None:
            answer += part
    answer += host.take_all()
    assert sum(isinstance(message, Reply) for message in messages(bytes(answer))) == 100


def is_plugged_in_again(host: Host, product: str, serial: str | None) -> None:
    """Out while it sends, and in again: it is a new device, whose port nobody has open."""
    assert host.give(DELIMITER + encode_message(Command(9, CommandCode.INFO, b"")))
    host.bus.ask("suspend")
    host.bus.run(5)
    enumerates(host, product, serial)
    assert host.take() is None
    open_port(host)
    assert len(request(host, CommandCode.INFO)) == 2


def is_asked_for_its_boot_loader(host: Host) -> None:
    open_port(host, 1200)
    host.set(SET_LINE, 0, 0, TO_PORT, line(9600))
    host.set(SET_STATE, 0, 0, TO_PORT)
    host.bus.run(5)
    assert host.bus.state()["boot"] == 0, "not closed at 1200 baud"
    host.set(SET_LINE, 0, 0, TO_PORT, line(1200))
    host.set(SET_STATE, 0, 0, TO_PORT)
    host.bus.run(5)
    assert host.bus.state()["boot"] == 0, "not opened"
    host.set(SET_STATE, 3, 0, TO_PORT)
    host.set(SET_STATE, 2, 0, TO_PORT)
    host.bus.run(600)
    state = host.bus.state()
    assert (state["boot"], state["plugged"]) == (1, 0)
