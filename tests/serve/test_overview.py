"""The page of several sources: small pictures of samples, signs beside the truth, a file of sources, a real browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

from kd_edge.bundle import Bundle
from kd_edge.cli import main
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.events import Sign
from kd_edge.live.judging import Judge
from kd_edge.live.listen import Listener
from kd_edge.live.on_host import HostRecogniser
from kd_edge.live.score import score_session
from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.serve.envelope import COLUMN_NS, Envelope
from kd_edge.serve.overview import Overview
from kd_edge.serve.table import SourceTable, read_sources
from kd_edge.source import Samples, Truth
from tests.conftest import LinearEngine
from tests.views.browser import browser, browser_path

KD_EDGE = [sys.executable, "-c", "from kd_edge.cli import main; main()"]


def test_a_small_picture_spans_every_sample_however_they_arrive(tiny_dataset: Dataset) -> None:
    signal = tiny_dataset.signal
    emg = signal.streams[0]
    envelope = Envelope(signal)
    assert envelope.channels == ["emg.emg_0", "emg.emg_1", "imu.acc_x", "imu.acc_y"]
    rng = np.random.default_rng(0)
    raw = rng.integers(-1000, 1000, (3000, 2)).astype(np.int16)
    found, begin = {}, 0
    while begin < len(raw):
        count = int(rng.integers(1, 200))
        part = raw[begin : begin + count]
        start_ns = begin * emg.sample_period_ns
        envelope.add([Samples("emg", part, start_ns, start_ns + (len(part) - 1) * emg.sample_period_ns)])
        found |= {column: edges for first, column, edges in envelope.take() if first == 0}
        begin += count
    columns = np.arange(len(raw)) * emg.sample_period_ns // COLUMN_NS
    assert list(found) == list(range(columns[-1]))  # the last one goes on
    for column, edges in found.items():
        inside = raw[columns == column]
        assert edges == [inside[:, 0].min(), inside[:, 0].max(), inside[:, 1].min(), inside[:, 1].max()]


def test_a_listener_rests_while_no_page_shows_its_samples(tiny_bundle: Bundle, linear_engine: LinearEngine) -> None:
    rests: list[int] = []
    source = SimpleNamespace(rest=rests.append, read=list, arrived_ns=0, silence=lambda: None)
    listener = Listener(HostRecogniser(LiveClassifier(tiny_bundle, linear_engine)), source)
    listener._pacing.rest_until = lambda due_ns, now_ns: now_ns + 1

    def rests_now() -> bool:
        rests.clear()
        next(listener.events())
        return bool(rests)

    assert rests_now()
    overview = Overview()
    card = overview.add("one", "nowhere", tiny_bundle, listener)
    assert rests_now()
    for channel in (overview.channel, card.feed.channel):
        page = channel.enter()
        assert not rests_now(), "whoever looks sees samples as they come"
        channel.leave(page)
        assert rests_now()


def test_running_counts_are_those_of_the_whole_session() -> None:
    """Signs at random times beside takes from 0 to 2.5 of every 4 s; half a second after a take still belongs to it."""
    rng = np.random.default_rng(1)
    judge, truths, reports = Judge(rest=["idle"]), [], []
    assert judge.judged is None
    for begin in range(0, 400, 4):
        label = f"SIGN{rng.integers(3)}"
        truths += [(float(begin), label), (begin + 2.5, None)]
        times = sorted(begin + 4 * rng.random(int(rng.integers(4))))
        reports += [(float(time_s), f"SIGN{rng.integers(3)}") for time_s in times]
    truths.append((400.0, None))
    told = [
        (time_s, Truth(label or ["idle", None][index % 4 // 2], time_s)) for index, (time_s, label) in enumerate(truths)
    ]
    told += [(time_s, Sign(label, 0, 0.9, time_s, 0.1)) for time_s, label in reports]
    for _, event in sorted(told, key=lambda pair: pair[0]):
        judge.add(event)
    made = dict(truths)
    inside = [made[time_s // 4 * 4] == label for time_s, label in reports if time_s % 4 <= 3.0]
    judged = judge.judged
    assert judged is not None
    assert (judged.right, judged.wrong) == (sum(inside), len(inside) - sum(inside))
    assert judged.false_alarms == len(reports) - len(inside) > 10
    assert judged.rest_s == pytest.approx(100 * 1.5)
    assert score_session(truths, reports).wrong == judged.wrong > 10


def test_a_file_says_for_each_source_what_holds_for_it(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text("""
["left arm"]
source = "lines:/dev/ttyUSB0"
bundle = "bundles/left"
map = { "imu.ax" = "accX" }
baud = 230400
values = "raw"

