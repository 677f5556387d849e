"""The comparison of the link campaign finds wrong samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kd_edge.bundle import open_bundle
from kd_edge.deploy.images.playback import round_ns
from kd_edge.play.golden_session import golden_session
from kd_edge.play.session import Session
from kd_edge.source import Samples

pytest.importorskip("keras", reason="the training extra is not installed")

from kd_edge.campaign.link import Judge

PERIOD_NS = 6_700_000


@pytest.fixture
def session() -> Session:
    found = golden_session(open_bundle(Path(__file__).parents[2] / "export" / "reference"), 1 << 30)
    assert found is not None
    return found


def block(session: Session, first: int, count: int) -> Samples:
    """Samples of the IMU as a board takes them, one by one."""
    rows, place_ns = [], 0
    for _ in range(first + count):
        rows.append(session.samples["imu"][place_ns // PERIOD_NS])
        place_ns = (place_ns + PERIOD_NS) % round_ns(session)
    return Samples("imu", np.array(rows[first:]), first * PERIOD_NS, (first + count - 1) * PERIOD_NS)


def test_true_samples_pass_in_every_round(session: Session) -> None:
    judge = Judge(session)
    length = len(session.samples["imu"])
    judge.take(block(session, 0, 50))
    judge.take(block(session, 2 * length - 20, 40))
    assert (judge.wrong_samples, judge.payload_bytes) == (0, 90 * 24)
    assert judge.newest_ns == (2 * length + 19) * PERIOD_NS


def test_every_wrong_sample_counts(session: Session) -> None:
    judge = Judge(session)
    true = block(session, 100, 30)
    true.values[3, 5] ^= 1
    true.values[7] += 1
    judge.take(true)
    assert judge.wrong_samples == 2
    judge.take(Samples("imu", true.values[10:], true.start_ns, true.newest_ns))
    assert judge.wrong_samples > 10
