"""Write protocol.json: golden bytes of the serial protocol.

Follows PROTOCOL.md by hand, with a bitwise CRC and a COBS of its own, and uses neither kd-edge nor the libraries
that kd-edge uses; so an error there cannot hide here.  Run it from anywhere: python tests/vectors/make_protocol.py
"""

import json
import struct
from pathlib import Path
from typing import Any

OUT = Path(__file__).with_name("protocol.json")


def crc32(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xEDB88320 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def cobs(raw: bytes) -> bytes:
    return b"".join(bytes([len(part) + 1]) + part for part in raw.split(b"\0"))


def wire(kind: int, body: bytes, version: int = 1) -> bytes:
    raw = bytes([version, kind]) + body
    return cobs(raw + struct.pack("<I", crc32(raw))) + b"\0"


def text(value: str) -> bytes:
    return bytes([len(value.encode())]) + value.encode()


def channel(scale: float, unit: str, name: str) -> bytes:
    return struct.pack("<f", scale) + text(unit) + text(name)


def plain(name: str, kind: int, body: bytes) -> dict[str, Any]:
    return {"name": name, "type": kind, "body": body.hex(), "wire": wire(kind, body).hex()}


def message(name: str, kind: int, layout: str, title: str, /, **fields: Any) -> dict[str, Any]:
    """A message whose fields are numbers by ``layout``, then strings and raw bytes as they come."""
    values = list(fields.values())
    count = len(struct.unpack(layout, bytes(struct.calcsize(layout))))
    body = struct.pack(layout, *values[:count])
    body += b"".join(text(value) if isinstance(value, str) else value for value in values[count:])
    shown = {key: value.hex() if isinstance(value, bytes) else value for key, value in fields.items()}
    return {**plain(name, kind, body), "message": title, "fields": shown}


def commands() -> list[dict[str, Any]]:
    arguments = {
        "start sensor": (0x01, "0100"),
        "start classify with scores and features": (0x01, "0203"),
        "stop": (0x02, ""),
        "info": (0x03, ""),
        "bench the link 1000 times": (0x04, "06e803"),
        "reset": (0x05, ""),
        "reboot into the bootloader": (0x06, "01"),
        "text": (0x07, ""),
    }
    return [
        message(f"command {name}", 0x10, "<BB", "Command", tag=9, code=code, arguments=bytes.fromhex(given))
        for name, (code, given) in arguments.items()
    ]


def frames() -> list[dict[str, Any]]:
    samples = struct.pack("<hhhh", 0, -1, 32767, -32768)
    two = channel(0.5, "uV", "emg1") + channel(0.25, "uV", "emg2")
    head = {"stream": 3, "sample_type": 2, "channel_count": 2, "first": 0, "entries": 2, "period_ns": 900_000}
    last = {"stream": 0, "sample_type": 3, "channel_count": 3, "first": 2, "entries": 1, "period_ns": 6_700_000}
    info = {
        "mode": 2, "runtime": 1, "inject_window": 4, "stream_count": 2, "core_clock_hz": 25_000_000,
        "ram_bytes": 4_194_304, "ram_free_bytes": 4_000_000, "flash_used_bytes": 65_536, "arena_bytes": 5_812,
        "bundle_sha256": bytes(range(32)), "board": "mps2-an386", "build": "abc1234 gcc 12.2.1", "bundle": "isl",
    }  # fmt: skip
    decision = {
        "time_ns": 5_000_000_000, "sequence": 3, "window": 40, "label": 17, "score": 100, "confidence": 0.890625,
        "latency_us": 731, "name": "ból",
    }  # fmt: skip
    scores = {"time_ns": 5_000_000_000, "window": 40, "vote": -1, "class_count": 18, "first": 15}
    later = {"time_ns": 2**62 - 1, "window": 2**32 - 1, "vote": 299, "class_count": 300, "first": 284}
    features = {"time_ns": 20_000_000, "index": 1, "feature_count": 14, "first": 12}
    measured = {
        "subject": 4, "unit": 3, "index": 2, "repetitions": 10, "minimum": 790_610, "median": 790_610,
        "maximum": 790_612, "name": "lstm_1",
    }  # fmt: skip
    fault = {
        "kind": 1, "program_counter": 0x08001234, "link_register": 0x08000101, "stack_pointer": 0x2001FF00,
        "status": 0x8200, "address": 0xDEADBEEF, "text": "hard fault",
    }  # fmt: skip
    first = {"stream": 3, "count": 2, "sequence": 0xFFFFFFFF, "dropped": 12, "time_ns": 1_234_567_890_123}
    zeros = {"stream": 0, "count": 4, "sequence": 0, "dropped": 0, "time_ns": 0}
    return [
        plain("empty application frame", 0x80, b""),
        plain("zeros only", 0x80, bytes(240)),
        plain("no zeros, longest", 0x80, bytes(index % 255 + 1 for index in range(240))),
        plain("alternating zeros", 0x81, bytes([0, 7] * 60)),
        message("description", 0x01, "<BBBBBQ", "Description", **head, name="emg", channels=two),
        message("description, last part", 0x01, "<BBBBBQ", "Description", **last, name="imu",
                channels=channel(1.0, "", "z")),
        message("data", 0x02, "<BBIIQ", "Data", **first, samples=samples),
        message("data of zeros at time zero", 0x02, "<BBIIQ", "Data", **zeros, samples=bytes(8)),
        message("mark", 0x03, "<QIh", "Mark", time_ns=2_000_000_000, sequence=1, label=7, name="fever"),
        message("mark of rest", 0x03, "<QIh", "Mark", time_ns=4_000_000_000, sequence=2, label=-1, name=""),
        message("end", 0x04, "<B", "End", reason=0),
        message("end after a failure", 0x04, "<B", "End", reason=2),
        *commands(),
        message("reply busy", 0x11, "<BBb", "Reply", tag=9, code=1, status=-3, result=b""),
        message("reply to injected data", 0x11, "<BBb", "Reply", tag=0xFE, code=0x10, status=0,
                result=bytes.fromhex("fe01f0f0")),
        message("info", 0x20, "<BBBBIIIII32s", "Info", **info),
        message("decision", 0x21, "<QIIhbfI", "Decision", **decision),
        message("scores", 0x22, "<QIhHH", "Scores", **scores, scores=bytes([0x80, 0, 127])),
        message("scores, later part", 0x22, "<QIhHH", "Scores", **later, scores=bytes(range(0x76, 0x86))),
        message("features", 0x23, "<QIHH", "Features", **features, values=struct.pack("<ff", 1.5, -0.0)),
        message("measurement", 0x24, "<BBHIQQQ", "Measurement", **measured),
        message("measurement with the longest name", 0x24, "<BBHIQQQ", "Measurement", **{**measured, "name": "ż" * 31}),
        message("fault", 0x25, "<BIIIII", "Fault", **fault),
        message("fault without a text", 0x25, "<BIIIII", "Fault", **{**fault, "kind": 6, "text": ""}),
        message("log", 0x26, "<QB", "Log", time_ns=1, level=3, text="café".encode()),
    ]  # fmt: skip


def bad() -> list[dict[str, Any]]:
    good = bytes.fromhex(frames()[6]["wire"])
    flipped = good[:8] + bytes([good[8] ^ 0x10]) + good[9:]
    cases = [
        ("one bit flipped", flipped, "damaged"),
        ("last byte lost", good[:-2] + b"\0", "damaged"),
        ("code points past the end", b"\5\1\0", "damaged"),
        ("shorter than a header and a CRC", cobs(b"\1\2\3\4\5") + b"\0", "damaged"),
        ("wrong CRC", cobs(b"\1\x80abc\1\2\3\4") + b"\0", "damaged"),
        ("one byte longer than the longest", b"\1" * 248 + b"\0", "oversized"),
        ("very long run", b"\x55" * 4000 + b"\0", "oversized"),
        ("version 2", wire(1, b"x", version=2), "unknown_version"),
        ("body of 241 bytes", wire(0x80, b"\t" * 241), "oversized"),
    ]
    return [{"name": name, "wire": data.hex(), "outcome": outcome} for name, data, outcome in cases]


def vectors() -> str:
    return json.dumps({"version": 1, "frames": frames(), "bad": bad()}, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    OUT.write_text(vectors())