[played]
source = "replay:rig.npz"
wearer = "ann.json"
""")
    assert read_sources(path) == {
        "left arm": SourceTable(
            "lines:/dev/ttyUSB0", str(tmp_path / "bundles/left"), map={"imu.ax": "accX"}, baud=230400, values="raw"
        ),
        "played": SourceTable(f"replay:{tmp_path / 'rig.npz'}", wearer=str(tmp_path / "ann.json")),
    }


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ('[a]\nsource = "abacus:1"', 2, "is not KIND:ADDRESS"),
        ('[a]\nsource = "udp:9000"\non = "board"', 2, "only a board at a port"),
        ('[a]\nsource = "udp:9000"\nbuad = 3', 10, "unknown field `buad`"),
        ("a = 3", 10, "write for each source"),
        ("", 2, "Name sources with --source"),
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, text: str, code: int, message: str) -> None:
    (tmp_path / "sources.toml").write_text(text)
    done = CliRunner().invoke(main, ["serve", "export/reference", "--sources", str(tmp_path / "sources.toml")])
    assert (done.exit_code, message in done.stderr) == (code, True), done.stderr


@pytest.mark.skipif(browser_path() is None, reason="no browser on this machine")
def test_a_browser_shows_a_card_for_each_source_and_its_own_page(
    tiny_export: Path, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    """From a file of sources, with the bundle named there; others reach it with its token only."""
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    path = tmp_path / "sources.toml"
    table = f'source = "replay:tiny.npz"\nbundle = "{tiny_export}"\n'
    path.write_text(f'["ann & bob"]\n{table}[carol]\n{table}')
    command = [*KD_EDGE, "serve", "--sources", str(path), "--all", "--pause", "0.3", "--http", "0.0.0.0:0", "--json"]
    with browser() as opened, ExitStack() as stack:
        serving = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        stack.callback(serving.kill)
        assert serving.stdout is not None
        ready = json.loads(serving.stdout.readline())
        token = re.search(r"token=([\w-]{20,})", ready["page"])
        assert token is not None
        local = re.sub(r"//[^/]*:", "//127.0.0.1:", ready["page"])
        with urllib.request.urlopen(re.sub(r"//[^/]*:", "//127.0.0.1:", ready["metrics"])) as answer:
            assert b"kd_edge_samples_total" in answer.read()
        for bare in ("metrics", "streams.json", ""):
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(local.partition("?")[0] + bare)
        errors: list[str] = []
        page = opened.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(local)
        page.wait_for_function("() => kdEdge.signs > 0 && kdEdge.columns > 20 && kdEdge.hops > 3", timeout=20_000)
        assert page.locator(".top .name").all_inner_texts() == ["ann & bob", "carol"]
        named = "[...document.querySelectorAll('.source .sign')].every((sign) => sign.textContent.startsWith('SIGN'))"
        page.wait_for_function(f"() => {named}", timeout=20_000)
        assert "false alarms" in page.locator(".facts").first.inner_text()
        page.locator("a.source").first.click()
        page.wait_for_function("() => window.kdEdge?.samples?.emg > 0 && kdEdge.hops > 0", timeout=20_000)
        assert page.locator("#bundle").inner_text().startswith("ann & bob · ")
        page.click("#back")
        page.wait_for_function("() => window.kdEdge?.columns > 0", timeout=20_000)
        assert token[1] in page.url
        serving.terminate()
        time.sleep(0.1)
    assert not errors
