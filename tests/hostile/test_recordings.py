"""Every hostile recording ends in a result that reads again, or in one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kd_edge.cli import main
from kd_edge.recordings.archive import load_dataset
from tests.hostile.recordings import cases

REFUSED = {3, 4}
"""Exit codes of a description that cannot be honoured, and of recordings that are wrong."""


@pytest.mark.timeout(120)
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_hostile_recordings_are_read_or_refused_with_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    count, wrong = 0, []
    for name, _, argv in cases(tmp_path / "cases"):
        count += 1
        result = CliRunner().invoke(main, argv)
        said = result.stderr.strip()
        if result.exit_code in REFUSED:
            clear = said.startswith("error: ") and "Remedy: " in said and not result.stdout
        else:
            clear = result.exit_code == 0 and not said
            if argv[1] == "import" and clear:
                load_dataset(Path(argv[-1]))
        if not clear:
            wrong.append(f"{name}: {result.exit_code} {said[:300]} {result.exception!r}")
    assert not wrong, "\n".join(wrong)
    assert count >= 200
    assert not list(tmp_path.rglob("pwned"))
    assert {path.name for path in tmp_path.iterdir()} == {"cases"}
