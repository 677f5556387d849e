"""What a network is meant for."""

from __future__ import annotations

from typing import Literal

Role = Literal["teacher", "student"]
"""A teacher stays on the host, so any Keras layer will do; a student is exported and runs on a target."""
