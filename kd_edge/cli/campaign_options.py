"""What commands of ``kd-edge campaign`` are told alike."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

data_argument: Final = click.argument("data", type=click.Path(path_type=Path))
out_option: Final = click.option(
    "--out", default=Path("build/campaign"), show_default=True, type=click.Path(path_type=Path), help="Folder."
)
