"""What a sweep says of a new wearer is what the run itself, and its deployed int8 file, were measured with."""

from __future__ import annotations

from pathlib import Path

import pytest

from kd_edge.campaign.measure import measure_deployed
from kd_edge.contract import WearerProfile
from kd_edge.distill.augment import Augmentation
from kd_edge.distill.recipe import Recipe, Settings
from kd_edge.distill.train import distil_student
from kd_edge.sweep.outcome import measure_outcome
from tests.wearer.worn_persons import make_persons


def test_a_new_wearer_is_judged_with_the_profile_and_without_the_enrolment(tmp_path: Path) -> None:
    persons = make_persons(
        {
            "anna": WearerProfile(),
            "bert": WearerProfile(roll_deg=90),
            "nina": WearerProfile(mirror=True, roll_deg=90),
        }
    )
    settings = Settings(
        split="loso-2",
        recipe=Recipe(epochs=12, warmup_epochs=1, background=0),
        augmentation=Augmentation(ring_shift=0.2, rotation_deg=2, time_shift=0.02),
        wearer="canonical",
        enrol_seconds=3.0,
    )
    run = distil_student(persons, tmp_path, teacher=None, network="pooled-small", settings=settings)
    outcome = measure_outcome(run, persons, calibration="min-max", instructions=False)
    assert list(run.metrics.enrolled) == ["nina"]
    assert run.metrics.as_recorded is not None
    assert run.metrics.as_recorded.accuracy != run.metrics.accuracy, "else this test could not tell them apart"
    assert outcome.test_windows == run.metrics.test_windows
    assert outcome.float32.accuracy == pytest.approx(run.metrics.accuracy)
    assert outcome.float32.confusion == run.metrics.confusion
    assert outcome.int8 is not None
    deployed = measure_deployed(run, persons)
    assert outcome.int8.judged.accuracy == deployed.accuracy
    assert outcome.int8.judged.per_subject == deployed.per_subject
