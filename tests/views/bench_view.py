"""`make bench-view`: the page with all 42 channels of the reference rig at real time for a minute."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import SMALL
from tests.views.browser import STATE, browser, live_page
from tests.views.rig import rig_bundle

SECONDS = 60


def main(pictures: Path | None) -> None:
    """Measure; with a folder, also take pictures for the documentation."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dataset = synthesise(replace(SMALL, signs=6, subjects=1, repetitions=20, rest_repetitions=0))
        save_dataset(dataset, folder / "rig.npz")
        bundle = rig_bundle(folder / "bundle", load_dataset(folder / "rig.npz"), folder / "rig.npz")
        with live_page(bundle, folder / "rig.npz", "--count", "25") as (url, _), browser() as opened:
            page = opened.new_page(viewport={"width": 1360, "height": 1000})
            page.goto(url)
            page.wait_for_function("() => kdEdge.hops > 3", timeout=60_000)
            before = page.evaluate(STATE)
            began = time.monotonic()
            time.sleep(SECONDS)
            seconds = time.monotonic() - began
            after = page.evaluate(STATE)
            delays = sorted(after["delays"][len(before["delays"]) :])
            if pictures is not None:
                page.screenshot(path=pictures / "live-desktop.png")
                page.emulate_media(color_scheme="dark")
                time.sleep(0.5)
                page.screenshot(path=pictures / "live-dark.png")
                phone = opened.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
                phone.goto(url)
                time.sleep(6)
                phone.screenshot(path=pictures / "live-phone.png")
    rates = {stream.name: stream.sample_rate_hz for stream in dataset.signal.streams}
    print(
        json.dumps(
            {
                "channels": dataset.signal.feature_count,
                "seconds": round(seconds, 2),
                "redraws_per_s": round((after["redraws"] - before["redraws"]) / seconds, 1),
                "samples_per_s": {
                    name: round((after["samples"][name] - before["samples"][name]) / seconds, 2) for name in rates
                },
                "rates": {name: round(rate, 2) for name, rate in rates.items()},
                "lost_frames": after["lost"],
                "missing_samples": after["missing"],
                "not_shown": after["dropped"],
                "sample_to_screen_ms": {
                    "p50": round(delays[len(delays) // 2], 1),
                    "p95": round(delays[int(0.95 * len(delays))], 1),
                },
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
