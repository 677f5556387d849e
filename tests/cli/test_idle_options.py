"""Options that a command would not look at are refused before anything is opened."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kd_edge.cli import main


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("stream --view-port 8000", "--view-port"),
        ("stream --view terminal --view-host 0.0.0.0", "--view-host"),
        ("stream --port /dev/null --split all --speed max", "--split, --speed"),
        ("stream --on board --engine c", "--engine"),
        ("record ann.npz --view-port 8000", "--view-port"),
        ("record ann.npz --finish --view web --view-port 8000", "--view-port"),
        ("record ann.npz --port /dev/null --pause 2", "--pause"),
        ("serve --source a=port:/dev/null --subject ann", "--subject"),
    ],
)
def test_options_that_would_do_nothing_are_refused(line: str, named: str) -> None:
    done = CliRunner().invoke(main, line.split())
    assert done.exit_code == 2
    assert f"Error: {named}: about " in done.stderr
