import dataclasses
import math

import numpy as np
import pytest

from kd_edge.bench.on_host import hops
from kd_edge.bench.on_host.hops import bench_host
from kd_edge.bench.on_host.live import bench_live
from kd_edge.bench.reports.describe import measure_artefacts
from kd_edge.bench.reports.schema import Distribution, load_report, save_report
from kd_edge.errors import ContractError, StreamError
from kd_edge.live.classifier import LiveClassifier
from kd_edge.play.session import Choice, build_session


@pytest.fixture
def session(tiny_dataset):
    return build_session(tiny_dataset, Choice(split=None, count=10).recordings(tiny_dataset), pause_s=0.5)


class SlowEngine:
    """Takes 2 ms per window."""

    name = "slow"

    def __init__(self, engine):
        self._engine = engine

    def infer(self, inputs):
        hops.time.sleep(0.002 * len(inputs))
        return self._engine.infer(inputs)


def test_percentiles_are_those_of_numpy():
    values = np.random.default_rng(0).gamma(2.0, size=1000)
    measured = Distribution.of(values.tolist(), "us")
    assert (measured.count, measured.unit) == (1000, "us")
    expected = np.percentile(values, (50, 95, 99))
    np.testing.assert_allclose((measured.p50, measured.p95, measured.p99), expected, atol=1e-3)


@pytest.mark.quiet
def test_time_is_charged_to_the_stage_that_spent_it(tiny_bundle, linear_engine, session):
    report = bench_host(tiny_bundle, SlowEngine(linear_engine), session)
    stages = report.stages
    assert stages["inference"].p50 > 2000 > stages["signal"].p50 > 0
    assert stages["total"].p50 >= stages["inference"].p50
    assert stages["total"].mean == pytest.approx(
        sum(stages[s].mean for s in ("signal", "inference", "decision")), rel=1e-3
    )
    assert report.times_real_time == pytest.approx(0.1e6 / stages["total"].mean)
    assert report.runtime == "slow"


def test_artefacts_are_measured_raw_and_gzipped(tiny_bundle):
    (artefact,) = measure_artefacts(tiny_bundle)
    assert artefact.name == "model_int8.tflite"
    assert artefact.size_bytes == len(b"not a network")
    assert artefact.gzip_bytes > 20


def test_a_report_comes_back_as_it_was_saved(tiny_bundle, linear_engine, session, tmp_path):
    report = bench_host(tiny_bundle, linear_engine, session)
    save_report(report, tmp_path / "host.json")
    assert load_report(tmp_path / "host.json") == report


def test_a_damaged_report_is_one_clear_error(tmp_path):
    (tmp_path / "host.json").write_text("{}")
    with pytest.raises(ContractError, match="schema_version"):
        load_report(tmp_path / "host.json")


def test_a_session_too_short_to_measure_is_refused(tiny_bundle, linear_engine, tiny_dataset):
    short = build_session(tiny_dataset, Choice(count=1).recordings(tiny_dataset))
    with pytest.raises(StreamError, match="longer than 50 hops"):
        bench_host(tiny_bundle, linear_engine, short)


@pytest.mark.quiet
@pytest.mark.parametrize("speed", [20.0, math.inf])
def test_a_live_run_hears_everything_and_times_every_decision(tiny_bundle, linear_engine, session, speed):
    run = bench_live(tiny_bundle, LiveClassifier(tiny_bundle, linear_engine), session, speed=speed)
    spec = tiny_bundle.manifest.signal
    frames = int(session.duration_s * spec.frame_rate_hz)
    assert abs(run.windows - ((frames - spec.window_size) // spec.window_increment + 1)) <= 1
    assert (run.lost_frames, run.damaged_frames) == (0, 0)
    assert 0 < run.read_to_decision.p50 < 1e6
    if speed == math.inf:
        assert run.sample_to_decision is None
    else:
        assert run.sample_to_decision.p50 > run.read_to_decision.p50
        assert run.times_real_time == pytest.approx(speed, rel=0.3)
    assert 0 < run.core_share < 1.5


def test_a_live_session_without_a_window_is_refused(tiny_bundle, linear_engine, session):
    stump = {name: samples[:100] for name, samples in session.samples.items()}
    with pytest.raises(StreamError, match="completes a window"):
        bench_live(
            tiny_bundle,
            LiveClassifier(tiny_bundle, linear_engine),
            dataclasses.replace(session, samples=stump),
            speed=math.inf,
        )
