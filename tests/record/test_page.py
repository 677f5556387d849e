"""`kd-edge record --view web` in a real browser: what a person sees and presses there is what is recorded."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.recording import Dataset
from tests.views.browser import browser, browser_path

KD_EDGE = [sys.executable, "-c", "from kd_edge.cli import main; main()"]
ASKED = "() => document.getElementById('ask').dataset.state === '{}'"


@contextmanager
def recording(rig: Path, *more: str, faults: Sequence[str] = ()) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A session with a board in software: the address of its page, and its process."""
    played = ["simulate", str(rig), "--all", "--json", *faults]
    with ExitStack() as stack:
        board = stack.enter_context(subprocess.Popen([*KD_EDGE, *played], stdout=subprocess.PIPE, text=True))
        stack.callback(board.kill)
        assert board.stdout is not None
        port = json.loads(board.stdout.readline())["port"]
        plan = ["--person", "ann", "--signs", "UP,DOWN", "--take", "1", "--keep-all", *more]
        command = [*KD_EDGE, "record", str(rig.parent / "ann.npz"), "--rig", str(rig), *plan, "--view", "web"]
        process = stack.enter_context(
            subprocess.Popen(
                [*command, "--port", port, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )
        stack.callback(process.kill)
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"page: (\S+)", line)
        assert found is not None, line
        yield found.group(1), process


def texts(page: Any, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


@pytest.mark.skipif(browser_path() is None, reason="no browser on this machine")
def test_a_person_leads_a_session_from_the_page(tiny_dataset: Dataset, tmp_path: Path) -> None:
    """Start, again, wait, now, end: by buttons and keys; the takes and their remarks are those of the archive."""
    rig = tmp_path / "rig.npz"
    save_dataset(tiny_dataset, rig)
    more = ["--repetitions", "3", "--break", "30"]  # nobody waits so long: "now" must work
    with browser() as opened, recording(rig, *more) as (url, process):
        errors: list[str] = []
        page = opened.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        page.wait_for_function("() => kdEdge.samples.emg > 0", timeout=20_000)
        assert page.locator("#ask").get_attribute("data-state") == "ready"  # nobody is asked before the start
        assert texts(page, "#label") == ["UP"]
        page.click("#pause")
        page.wait_for_function(ASKED.format("soon"), timeout=10_000)
        page.wait_for_function(
            "() => ['30', '29'].includes(document.getElementById('count').textContent)", timeout=5_000
        )
        page.keyboard.press("n")
        page.wait_for_function(ASKED.format("now"), timeout=10_000)
        page.wait_for_function("() => kdEdge.takes === 1", timeout=10_000)
        page.wait_for_function(ASKED.format("soon"), timeout=10_000)
        assert texts(page, "#label") == ["DOWN"]
        page.click("#retake")  # the last one, UP, once more
        page.wait_for_function("() => document.getElementById('label').textContent === 'UP'", timeout=10_000)
        page.keyboard.press("p")
        page.wait_for_function(ASKED.format("held"), timeout=10_000)
        page.reload()  # a phone that was locked and unlocked knows everything again
        page.wait_for_function(ASKED.format("held"), timeout=20_000)
        assert texts(page, "#takes li > :nth-child(2)")[0] == "refused"
        assert texts(page, "#share") == ["0 of 6 recorded, 1 refused and kept apart"]
        page.click("#next")
        page.wait_for_function("() => kdEdge.takes === 2", timeout=10_000)
        shown = texts(page, "#takes li:first-child > :nth-child(3)")[0]
        page.click("#stop")
        assert page.locator("#stop").inner_text().startswith("Really?")
        page.keyboard.press("q")
        page.wait_for_function("() => kdEdge.over", timeout=10_000)
        assert texts(page, "#label") == ["1 takes"]
        assert "ann.npz" in texts(page, "#hint")[0]
        assert process.stdout is not None
        events = [json.loads(line) for line in process.stdout]
        assert process.wait(10) == 0
    assert not errors
    assert [event["event"] for event in events if event["event"] in ("recording", "taken", "dropped")] == (
        ["recording", "taken", "dropped", "recording", "taken"]
    )
    takes = load_dataset(tmp_path / "ann.npz").recordings
    assert [take.label for take in takes] == [0]
    assert takes[0].origin is not None
    assert shown == "; ".join(takes[0].origin.findings)
    assert len(load_dataset(tmp_path / "ann.refused.npz").recordings) == 1


def test_what_is_no_wish_does_nothing(tiny_dataset: Dataset, tmp_path: Path) -> None:
    rig = tmp_path / "rig.npz"
    save_dataset(tiny_dataset, rig)
    with recording(rig, "--repetitions", "1", "--break", "0.1") as (url, process):
        with connect(url.replace("http://", "ws://") + "live") as page:
            kinds = {}
            for said in ("rm -rf /", "stop ", '{"wish":"stop"}', "", "next"):
                page.send(said)
            for message in page:
                if isinstance(message, str):
                    event = json.loads(message)
                    kinds[event["event"]] = event
                    if event["event"] == "finished":
                        break
        assert process.wait(10) == 0
    assert kinds["finished"]["kept"] == 2
    assert kinds["progress"]["signs"] == [
        {"label": "UP", "kept": 1, "of": 1},
        {"label": "DOWN", "kept": 1, "of": 1},
    ]
