"""Recognise signs live from Python.

Run it as ``python examples/live.py BUNDLE``.

The samples come from the bundle's own golden recordings, as if a board took them now.  For a board, open
``Board(Sensing(signal), "/dev/ttyACM0")`` from ``kd_edge.sources`` instead; nothing else changes.
"""

import math
import sys
from pathlib import Path

from kd_edge.bundle import INT8_MODEL, open_bundle
from kd_edge.engines import open_engine
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.events import Sign
from kd_edge.live.listen import Listener
from kd_edge.live.on_host import HostRecogniser
from kd_edge.play.golden_session import golden_session
from kd_edge.source import Truth
from kd_edge.sources.replay import Replay

bundle = open_bundle(Path(sys.argv[1]))
session = golden_session(bundle, limit_bytes=1_000_000)
assert session is not None, "this bundle has no golden recordings"

source = Replay(session, bundle.manifest.signal, speed=math.inf)
classifier = LiveClassifier(bundle, open_engine(bundle.read(INT8_MODEL)))
listener = Listener(HostRecogniser(classifier), source)
try:
    for event in listener.events():
        if isinstance(event, Truth) and event.label is not None:
            print(f"{event.time_s:6.2f} s  the wearer signs {event.label}")
        elif isinstance(event, Sign):
            print(f"{event.time_s:6.2f} s  recognised {event.label} ({event.confidence:.0%})")
finally:
    listener.close()
