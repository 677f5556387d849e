"""A wearer's profile as a JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge import contract
from kd_edge.contract import WearerProfile
from kd_edge.errors import ContractError
from kd_edge.files import read_bounded

_LIMIT: Final = 1 << 22


def read_profile(path: Path) -> WearerProfile:
    """The profile in the JSON file ``path``; fields that it leaves out are those of the training population.

    Raises:
        ContractError: the file cannot be read, or holds anything but the fields of a WearerProfile.
    """
    return contract.decode(read_bounded(path, _LIMIT, ContractError), WearerProfile, source=str(path))
