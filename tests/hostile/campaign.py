"""The hostile campaign: ``python -m tests.hostile.campaign``, or ``make campaign-hostile``.

Flatbuffers, manifests, golden archives and recordings that somebody damaged or crafted, writers that are killed.  No
traceback, no death by signal, nothing longer than 20 s, nothing lost: whatever does otherwise is kept under
build/hostile and makes the campaign fail.  Equal seeds give equal inputs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from kd_edge.bundle import GOLDEN, INT8_MODEL
from kd_edge.files import write_text
from tests.hostile import bundles, command, mutants, recordings, writers
from tests.hostile.judging import Tally, judged

FOUND: Final = Path("build/hostile")
_ENGINES: Final = ("tflm", "litert")

Part = Callable[[Path, int], Tally]
"""From a small sound bundle and a number of inputs to what became of them."""


def flatbuffers(small: Path, count: int) -> Tally:
    """Mutants through codegen, verify and a run: of a small network, every tenth of the reference.

    Every fiftieth has everything compiled and is measured as a benchmark.
    """
    bases = [bundles.Parts.of(folder, goldens) for folder in (small, bundles.REFERENCE) for goldens in (2, 6)]

    def judge(seed: int) -> str:
        whole = seed % 50 == 0
        parts = bases[2 * (seed % 10 == 5) + whole]
        model = mutants.flatbuffer(parts.files[INT8_MODEL], seed)
        return bundles.read_flatbuffer(parts, model, _ENGINES[seed % 2], whole=whole)

    return judged(((f"flatbuffer {seed}", seed) for seed in range(count)), judge, processes=4, tell=_progress)


def _progress(tally: Tally) -> None:
    click.echo(f"  ... {tally.total:,}: {_outcomes(tally)}")


def _outcomes(tally: Tally) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in tally.counts.most_common())


def manifests(small: Path, count: int) -> Tally:
    """Every value of the manifest replaced or left out, in turn."""
    parts = bundles.Parts.of(small, 2)
    return judged(
        list(mutants.manifests(bundles.manifest_text(parts)))[:count],
        lambda text: bundles.read_bundle(parts.files, text, "tflm"),
    )


def goldens(small: Path, count: int) -> Tally:
    """Damaged golden archives, hashed again."""
    parts = bundles.Parts.of(small, 2)

    def judge(seed: int) -> str:
        files = {**parts.files, GOLDEN: mutants.archive(parts.files[GOLDEN], seed)}
        return bundles.read_bundle(files, parts.manifest, "tflm")

    return judged(((f"golden archive {seed}", seed) for seed in range(count)), judge)


def archives_and_tables(_: Path, count: int) -> Tally:
    """Archives and CSV folders through ``data import`` and ``data inspect``."""
    with TemporaryDirectory(prefix="kd-edge-hostile-") as name:
        inputs = [(case, argv) for case, _, argv in recordings.cases(Path(name) / "cases")]
        here = Path.cwd()
        os.chdir(name)
        try:
            return judged(inputs[:count], command.run_here)
        finally:
            os.chdir(here)


def commands(small: Path, count: int) -> Tally:
    """Mutants through the real command line, one process each: codegen, verify and bench in turns."""
    parts = bundles.Parts.of(small, 6)
    return judged(
        ((f"command on flatbuffer {seed}", seed) for seed in range(count)), partial(command.run_on_mutant, parts)
    )


def killed_folders(_: Path, count: int) -> Tally:
    """Two writers of a folder, killed."""
    return _killed(writers.FOLDER_WRITER, count)


def killed_cache(_: Path, count: int) -> Tally:
    """Two writers of a compiled engine, killed; at the end it is built and loads."""
    return _killed(writers.CACHE_WRITER, count, lambda _: True)


def _killed(program: str, count: int, check: Callable[[Path], bool] = writers.is_whole) -> Tally:
    with TemporaryDirectory(prefix="kd-edge-hostile-") as name:
        os.environ["KD_EDGE_CACHE"] = name
        os.environ.pop("CC", None)
        return writers.kill_writers(Path(name), program, count, check)


PARTS: Final[dict[str, tuple[Part, int]]] = {
    "manifests": (manifests, 1000),
    "golden archives": (goldens, 300),
    "archives and tables": (archives_and_tables, 1000),
    "commands": (commands, 60),
    "killed folder writers": (killed_folders, 400),
    "killed cache writers": (killed_cache, 60),
    "flatbuffers": (flatbuffers, 15_000),
}
"""What is tried, and how many of each."""


def make_small_bundle(folder: Path) -> Path:
    """A sound bundle of an untrained network, made in a process of its own: forks of TensorFlow's may hang."""
    program = (
        "import sys; from pathlib import Path; from tests.conftest import export_tiny, make_tiny_dataset\n"
        "export_tiny(Path(sys.argv[1]), make_tiny_dataset())"
    )
    subprocess.run([sys.executable, "-c", program, str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder


def run(small: Path, parts: dict[str, tuple[Part, int]]) -> Iterator[tuple[str, Tally, float]]:
    """Name, tally and seconds of every part."""
    for name, (part, count) in parts.items():
        started = time.monotonic()
        tally = part(small, count)
        yield name, tally, time.monotonic() - started


@click.command()
@click.option("--only", type=click.Choice(list(PARTS)), multiple=True, help="Only this part; may be repeated.")
@click.option("--share", type=float, default=1.0, show_default=True, help="Of each part's inputs.")
def main(only: tuple[str, ...], share: float) -> None:
    """Try everything and print what became of it."""
    chosen = {name: (part, max(1, round(count * share))) for name, (part, count) in PARTS.items()}
    small, findings = make_small_bundle(FOUND / "small"), 0
    for name, tally, seconds in run(small, {name: chosen[name] for name in only or chosen}):
        times = f"in {seconds:6.0f} s, slowest {tally.slowest_s:4.1f} s"
        click.echo(f"{name:22} {tally.total:7,} {times}: {_outcomes(tally)}")
        for number, (item, found) in enumerate(tally.findings):
            click.echo(f"  {item}: {found.strip().splitlines()[-1]}")
            write_text(FOUND / f"{name.replace(' ', '-')}-{number}.json", json.dumps([item, found]))
        findings += len(tally.findings)
    click.echo(f"{findings} findings" + (f", kept in {FOUND}" if findings else ""))
    sys.exit(findings > 0)


if __name__ == "__main__":
    main()
