"""The chart of compression: every variant is measured in the exported file, and what is there is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from kd_edge.campaign import compress
from kd_edge.campaign.compress import VARIANTS, Variant, drawer, run_compress, table, variants_of
from kd_edge.campaign.compress_plot import write_chart
from kd_edge.compress.importance import sensors
from kd_edge.contract import StreamSpec, WearerProfile
from kd_edge.distill.recipe import Recipe, Settings
from kd_edge.distill.train import distil_student
from kd_edge.errors import TrainingError
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.recording import Dataset
from kd_edge.recordings.synth.spec import signal_spec
from tests.deploy.conftest import needs_compiler, needs_qemu

SOME = (Variant("none"), Variant("mse ranges", (), "mse"), Variant("prune", ("prune=0.5",)))


@needs_compiler
@needs_qemu
@pytest.mark.slow
def test_every_variant_is_measured_once(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compress, "VARIANTS", SOME)
    save_dataset(tiny_dataset, tmp_path / "tiny.npz")
    settings = Settings(recipe=Recipe(epochs=1), name="s")
    student = distil_student(load_dataset(tmp_path / "tiny.npz"), tmp_path, teacher=None, settings=settings)

    def run() -> list[compress.Point]:
        return run_compress(tmp_path / "tiny.npz", [student.folder], tmp_path, epochs=1, sensors_too=False).points

    none, ranges, pruned = run()
    assert none.instructions == ranges.instructions > 1.5 * pruned.instructions
    assert none.int8_bytes == ranges.int8_bytes > pruned.int8_bytes
    folder = tmp_path / "s-prune-0.5-e1"
    written = (folder / "model.keras").stat().st_mtime_ns
    assert run() == [none, ranges, pruned]
    assert (folder / "model.keras").stat().st_mtime_ns == written
    write_chart([none, ranges, pruned], tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    _, rows = table([none, replace(none, accuracy=none.accuracy + 0.2)])
    assert rows[0][2:4] == (f"{none.accuracy + 0.1:.4f}", "0.1414")


def test_a_compressed_run_of_an_older_student_is_refused(tiny_dataset: Dataset, tmp_path: Path) -> None:
    settings = Settings(recipe=Recipe(epochs=1), name="s")
    older = distil_student(tiny_dataset, tmp_path / "old", teacher=None, settings=settings)
    student = distil_student(tiny_dataset, tmp_path / "new", teacher=None, settings=settings)
    assert compress._of(student, older) is student
    with pytest.raises(TrainingError, match="older than"):
        compress._of(older, student)


def test_a_student_of_few_channels_is_not_asked_to_lose_them(tiny_dataset: Dataset) -> None:
    asked = variants_of(tiny_dataset.signal, sensors_too=False)
    assert asked
    assert not [variant for variant in asked if "channels=10" in variant.passes]
    assert variants_of(signal_spec(2), sensors_too=False) == list(VARIANTS)


def test_a_profile_turns_whole_sensors_so_no_single_channel_goes() -> None:
    electrodes = StreamSpec("emg", 1_000_000, tuple(f"emg_{index}" for index in range(8)), ring=True)
    inertial = StreamSpec("imu", 10_000_000, ("acc_x", "acc_y", "acc_z"), bodies=(((0, 1, 2),),))
    signal = replace(signal_spec(1), streams=(electrodes, inertial), normalisation=None)
    assert len(sensors(signal)) == 9
    worn = signal.worn(WearerProfile())
    assert sensors(worn) == {"imu": [8, 9, 10], "emg": list(range(8))}
    names = [variant.name for variant in variants_of(worn, sensors_too=True)]
    assert [name for name in names if "channels" in name] == []
    assert "1 of 2 sensors" in names


def test_the_drawer_fills_up(tiny_dataset: Dataset) -> None:
    """A stream of two electrodes with numbers, which are sensors of their own, and one of six channels."""
    assert [variant.name for variant in drawer(tiny_dataset.signal)] == [
        *("2 of 3 sensors", "1 of 3 sensors"),
        *("6 of 8 channels", "4 of 8 channels", "2 of 8 channels"),
    ]
