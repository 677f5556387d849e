"""The page itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kd_edge import __version__
from kd_edge.distill.runs import Run
from kd_edge.errors import MissingExtraError
from kd_edge.files import write_text
from kd_edge.report.charts import HEIGHT, MARGIN, WIDTH
from kd_edge.report.content import Content, collect
from kd_edge.report.fronts import letter

_TEMPLATE: Final = Path(__file__).with_name("page.html")


def write_report(runs: Sequence[Run], path: Path, bundles: Path | None = None) -> Content:
    """Write a page about ``runs`` to ``path``, as a whole or not at all; what it says is returned.

    ``bundles`` is the folder that they were exported to, if they were.

    Raises:
        TrainingError: a run is not complete, or damaged.
        MissingExtraError: Jinja is absent.
    """
    content = collect(runs, bundles)
    write_text(path, render(content))
    return content


def render(content: Content) -> str:
    """The page as HTML that needs nothing else."""
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise MissingExtraError("jinja2", "report") from error
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    size = {"width": WIDTH, "height": HEIGHT, "margin": MARGIN}
    return template.render(content=content, version=__version__, size=size, letter=letter)
