"""A wearer's profile as a JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kd_edge import contract
from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.errors import ContractError
from kd_edge.files import read_bounded

_LIMIT: Final = 1 << 22


def read_profile(path: Path) -> WearerProfile:
    """The profile in the JSON file ``path``; fields that it leaves out are those of the training population.

    Raises:
        ContractError: the file cannot be read, or holds anything but the fields of a WearerProfile.
    """
    return contract.decode(read_bounded(path, _LIMIT, ContractError), WearerProfile, source=str(path))


def refitted(signal: SignalSpec, profile: WearerProfile) -> SignalSpec:
    """``signal`` for somebody else.

    Raises:
        ContractError: its network was trained with the sensors as recorded, or the profile is of other sensors.
    """
    if signal.wearer is None:
        raise ContractError(
            "A profile is for a network that was trained with everybody's sensors in one orientation",
            found="a bundle of sensors as recorded, without a wearer",
            remedy="train it with `--wearer canonical`, and export it",
        )
    return signal.worn(profile)
