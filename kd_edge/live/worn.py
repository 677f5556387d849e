"""The signal path of a bundle for somebody who wears the sensors in another way."""

from __future__ import annotations

from kd_edge.bundle import Bundle
from kd_edge.contract import SignalSpec, WearerProfile
from kd_edge.errors import SignalError


def worn_signal(bundle: Bundle, wearer: WearerProfile) -> SignalSpec:
    """The bundle's signal path for somebody who wears the sensors like ``wearer``.

    Raises:
        SignalError: the bundle's network takes sensors as recorded.
        ContractError: the profile is of other sensors.
    """
    require_profiles(bundle)
    return bundle.manifest.signal.worn(wearer)


def require_profiles(bundle: Bundle) -> None:
    """Check that the bundle's network takes profiles.

    Raises:
        SignalError: it takes sensors as recorded.
    """
    if bundle.manifest.signal.wearer is None:
        raise SignalError(
            "A profile is for a network that was trained with everybody's sensors in one orientation",
            found=f"bundle {bundle.manifest.name!r}, which takes them as recorded",
            remedy="train it again with `--wearer canonical`",
        )
