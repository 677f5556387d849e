"""Teacher assistants: a large teacher teaches a middle-sized network, which teaches a smaller one.

S. I. Mirzadeh et al., "Improved knowledge distillation via teacher assistant" (AAAI 2020): a student far below
its teacher learns better from a network in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from kd_edge.distill.networks import Network, open_network
from kd_edge.distill.recipe import Distillation, Settings
from kd_edge.distill.runs import Run
from kd_edge.distill.teachers import Teachers, listed
from kd_edge.distill.train import OnEpoch, distil_student
from kd_edge.errors import TrainingError
from kd_edge.recordings.recording import Dataset


def distil_chain(
    dataset: Dataset,
    root: Path,
    *,
    teacher: Teachers,
    networks: Sequence[Network],
    distillation: Distillation,
    settings: Settings,
    unlabelled: Dataset | None = None,
    on_epoch: OnEpoch | None = None,
) -> list[Run]:
    """Distil the first of ``networks`` from ``teacher``, and each further one from the one before.

    Every link is a run like any other.  If one is killed, :func:`~kd_edge.distill.train.resume` finishes it, and a
    chain of the networks that are left goes on from it.

    Args:
        dataset: the recordings.
        root: folder of runs.
        teacher: as for :func:`~kd_edge.distill.train.distil_student`, but not None.
        networks: assistants, then the student.
        distillation: for every link.
        settings: for every link; a name is the student's, and assistants get it with their number.
        unlabelled: for every link.
        on_epoch: called after every epoch of every link.

    Returns:
        The run of each of ``networks``.

    Raises:
        TrainingError: no teacher; or as for one link, where networks are all checked before the first one trains.
        ExportError: an assistant or a student that no target runs.
    """
    if not listed(teacher):
        raise TrainingError("A chain begins with a teacher", found="none", remedy="name one")
    for network in networks:
        open_network(network, dataset, "student", settings.seed)
    runs: list[Run] = []
    for number, network in enumerate(networks, start=1):
        name = settings.name
        if name is not None and number < len(networks):
            name = f"{name}-assistant-{number}"
        run = distil_student(
            dataset,
            root,
            teacher=runs[-1] if runs else teacher,
            network=network,
            distillation=distillation,
            settings=replace(settings, name=name),
            unlabelled=unlabelled,
            on_epoch=on_epoch,
        )
        runs.append(run)
    return runs
