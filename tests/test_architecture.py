"""The shape of the house: who may import whom, and what must work without TensorFlow."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kd_edge"

LEAVES = {"errors", "files", "contract", "provenance"}
BUNDLE = LEAVES | {"bundle"}
ALLOWED = {
    "__init__": set(),
    "errors": set(),
    "files": set(),
    "provenance": set(),
    "contract": {"errors"},
    "bundle": LEAVES,
    "recordings": LEAVES,
    "signal": LEAVES | {"recordings"},
    "model": LEAVES,
    "distill": LEAVES | {"recordings", "signal", "model"},
    "codegen": LEAVES,
    "engines": BUNDLE | {"codegen"},
    "export": BUNDLE | {"recordings", "signal", "model", "distill", "engines", "codegen"},
    "campaign": BUNDLE | {"recordings", "signal", "model", "distill", "export", "engines", "stream", "deploy"},
    "verify": BUNDLE | {"recordings", "signal", "engines", "codegen", "deploy"},
    "stream": BUNDLE | {"recordings", "signal", "engines"},
    "deploy": BUNDLE | {"recordings", "engines", "stream"},
    "bench": BUNDLE | {"recordings", "signal", "engines", "stream", "deploy", "codegen"},
}
TENSORFLOW = {"tensorflow", "keras"}
MAY_USE_TENSORFLOW = {"model", "distill", "export", "campaign"}
FILES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    """The package or module of kd_edge that ``path`` belongs to."""
    relative = path.relative_to(PACKAGE)
    return room_of([*relative.parts[:-1], relative.stem])


def room_of(parts: list[str]) -> str:
    """The room of a module within kd_edge; the C generator is one of its own, though it lies in ``export``."""
    return "codegen" if parts[:2] == ["export", "codegen"] else parts[0]


def imports(path: Path) -> set[str]:
    """Every absolute module that ``path`` imports, anywhere in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
            if node.module == "kd_edge":
                found |= {f"kd_edge.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_follow_the_flow_of_data(path: Path) -> None:
    here = room(path)
    used = imports(path)
    if here == "cli":
        return
    others = {room_of(name.split(".")[1:]) for name in used if name.startswith("kd_edge.")} - {here, "__version__"}
    assert others <= ALLOWED[here], f"{here} must not import {sorted(others - ALLOWED[here])}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_tensorflow_stays_left_of_the_bundle(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    assert room(path) in MAY_USE_TENSORFLOW or not used & TENSORFLOW


def test_every_room_is_in_the_plan() -> None:
    assert {room(path) for path in FILES} - {"cli", "__main__"} <= set(ALLOWED)


BLOCKED_IMPORTS = """
import importlib, pkgutil, sys

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"tensorflow", "keras", "matplotlib"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Block())
for room in ("bundle", "contract", "recordings", "signal", "engines", "verify", "stream", "deploy", "bench"):
    module = importlib.import_module(f"kd_edge.{room}")
    for entry in pkgutil.walk_packages(getattr(module, "__path__", []), f"kd_edge.{room}."):
        if not entry.name.endswith("__main__"):
            importlib.import_module(entry.name)
"""


def test_right_of_the_bundle_imports_without_tensorflow() -> None:
    result = subprocess.run([sys.executable, "-c", BLOCKED_IMPORTS], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
