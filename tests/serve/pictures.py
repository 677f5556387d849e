"""Pictures of the page of several sources for docs/serving.md: `python -m tests.serve.pictures docs`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.views.browser import browser

KD_EDGE = [sys.executable, "-c", "from kd_edge.cli import main; main()"]
BUNDLE = Path(__file__).resolve().parents[2] / "export" / "reference"
NAMES = ("ann, left arm", "ann, right arm", "bob", "carol", "dan", "eve")


def main(folder: Path) -> None:
    """Serve six boards in software, one of which loses frames, and take pictures."""
    with tempfile.TemporaryDirectory() as name, browser() as opened, ExitStack() as stack:
        rig = Path(name) / "two-sensors.npz"
        synth = ["data", "synth", "--small", "--signs", "6", "--sensors", "2", "--rest", "0", "--out", str(rig)]
        subprocess.run([*KD_EDGE, *synth], check=True, capture_output=True)
        sources: list[str] = []
        for number, person in enumerate(NAMES):
            faults = ["--drop", "0.002"] if person == "bob" else []
            play = [*KD_EDGE, "simulate", str(rig), "--all", "--seed", str(number), "--json", *faults]
            board = stack.enter_context(subprocess.Popen(play, stdout=subprocess.PIPE, text=True))
            stack.callback(board.kill)
            assert board.stdout is not None
            sources += ["--source", f"{person}=port:{json.loads(board.stdout.readline())['port']}"]
        command = [*KD_EDGE, "serve", str(BUNDLE), *sources, "--http", "127.0.0.1:0", "--json"]
        serving = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        stack.callback(serving.kill)
        assert serving.stdout is not None
        url = json.loads(serving.stdout.readline())["page"]
        desktop = opened.new_page(viewport={"width": 1360, "height": 860})
        phone = opened.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
        for page in (desktop, phone):
            page.goto(url)
        time.sleep(20)
        desktop.screenshot(path=folder / "serve-desktop.png")
        phone.screenshot(path=folder / "serve-phone.png")
        desktop.emulate_media(color_scheme="dark")
        time.sleep(0.5)
        desktop.screenshot(path=folder / "serve-dark.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
