"""The same figures from a board: it gets the raw samples of every session, and its own decisions are matched."""

from __future__ import annotations

from collections.abc import Sequence

from kd_edge.bundle import Bundle
from kd_edge.contract import NS_PER_S, WearerProfile
from kd_edge.deploy.device import Device
from kd_edge.errors import EvaluationError
from kd_edge.evaluate.figures import Figures, Judged, figures_of
from kd_edge.evaluate.material import Played
from kd_edge.evaluate.traces import OnSession
from kd_edge.matching import Report, match
from kd_edge.sources.deciding import check_bundle


def decided_by(
    device: Device, bundle: Bundle, played: Sequence[Played], *, on_session: OnSession | None = None
) -> Figures:
    """Play every session to ``device``, which decides.

    Args:
        device: a board that carries ``bundle``; it is idle afterwards.
        bundle: says what the labels are.
        played: the sessions, all of persons who wear the sensors as the board's image says.
        on_session: called after each.

    Raises:
        DeployError: the board does not answer, refuses samples, or carries another bundle.
        EvaluationError: somebody wears the sensors in another way.
    """
    check_bundle(device.info(), bundle)
    labels, sessions = bundle.manifest.model.labels, []
    for one in played:
        _require_wearer(one, bundle.manifest.signal.wearer)
    for number, one in enumerate(played, start=1):
        device.stop()
        observed = device.inject(one.session)
        if observed.refused:
            raise EvaluationError(
                "A board takes every sample that it is sent",
                found=f"{observed.refused} frames refused",
                remedy="reset the board and try again",
            )
        reports = [Report(decision.time_ns / NS_PER_S, labels[decision.label]) for decision in observed.decisions]
        hours = one.session.duration_s / 3600
        sessions.append(Judged(one.kind, one.name, one.person, hours, *match(one.takes(labels), reports)))
        if on_session:
            on_session(number, len(played))
    device.stop()
    return figures_of(sessions, labels)


def _require_wearer(played: Played, wearer: WearerProfile | None) -> None:
    if wearer is not None and played.wearer is not None and played.wearer != wearer:
        raise EvaluationError(
            "A board's image is for one wearer",
            found=f"{played.person}, who wears the sensors in another way",
            remedy="name the --person, and give the image that profile with `kd-edge wearer apply`",
        )
