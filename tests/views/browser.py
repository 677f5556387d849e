"""The live page in a real browser, fed by a real session over a real pseudo-terminal."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
STATE = """() => ({
  redraws: kdEdge.redraws, samples: kdEdge.samples, delays: kdEdge.delays, dropped: kdEdge.dropped, hops: kdEdge.hops,
  signs: kdEdge.signs, lost: kdEdge.lost, missing: kdEdge.missing, link: document.getElementById("link").textContent,
})"""


def browser_path() -> str | None:
    """Where the browser of this machine is; None if there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Any]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@contextmanager
def live_page(bundle: Path, data: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`kd-edge stream --view web` of a simulated board: the address of its page, and the listening process."""
    command = [sys.executable, "-c", "from kd_edge.cli import main; main()"]
    board = subprocess.Popen([*command, "simulate", str(data), "--json", *arguments], stdout=subprocess.PIPE, text=True)
    assert board.stdout is not None
    port = json.loads(board.stdout.readline())["port"]
    listener = subprocess.Popen(
        [*command, "stream", str(bundle), "--port", port, "--view", "web", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert listener.stderr is not None
    try:
        found = re.search(r"page: (\S+)", listener.stderr.readline())
        assert found is not None
        yield found.group(1), listener
    finally:
        listener.kill()
        board.kill()
        for process in (listener, board):
            process.communicate()
