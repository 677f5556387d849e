"""A bundle for another wearer: verify proves the new signal path, and only that has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from kd_edge import contract
from kd_edge.bundle import Bundle, open_bundle
from kd_edge.cli import main
from kd_edge.contract import WearerProfile
from kd_edge.errors import ContractError, SignalError
from kd_edge.refit.bundle import refit_bundle
from kd_edge.render.refresh import rewrite_bundle
from kd_edge.verify import verify_bundle

REFERENCE = Path(__file__).parents[2] / "export" / "reference"
TURNED = WearerProfile(reverse=True, roll_deg=33.0)


@pytest.fixture
def worn(tmp_path: Path) -> Bundle:
    """The committed bundle as if its network had been trained with everybody's sensors in one orientation."""
    bundle = open_bundle(Path(shutil.copytree(REFERENCE, tmp_path / "reference")))
    signal = bundle.manifest.signal.worn(WearerProfile())
    return open_bundle(rewrite_bundle(bundle, replace(bundle.manifest, signal=signal)))


def test_the_population_s_profile_changes_no_golden(worn: Bundle) -> None:
    assert worn.read("golden.npz") == open_bundle(REFERENCE).read("golden.npz")
    assert "kd_wearer" in worn.read("kd_signal_config.h").decode()
    refit_bundle(worn.folder, WearerProfile())
    again, before = open_bundle(worn.folder).golden, worn.golden
    for field in ("windows", "inputs", "logits", "labels"):
        assert getattr(again, field).tobytes() == getattr(before, field).tobytes()
    np.testing.assert_allclose(again.keras, before.keras, atol=1e-5)


def test_verify_proves_another_wearer(worn: Bundle) -> None:
    pytest.importorskip("ai_edge_litert", reason="the extra edge is not installed")
    refit_bundle(worn.folder, TURNED)
    bundle = open_bundle(worn.folder)
    assert bundle.manifest.signal == worn.manifest.signal.worn(TURNED)
    assert not np.array_equal(bundle.golden.windows, worn.golden.windows)
    changed = {name for name, data in bundle.contents.items() if data != worn.contents[name]}
    assert changed == {"manifest.json", "golden.npz", "kd_signal_config.h"}
    report = verify_bundle(bundle.folder)
    assert {check.name for check in report.checks if check.status == "failed"} <= {"argmax-agreement"}
    assert {"signal-path", "quantisation", "c-engine"} <= {c.name for c in report.checks if c.status == "passed"}


def test_a_network_of_sensors_as_recorded_is_left_alone(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(REFERENCE, tmp_path / "reference"))
    with pytest.raises(SignalError, match="trained with everybody's sensors in one orientation"):
        refit_bundle(folder, TURNED)
    assert open_bundle(folder).contents == open_bundle(REFERENCE).contents


def test_gains_of_other_sensors_leave_the_bundle_as_it_was(worn: Bundle) -> None:
    with pytest.raises(ContractError, match="covers every feature"):
        refit_bundle(worn.folder, WearerProfile(gain=(1.0,)))
    assert open_bundle(worn.folder).contents == worn.contents


def test_the_command(worn: Bundle, tmp_path: Path) -> None:
    profile = tmp_path / "anna.json"
    profile.write_bytes(contract.encode(TURNED))
    command = ["wearer", "apply", str(worn.folder), "--profile", str(profile)]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == 0
    assert "reverse, roll 33 degrees" in result.output
    assert open_bundle(worn.folder).manifest.signal.wearer == TURNED
    assert CliRunner().invoke(main, [*command, "--bundle", str(worn.folder)]).exit_code == 2


def test_a_profile_with_an_unknown_field_is_refused(worn: Bundle, tmp_path: Path) -> None:
    profile = tmp_path / "anna.json"
    profile.write_text('{"roll": 3}')
    result = CliRunner().invoke(main, ["wearer", "apply", str(worn.folder), "--profile", str(profile)])
    assert isinstance(result.exception, SystemExit | ContractError)
    assert result.exit_code != 0
