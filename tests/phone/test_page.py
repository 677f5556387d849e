"""The page in a real browser: offline after the first visit, with Python's scores, bit for bit."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from kd_edge.bench.reports.schema import load_report
from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.engines import open_engine, quantise
from kd_edge.link.receiving import Receiver
from kd_edge.phone.recording import wire_bytes
from kd_edge.phone.write import Page
from kd_edge.play.golden_session import play_goldens
from kd_edge.play.session import Session
from kd_edge.signal.path import SignalPath
from tests.phone.conftest import served
from tests.phone.truth import HOPS, SIGNS, expected


@pytest.fixture(scope="module")
def phone(chromium: Any, page: Page) -> Any:
    """The page on a phone without a network, after one visit; what a browser has to say against installing it."""
    opened = chromium.new_page()
    opened.errors = []
    opened.on("pageerror", lambda error: opened.errors.append(str(error)))
    with served(page.folder) as server:
        opened.goto(f"http://127.0.0.1:{server.port}/")
        opened.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        debugger = chromium.new_cdp_session(opened)
        opened.manifest = debugger.send("Page.getAppManifest")
        opened.against = debugger.send("Page.getInstallabilityErrors")["installabilityErrors"]
    chromium.set_offline(True)  # and the server is gone, too
    opened.reload()
    opened.wait_for_function("() => kdEdge.ready", timeout=20_000)
    yield opened
    chromium.set_offline(False)
    assert not opened.errors
    opened.close()


def play(phone: Any, wire: bytes) -> None:
    """Let the page play a file as fast as it goes, and wait for its end."""
    phone.evaluate("() => { kdEdge.keep = true; kdEdge.events = []; kdEdge.played = 0; }")
    phone.set_input_files("#file", {"name": "recording", "mimeType": "application/octet-stream", "buffer": wire})
    phone.wait_for_function("() => kdEdge.played > 0", timeout=60_000)


def test_it_can_be_installed(phone: Any, page: Page) -> None:
    assert phone.against == []
    assert phone.manifest["errors"] == []
    manifest = json.loads(phone.manifest["data"])
    assert {"name", "short_name", "start_url", "display", "icons"} <= manifest.keys()
    assert all((page.folder / icon["src"]).is_file() for icon in manifest["icons"])


def test_a_first_visit_is_small(page: Page) -> None:
    assert page.gzip_bytes < 150_000
    assert sorted(page.files) == sorted(path.name for path in page.folder.iterdir())


def test_golden_recordings_from_raw_samples(phone: Any, page: Page, reference: Bundle) -> None:
    phone.click("#check")
    phone.wait_for_function("() => kdEdge.checked", timeout=20_000)
    checked = phone.evaluate("() => kdEdge.checked")
    assert checked["windows"] == checked["right"] == page.recordings > 3
    played = play_goldens(reference, 1 << 18)
    assert played is not None
    hops, signs = expected(reference, played.session)
    assert checked["scores"] == (page.recordings + len(hops)) * len(reference.manifest.model.labels)
    assert checked["decisions"] == len(signs) == page.recordings
    assert checked["wrong_scores"] == checked["wrong_decisions"] == 0


WHOLE = """async ({ pieces, streams }) => {
  const { Recogniser } = await import("./module.js"), { recognise } = await import("./golden.js");
  const about = await (await fetch("bundle.json")).json(), wasm = await (await fetch("recogniser.wasm")).arrayBuffer();
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const raw = streams.map((text) => Float64Array.from(new Int16Array(bytes(text).buffer)));
  let newest = null;
  const recogniser = await Recogniser.load(wasm, about, { hop: (hop) => { newest = Array.from(hop.scores); } });
  return pieces.map((piece) => {
    newest = null;
    recogniser.begin();
    recognise(recogniser, raw, piece);
    return newest;
  });
}"""


def test_whole_windows_from_raw_samples(phone: Any, reference: Bundle, session: Session) -> None:
    """Each begins with filters that have heard nothing; Python filters it at once, and TensorFlow Lite Micro scores."""
    signal = reference.manifest.signal
    window_ns = (signal.window_size + 2) * signal.frame_period_ns
    pieces, frames = [], []
    for begin_ns in range(0, 300 * 190_000_000, 190_000_000):
        path, parts, piece = SignalPath(signal), [], {"first": [], "count": [], "start_ns": []}
        for stream in signal.streams:
            first, end = (at_ns // stream.sample_period_ns for at_ns in (begin_ns, begin_ns + window_ns))
            start_ns = first * stream.sample_period_ns
            for name, value in (("first", first), ("count", end - first), ("start_ns", start_ns)):
                piece[name].append(value)
            parts.append(path.push(stream.name, session.samples[stream.name][first:end], start_ns))
        pieces.append(piece)
        frames.append(np.concatenate(parts)[: signal.window_size])
    inputs = quantise(np.array(frames), reference.manifest.input_quantisation)
    scores = open_engine(reference.read(INT8_MODEL), "tflm").infer(inputs)
    assert len(np.unique(scores, axis=0)) >= 256, "these are different windows"
    raw = [session.samples[stream.name].astype(np.int16) for stream in signal.streams]
    found = phone.evaluate(WHOLE, {"pieces": pieces, "streams": [b64encode(each.tobytes()).decode() for each in raw]})
    assert found == scores.tolist()


def test_a_stream_has_pythons_scores_at_every_hop(phone: Any, reference: Bundle, session: Session) -> None:
    hops, signs = expected(reference, session)
    assert len(hops) >= 256
    assert len(signs) > 10
    play(phone, wire_bytes(session))
    assert phone.evaluate(HOPS) == hops
    assert phone.evaluate(SIGNS) == signs
    assert phone.evaluate("() => kdEdge.samples") == {name: len(rows) for name, rows in session.samples.items()}


def test_what_is_lost_and_damaged_is_counted_as_python_counts_it(
    phone: Any, reference: Bundle, session: Session
) -> None:
    frames = wire_bytes(session).split(b"\0")
    rng = np.random.default_rng(4)
    for index in rng.choice(np.arange(20, len(frames)), 60, replace=False):
        kind, frame = index % 4, bytearray(frames[index])
        if kind == 0:
            frame.clear()
        elif kind == 1 and frame:
            frame[len(frame) // 2] ^= 0x10
        elif kind == 2:
            frame = frame + b"\0" + frame  # the same once more
        else:
            frame += bytes([1]) * 300
        frames[index] = bytes(frame)
    wire = b"\0".join(frames)
    receiver = Receiver(reference.manifest.signal)
    receiver.feed(wire)
    play(phone, wire)
    counted = phone.evaluate("() => kdEdge.counters")
    for name in ("samples", "frames", "lost", "late", "damaged", "oversized"):
        assert counted[name] == getattr(receiver.counters, name) > 0, name


def test_streams_that_do_not_fit_are_said_and_not_used(phone: Any, session: Session) -> None:
    emg, imu = session.signal.streams
    other = msgspec.structs.replace(emg, channels=("emg_0", "emg_7"))
    play(phone, wire_bytes(replace(session, signal=msgspec.structs.replace(session.signal, streams=(other, imu)))))
    assert "stream emg has the channels emg_0, emg_7" in phone.text_content("#notice")
    assert phone.evaluate(HOPS) == []


@pytest.mark.parametrize("content", [b"", b"time,accX,accY\n0,1,2\n" * 9, bytes(500)])
def test_a_file_that_is_no_recording_is_said(phone: Any, content: bytes) -> None:
    play(phone, content)
    assert "Nothing of kd-edge's protocol is in this file" in phone.text_content("#notice")
    assert phone.text_content("#link") == "ended"


def test_a_recording_that_breaks_off_has_ended_too(phone: Any, session: Session) -> None:
    play(phone, wire_bytes(session)[:20_000])
    assert phone.text_content("#link") == "ended"
    assert phone.is_hidden("#notice")


def test_the_benchmark_is_a_report_of_this_project(phone: Any, reference: Bundle, tmp_path: Path) -> None:
    assert phone.evaluate("() => crossOriginIsolated"), "else the clock is coarse"
    phone.evaluate("() => { kdEdge.real_time_s = 3.5; }")
    phone.click("#measure")
    phone.wait_for_function("() => kdEdge.report", timeout=60_000)
    with phone.expect_download() as download:
        phone.click("#report")
    download.value.save_as(tmp_path / "web.json")
    report = load_report(tmp_path / "web.json")
    assert report.bundle_sha256 == reference.digest.hex()
    assert list(report.stages) == ["signal", "inference", "decision", "total", "window"]
    assert all(0 <= each.p50 <= each.p95 <= each.p99 and each.unit == "us" for each in report.stages.values())
    assert report.stages["total"].count >= 1000
    assert report.live[0].windows > 0
    assert report.golden is not None
    assert report.golden.wrong_scores == report.golden.wrong_decisions == 0 < report.golden.decisions
