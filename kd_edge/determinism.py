"""Environment variables under which TensorFlow computes the same every time; set before it is imported."""

from __future__ import annotations

import os
from typing import Final

SETTINGS: Final = {
    "TF_CPP_MIN_LOG_LEVEL": "2",  # no log messages
    "TF_ENABLE_ONEDNN_OPTS": "0",
    # With several threads, an operation adds its parts in the order in which they finish.
    "TF_NUM_INTRAOP_THREADS": "1",
}


def compute_alike() -> None:
    """Set them for this process and those that it starts, except where the user has chosen otherwise."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
