"""``python -m kd_edge.render FOLDER``: write a bundle's generated files again with this version."""

from __future__ import annotations

import sys
from pathlib import Path

from kd_edge.errors import KdEdgeError
from kd_edge.render.refresh import refresh_bundle

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m kd_edge.render FOLDER")
    try:
        print(refresh_bundle(Path(sys.argv[1])))
    except KdEdgeError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
