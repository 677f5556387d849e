import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def protocol_vectors() -> dict[str, Any]:
    """The golden bytes that Python and C share; made by an implementation of their own, bit by bit."""
    path = Path(__file__).parents[1] / "vectors" / "protocol.json"
    vectors: dict[str, Any] = json.loads(path.read_text())
    return vectors
