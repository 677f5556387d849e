"""`make edge-check`: what hosts need that only run bundles, by the clock: to install, to import, to recognise."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import SynthSpec
from tests.hosts.hosts import CHECKOUT, IMPORT_S, INSTALL_S, PEAK_BYTES, Host, build_wheel, make_host, replayed


def main() -> int:
    """Measure both hosts; 1 if a limit is exceeded or results differ."""
    with tempfile.TemporaryDirectory(prefix="kd-edge-hosts-") as name:
        folder = Path(name)
        (folder / "wheel").mkdir()
        wheel = build_wheel(folder / "wheel")
        bundle = shutil.copytree(CHECKOUT / "export" / "reference", folder / "bundle")
        recordings = folder / "two-sensors.npz"
        save_dataset(synthesise(SynthSpec(signs=6, subjects=1, repetitions=2, sensors=2)), recordings)
        hosts = [make_host(wheel, extra, folder / extra) for extra in ("edge", "tflite")]
        columns = [_figures(host, bundle, recordings) for host in hosts]
    print(f"{'':52}{'limit':>10}" + "".join(f"{f'[{host.extra}]':>12}" for host in hosts))
    wrong = False
    for row, (what, limit, unit, _) in enumerate(columns[0]):
        found = [column[row][3] for column in columns]
        wrong |= limit is not None and max(found) > limit
        shown = "" if limit is None else f"{limit:g} {unit}"
        print(f"{what:52}{shown:>10}" + "".join(f"{f'{value:.4g} {unit}':>12}" for value in found))
    return int(wrong)


Figure = tuple[str, float | None, str, float]


def _figures(host: Host, bundle: Path, recordings: Path) -> list[Figure]:
    began = time.monotonic()
    verified = host.run("verify", str(bundle))
    verify_s = time.monotonic() - began
    first = host.run(*replayed(bundle, recordings, "c"))
    in_c = host.run(*replayed(bundle, recordings, "c"))
    without = host.run(*replayed(bundle, recordings, "auto"), compiler=False)
    paced = host.run(*replayed(bundle, recordings, "auto"), "--recordings", "3", "--speed", "1", compiler=False)
    failed = sum(each.code != 0 for each in (verified, first, in_c, without, paced))
    return [
        ("pip install, by the clock", INSTALL_S, "s", host.install_s),
        ("  of that, processor time", None, "s", host.install_cpu_s),
        ("environment on the disk, without pip", None, "MB", host.size_bytes() / 1e6),
        ("import of live recognition, processor time", IMPORT_S, "s", host.import_cpu_s()),
        ("verify, compiling included", None, "s", verify_s),
        ("commands that failed", 0, "", float(failed)),
        ("most memory of stream, in C", PEAK_BYTES / 1e6, "MB", in_c.peak_bytes / 1e6),
        ("the same while it compiles, once, compiler included", None, "MB", first.peak_bytes / 1e6),
        ("without a compiler, interpreter included", PEAK_BYTES / 1e6, "MB", without.peak_bytes / 1e6),
        ("the same in real time", PEAK_BYTES / 1e6, "MB", paced.peak_bytes / 1e6),
        ("signal per second, in C", None, "s", _speed(in_c.out)),
        ("signal per second, without a compiler", None, "s", _speed(without.out)),
    ]


def _speed(printed: str) -> float:
    """Seconds of signal for a second, by the clock."""
    finished = json.loads(printed.splitlines()[-1])
    return float(finished["signal_s"] / finished["elapsed_s"])


if __name__ == "__main__":
    sys.exit(main())
