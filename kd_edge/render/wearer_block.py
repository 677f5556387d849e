"""The block ``kd_wearer``: how a person wears the sensors, as constants of an image that can be replaced.

Little-endian; ``firmware/signal/kd_wearer.h`` has the same as a struct:

| bytes | what |
| --- | --- |
| 8 | ``MAGIC`` |
| 4 | ``VERSION`` |
| 4 | features, n |
| 4 | CRC-32 of what the map depends on in the SignalSpec: a block of other sensors is refused |
| 12 n | weights, float32 ``(n, 3)`` |
| 6 n, to a multiple of 4 | sources, uint16 ``(n, 3)``: the feature that each weight is for |
| 4 | CRC-32 of everything before it |
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

import msgspec

from kd_edge.codegen.literals import float32_literal
from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.errors import ContractError
from kd_edge.signal.wearing import TERMS, wearing

MAGIC: Final = b"KDWEARER"
VERSION: Final = 1
HEAD: Final = struct.Struct("<8sIII")
CRC_BYTES: Final = 4
MOST_FEATURES: Final = 0xFFFF
"""A source is a uint16."""


def block_bytes(features: int) -> int:
    """Bytes of a block for so many features."""
    return HEAD.size + 4 * TERMS * features + _whole_words(2 * TERMS * features) + CRC_BYTES


def pack_block(spec: SignalSpec, profile: WearerProfile) -> bytes:
    """The block of ``profile`` for the sensors of ``spec``.

    Raises:
        ContractError: the profile is of other sensors, or there are more than ``MOST_FEATURES`` features.
    """
    if spec.feature_count > MOST_FEATURES:
        raise ContractError(
            f"A wearer's block names at most {MOST_FEATURES} features",
            found=spec.feature_count,
            remedy="train with the sensors as recorded, or select channels",
        )
    found = wearing(spec, profile)
    head = HEAD.pack(MAGIC, VERSION, spec.feature_count, layout_code(spec))
    sources = found.sources.astype("<u2").tobytes()
    body = head + found.weights.astype("<f4").tobytes() + sources.ljust(_whole_words(len(sources)), b"\0")
    return body + struct.pack("<I", zlib.crc32(body))


def layout_code(spec: SignalSpec) -> int:
    """CRC-32 of all in ``spec`` that the map of a profile depends on: channels, rings and bodies."""
    layout = [(stream.name, stream.channels, stream.ring, stream.ring_z, stream.bodies) for stream in spec.streams]
    return zlib.crc32(msgspec.json.encode(layout))


def render_block(spec: SignalSpec, profile: WearerProfile) -> str:
    """The same block as C, for ``kd_signal_config.h``; errors as for :func:`pack_block`."""
    (crc,) = struct.unpack("<I", pack_block(spec, profile)[-CRC_BYTES:])
    found = wearing(spec, profile)
    weights = "\n".join(f"        {{{', '.join(map(float32_literal, row))}}}," for row in found.weights)
    sources = "\n".join(f"        {', '.join(map(str, row))}," for row in found.sources)
    magic = ", ".join(f"'{letter}'" for letter in MAGIC.decode())
    return f"""\
#define KD_SIGNAL_WEARER 1
#define KD_WEARER_LAYOUT UINT32_C({layout_code(spec):#010x})

#include "kd_wearer.h"

#if KD_WEARER_VERSION != {VERSION}
#error "kd_signal_config.h holds a wearer's block of version {VERSION}: export the bundle with these sources' kd-edge"
#endif

#if defined(KD_WEARER_HERE)
const kd_wearer_t kd_wearer = {{
    .magic = {{{magic}}},
    .version = KD_WEARER_VERSION,
    .features = KD_SIGNAL_FEATURES,
    .layout = KD_WEARER_LAYOUT,
    .weights = {{
{weights}
    }},
    .sources = {{
{sources}
    }},
    .crc = UINT32_C({crc:#010x}),
}};
#endif"""


def _whole_words(size: int) -> int:
    return -(-size // 4) * 4
