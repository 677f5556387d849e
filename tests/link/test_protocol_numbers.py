"""The numbers of the protocol, in C and in Python: the same names with the same values, none missing on either side."""

from __future__ import annotations

import re

import pytest

from kd_edge.files import firmware_root
from kd_edge.link import protocol
from kd_edge.link.messages import MESSAGES, Data

HEADER = (firmware_root() / "protocol" / "kd_protocol.h").read_text()
ENUMS = {
    "FRAME": protocol.FrameType,
    "WIRE": protocol.SampleCode,
    "END": protocol.EndReason,
    "COMMAND": protocol.CommandCode,
    "STATUS": protocol.Status,
    "MODE": protocol.BoardMode,
    "REPORT": protocol.ReportFlag,
    "REBOOT": protocol.RebootInto,
    "RUNTIME": protocol.Runtime,
    "SUBJECT": protocol.Subject,
    "UNIT": protocol.MeasuredIn,
    "FAULT": protocol.FaultKind,
    "LOG": protocol.LogLevel,
    "LEARN": protocol.LearnStep,
    "PASS": protocol.LearnPass,
}


def number(text: str) -> int:
    """The value of a C constant as the header writes them: decimal, hexadecimal or one shifted bit."""
    base, _, shift = text.replace("u", "").partition(" << ")
    return int(base, 0) << int(shift or 0)


def c_enums() -> dict[str, dict[str, int]]:
    """Every enum of the header by the second part of its names: ``KD_FRAME_DATA`` is ``DATA`` of ``FRAME``."""
    found: dict[str, dict[str, int]] = {}
    for body in re.findall(r"enum \{(.*?)\};", HEADER, re.DOTALL):
        for line in body.strip().splitlines():
            match = re.fullmatch(r"\s*KD_([A-Z]+)_([A-Z0-9_]+) = ([^,]+),", line)
            assert match, line
            group, name, value = match.groups()
            assert name not in found.setdefault(group, {}), line
            found[group][name] = number(value)
    return found


def c_limits() -> dict[str, int]:
    return {name: int(value) for name, value in re.findall(r"#define KD_FRAME_([A-Z_]+) (\d+)", HEADER)}


def test_the_header_has_exactly_the_enums_of_python() -> None:
    assert set(c_enums()) == set(ENUMS)


@pytest.mark.parametrize("group", ENUMS)
def test_an_enum_has_the_same_names_and_values_in_c_and_in_python(group: str) -> None:
    assert c_enums()[group] == {name: member.value for name, member in ENUMS[group].__members__.items()}


def test_limits_are_the_same_in_c_and_in_python() -> None:
    assert c_limits() == {name: getattr(protocol, name) for name in c_limits()}
    assert {"VERSION", "MAX_BODY", "MAX_NAME", "DATA_HEAD", "TIME_BITS", "DESCRIBE_MS"} == set(c_limits())


def test_every_frame_type_has_a_message() -> None:
    assert set(MESSAGES) == set(protocol.FrameType)
    assert Data.LAYOUT.size == protocol.DATA_HEAD
