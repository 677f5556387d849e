"""``kd-edge simulate`` and ``kd-edge stream`` as a user runs them: two processes and a pty between them."""

import json
import subprocess
import sys
from contextlib import contextmanager

import msgspec
import pytest
from click.testing import CliRunner

from kd_edge import contract
from kd_edge.bundle import INT8_MODEL, MANIFEST, Manifest, Provenance, Quantisation, open_bundle
from kd_edge.cli import main
from kd_edge.codegen.model import read_model
from kd_edge.contract import DecisionSpec, ModelSpec
from kd_edge.engines import open_engine
from kd_edge.files import sha256
from kd_edge.live.classifier import LiveClassifier
from kd_edge.live.offline import replay
from kd_edge.play.session import Choice, build_session
from kd_edge.signal.windows import fit_normalisation

KD_EDGE = [sys.executable, "-c", "from kd_edge.cli import main; main()"]


@pytest.fixture(scope="module")
def psl18_bundle(shared, psl18, tmp_path_factory):
    """The reference network as a bundle.  It was trained on other signals: its signs mean nothing, its bits do."""
    model = (shared / "models" / "student_psl18.tflite").read_bytes()
    signal = psl18.signal.normalised(fit_normalisation(psl18, psl18.signal, range(0, len(psl18.recordings), 10)))
    manifest = Manifest(
        schema_version=1,
        name="psl18",
        signal=msgspec.structs.replace(signal, window_size=100),
        model=ModelSpec("reference", 100, 14, psl18.labels, 1, 127_552),
        decision=DecisionSpec(),
        input_quantisation=Quantisation(0.0334913432598114, 1),
        output_quantisation=Quantisation(1 / 256, -128),
        operators=tuple(sorted({operator.kind for operator in read_model(model).operators})),
        tflm_arena_bytes=1,
        files={INT8_MODEL: sha256(model)},
        metrics={},
        provenance=Provenance("psl18", "", False, "within", 0, "", {}),
    )
    folder = tmp_path_factory.mktemp("export") / "psl18"
    folder.mkdir()
    (folder / INT8_MODEL).write_bytes(model)
    (folder / MANIFEST).write_bytes(contract.encode(manifest))
    return open_bundle(folder)


@contextmanager
def simulating(*arguments):
    command = [*KD_EDGE, "simulate", *map(str, arguments), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as board:
        try:
            yield board, json.loads(board.stdout.readline())
        finally:
            if board.poll() is None:
                board.kill()


@pytest.mark.quiet
@pytest.mark.parametrize(("speed", "count"), [("1", 3), ("max", 20)])
def test_two_processes_recognise_what_one_does_offline(psl18_path, psl18, psl18_bundle, speed, count):
    with simulating(psl18_path, "--speed", speed, "--count", count, "--pause", 0.2) as (board, ready):
        command = [*KD_EDGE, "stream", str(psl18_bundle.folder), "--port", ready["port"], "--json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=True)
        report = json.loads(board.stdout.readlines()[-1])
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    heard = [(line["label"], line["confidence"], line["time_s"]) for line in lines if line["event"] == "sign"]

    session = build_session(psl18, Choice(count=count).recordings(psl18), pause_s=0.2)
    classifier = LiveClassifier(psl18_bundle, open_engine(psl18_bundle.read(INT8_MODEL)))
    expected = [(sign.name, round(sign.confidence, 4), sign.time_ns / 1e9) for sign in replay(classifier, session)]
    assert heard == expected
    assert len(heard) >= count
    finished = lines[-1]
    assert finished["windows"] == classifier.decisions.windows
    assert finished["counters"]["lost"] == finished["counters"]["damaged"] == report["undelivered"] == 0
    assert finished["score"]["signs"] == count


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--port", "/dev/no-such-port"), "/dev/no-such-port"),
        (("--port", "socket://localhost:1"), "socket://localhost:1"),
        (("--port", "/dev/null", "--engine", "abacus"), "abacus"),
    ],
)
def test_bad_input_is_one_clear_line(psl18_bundle, arguments, message):
    result = CliRunner().invoke(main, ["stream", str(psl18_bundle.folder), *arguments])
    assert result.exit_code in (8, 10)
    assert result.stderr.startswith("error: ")
    assert message in result.stderr
    assert "Remedy:" in result.stderr
    assert result.stdout == ""


def test_another_board_than_the_bundle_was_trained_on_is_refused(psl18_bundle, tiny_dataset, tmp_path):
    from kd_edge.recordings.archive import save_dataset

    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    with simulating(tmp_path / "tiny.npz", "--speed", "max") as (_, ready):
        result = CliRunner().invoke(main, ["stream", str(psl18_bundle.folder), "--port", ready["port"]])
    assert result.exit_code == 10
    assert "stream 'emg' has int16 samples where the bundle has int8" in result.stderr


@pytest.mark.parametrize("speed", ["0", "-1", "fast", "nan"])
def test_a_speed_is_a_positive_number_or_max(speed, tmp_path):
    result = CliRunner().invoke(main, ["simulate", str(tmp_path), "--speed", speed])
    assert result.exit_code == 2
    assert "neither a positive number nor 'max'" in result.stderr


@pytest.mark.quiet
def test_bench_writes_the_report_that_it_prints(psl18_path, psl18_bundle, tmp_path):
    out = tmp_path / "bench" / "host.json"
    command = ["bench", str(psl18_bundle.folder), "--data", str(psl18_path), "--count", "10", "--out", str(out)]
    result = CliRunner().invoke(main, [*command, "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report == json.loads(out.read_text())
    assert report["bundle"] == "psl18"
    assert report["stages"]["total"]["count"] > 100
    assert "x real time" in CliRunner().invoke(main, command).stdout
