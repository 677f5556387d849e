"""``python -m kd_edge.render FOLDER``: write a bundle's generated files again with this version."""

from __future__ import annotations

import sys
from pathlib import Path

from kd_edge.render.refresh import refresh_bundle

if __name__ == "__main__":
    print(refresh_bundle(Path(sys.argv[1])))
