"""Hosts with the wheel and one extra, without TensorFlow or SciPy: what they give, and what they need for it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kd_edge.recordings.archive import save_dataset
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import SynthSpec
from tests.hosts.hosts import (
    CHECKOUT,
    IMPORT_S,
    INSTALL_S,
    PEAK_BYTES,
    Host,
    build_wheel,
    events,
    make_host,
    replayed,
)
from tests.hosts.memory import Measured

BUNDLE = CHECKOUT / "export" / "reference"
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "two-sensors.npz"
    save_dataset(synthesise(SynthSpec(signs=6, subjects=1, repetitions=1, sensors=2)), path)
    return path


@pytest.fixture(scope="module")
def with_tensorflow(recordings: Path) -> dict[str, list[dict[str, Any]]]:
    """What this host, which has TensorFlow, says of the same session, by engine."""
    program = "from kd_edge.cli import main; main(prog_name='kd-edge')"
    printed = {
        engine: subprocess.check_output([sys.executable, "-c", program, *replayed(BUNDLE, recordings, engine)])
        for engine in ("c", "litert")
    }
    return {engine: events(text.decode()) for engine, text in printed.items()}


@pytest.fixture(scope="module", params=["edge", "tflite"])
def host(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Host:
    if request.param == "tflite" and sys.version_info[:2] > (3, 11):
        pytest.skip("tflite-runtime has no wheels for this Python")
    return make_host(wheel, request.param, tmp_path_factory.mktemp(request.param) / "env")


def whole(measured: Measured) -> str:
    """What a command printed that went well."""
    assert measured.code == 0, measured.err
    return measured.out


def test_a_host_without_tensorflow_runs_bundles(
    host: Host, recordings: Path, with_tensorflow: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    bundle = shutil.copytree(BUNDLE, tmp_path / "bundle")
    assert not host.installed() & {"tensorflow", "tensorflow-cpu", "keras", "scipy", "matplotlib"}
    assert host.install_cpu_s < INSTALL_S
    assert host.import_cpu_s() < IMPORT_S

    verified = json.loads(whole(host.run("verify", str(bundle), "--json")))
    checks = {check["name"]: check["status"] for check in verified["checks"]}
    assert checks["signal-path"] == checks["c-engine"] == checks["argmax-agreement"] == "passed"
    assert "failed" not in checks.values()

    report = json.loads(whole(host.run("bench", str(bundle), "--json", "--out", "bench.json")))
    assert report["stages"]["total"]["p50"] > 0

    whole(host.run(*replayed(bundle, recordings, "c")))  # this compiles, in a process of the compiler's own
    for engine, compiler in (("c", True), ("litert", False)):
        asked = engine if compiler else "auto"  # which takes LiteRT where there is no compiler
        streamed = host.run(*replayed(bundle, recordings, asked), compiler=compiler)
        expected = with_tensorflow[engine]
        assert sum(event["event"] == "hop" for event in expected) > 50
        assert events(whole(streamed)) == expected
        assert streamed.peak_bytes < PEAK_BYTES


def test_the_wheel_generates_and_explains_away_from_the_checkout(host: Host, tmp_path: Path) -> None:
    bundle = str(shutil.copytree(BUNDLE, tmp_path / "bundle"))
    whole(host.run("export", bundle, "--target", "cmake", "--out", str(tmp_path / "library")))
    made = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "library").rglob("*")}
    assert any(path.endswith("kd_model.c") for path in made)
    apps = host.run("export", bundle, "--target", "tflite", "--out", str(tmp_path / "app"))
    if host.extra == "edge":
        assert "labels.txt" in zipfile.ZipFile(tmp_path / "app" / "model_int8.tflite").namelist(), apps.err
    else:
        assert (apps.code, "kd-edge[edge]" in apps.err) == (12, True)
    whole(host.run("codegen", f"{bundle}/model_int8.tflite", "--out", str(tmp_path / "c")))
    assert "microbit" in whole(host.run("boards"))
    refused = host.run("data", "synth", "--small")
    assert refused.code == 12
    assert "pip install 'kd-edge[synth]'" in refused.err
