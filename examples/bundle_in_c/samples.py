"""Write a bundle's golden recordings as the blocks that main.c reads, to standard output."""

import struct
import sys
from pathlib import Path

from kd_edge.bundle import open_bundle
from kd_edge.play.golden_session import golden_session
from kd_edge.play.session import packets

session = golden_session(open_bundle(Path(sys.argv[1])), limit_bytes=1_000_000)
assert session is not None, "this bundle has no golden recordings"
for _, stream, samples, time_ns in packets(session):
    sys.stdout.buffer.write(struct.pack("<iiq", stream, len(samples), time_ns) + samples.tobytes())
