"""Pictures of a session of recording for docs/recording.md: `python -m tests.record.pictures docs`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kd_edge.recordings.archive import load_dataset
from tests.record.test_page import ASKED, KD_EDGE, recording
from tests.views.browser import browser


def main(folder: Path) -> None:
    """Lead through a session with the first two sensors of the synthetic rig, and take pictures of its page."""
    with tempfile.TemporaryDirectory() as name:
        rig = Path(name) / "two-sensors.npz"
        synth = ["data", "synth", "--small", "--signs", "6", "--sensors", "2", "--rest", "0", "--out", str(rig)]
        subprocess.run([*KD_EDGE, *synth], check=True, capture_output=True)
        assert load_dataset(rig).signal.streams
        plan = ["--signs", "HELLO,THANK YOU,YES,NO,PLEASE", "--repetitions", "3", "--take", "3"]
        with browser() as opened, recording(rig, *plan, faults=("--drop", "0.004")) as (url, _):
            desktop = opened.new_page(viewport={"width": 1360, "height": 900})
            phone = opened.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
            for page in (desktop, phone):
                page.goto(url)
                page.wait_for_function("() => kdEdge.samples.emg > 0", timeout=20_000)
            desktop.keyboard.press("n")
            for take in range(1, 6):
                desktop.wait_for_function(f"() => kdEdge.takes === {take}", timeout=20_000)
                if take == 4:
                    desktop.keyboard.press("r")
                if take < 5:
                    desktop.wait_for_function(ASKED.format("soon"), timeout=20_000)
                    desktop.keyboard.press("n")
            phone.wait_for_function(ASKED.format("soon"), timeout=20_000)
            time.sleep(0.6)
            phone.screenshot(path=folder / "record-phone.png")
            desktop.wait_for_function(ASKED.format("now"), timeout=20_000)
            time.sleep(0.8)
            desktop.screenshot(path=folder / "record-desktop.png")
            desktop.emulate_media(color_scheme="dark")
            desktop.wait_for_function(ASKED.format("soon"), timeout=20_000)
            time.sleep(0.8)
            desktop.screenshot(path=folder / "record-dark.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
