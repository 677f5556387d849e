"""What all benchmark reports share: which bundle, how large its files are, and where it was measured."""

from __future__ import annotations

import gzip
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kd_edge.bench.reports.schema import SCHEMA_VERSION, Artefact, BenchReport, Distribution, Environment, Kind
from kd_edge.bundle import Bundle
from kd_edge.contract import NS_PER_S
from kd_edge.provenance import git_revision, package_versions

if TYPE_CHECKING:
    from kd_edge.deploy.images.build import Image

_CPU_INFO: Final = Path("/proc/cpuinfo")


def new_report(
    bundle: Bundle,
    kind: Kind,
    target: str,
    *,
    runtime: str,
    stages: Mapping[str, Distribution],
    memory_bytes: Mapping[str, int],
) -> BenchReport:
    """A report with the figures that every target has; see :class:`~kd_edge.bench.reports.schema.BenchReport`."""
    manifest = bundle.manifest
    return BenchReport(
        schema_version=SCHEMA_VERSION,
        kind=kind,
        target=target,
        runtime=runtime,
        bundle=manifest.name,
        bundle_sha256=bundle.digest.hex(),
        stages=dict(stages),
        hop_s=manifest.signal.window_increment * manifest.signal.frame_period_ns / NS_PER_S,
        memory_bytes=dict(memory_bytes),
        artefacts=measure_artefacts(bundle),
        parameters=manifest.model.parameters,
        macs=manifest.model.macs,
        environment=describe_environment(),
    )


def measure_artefacts(bundle: Bundle) -> tuple[Artefact, ...]:
    """Size of every file of ``bundle``, raw and gzipped."""
    return tuple(
        Artefact(name, len(data), len(gzip.compress(data, 9, mtime=0)))
        for name in sorted(bundle.manifest.files)
        for data in [bundle.read(name)]
    )


def component_flash(image: Image) -> dict[str, int]:
    """Bytes of flash by component of a firmware."""
    return {name: sizes.flash for name, sizes in image.components.items() if sizes.flash > 0}


def describe_environment() -> Environment:
    """This machine, its software and the code that runs."""
    return Environment(
        machine=platform.machine(),
        cpu=_cpu_name(),
        cores=os.cpu_count() or 1,
        system=platform.platform(),
        python=platform.python_version(),
        packages=package_versions(),
        git_revision=git_revision(),
    )


def _cpu_name() -> str:
    if _CPU_INFO.is_file():
        for line in _CPU_INFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
