"""Which code and which packages made an artefact."""

from __future__ import annotations

import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RECORDED_PACKAGES = ("ai-edge-litert", "keras", "numpy", "scipy", "tensorflow", "tensorflow-cpu", "tflite-micro")


def git_revision() -> str:
    """Commit of the checkout that holds this package, with ``-dirty`` if it was changed; else ``unknown``."""
    root = Path(__file__).resolve().parent.parent
    if not (root / ".git").exists():
        return "unknown"
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return described.stdout.strip()


def package_versions() -> dict[str, str]:
    """Versions of those installed packages that shape a bundle's numbers."""
    found = {}
    for name in RECORDED_PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
