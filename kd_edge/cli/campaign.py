"""``kd-edge campaign``: repeat the trainings and measurements behind the published figures."""

from __future__ import annotations

import click

from kd_edge.cli import campaign_accuracy as accuracy
from kd_edge.cli import campaign_cost as costs
from kd_edge.cli.group import Group


@click.group(cls=Group)
def campaign() -> None:
    """Repeat the trainings and measurements behind the published figures.

    \b
    Example:
      kd-edge campaign train psl18 datasets/psl18.npz
    """


for _command in (
    accuracy.train,
    accuracy.stateful,
    accuracy.persons,
    accuracy.personal,
    accuracy.enrolment,
    costs.step_time,
    costs.link,
    costs.serve,
    costs.live,
    accuracy.compress,
    costs.cost,
    accuracy.mnist,
    costs.workers,
    accuracy.streaming,
):
    campaign.add_command(_command)
