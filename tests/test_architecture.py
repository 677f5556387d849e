"""The shape of the project: which package may import which, and what must work without TensorFlow."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kd_edge"

LEAVES = {"errors", "partial", "files", "compiled", "arrays", "contract", "provenance"}
LEAVES |= {"determinism", "suggest", "orphans"}
BUNDLE = LEAVES | {"bundle"}
RUN = BUNDLE | {"recordings", "signal", "codegen", "render", "engines", "source", "link", "play", "sources", "live"}
ALLOWED = {
    "__init__": set(),
    "errors": set(),
    "determinism": set(),
    "suggest": set(),
    "orphans": set(),
    "partial": set(),
    "files": {"errors", "partial"},
    "compiled": {"errors", "files"},
    "arrays": {"errors", "files"},
    "provenance": set(),
    "contract": {"errors"},
    "bundle": LEAVES | {"codegen"},
    "recordings": LEAVES,
    "signal": LEAVES | {"recordings"},
    "model": LEAVES,
    "network": LEAVES,
    "wearer": LEAVES | {"recordings", "signal"},
    "distill": LEAVES | {"recordings", "signal", "wearer", "model", "network"},
    "compress": LEAVES | {"recordings", "signal", "wearer", "model", "network", "distill"},
    "baseline": LEAVES | {"recordings", "signal", "wearer", "model", "network", "distill"},
    "codegen": LEAVES,
    "engines": BUNDLE | {"codegen"},
    "decision": BUNDLE | {"recordings", "signal", "engines"},
    "render": BUNDLE | {"signal", "codegen", "decision"},
    "learn": BUNDLE | {"signal", "wearer", "codegen", "engines", "render"},
    "export": BUNDLE
    | {"recordings", "signal", "wearer", "model", "network", "distill", "codegen", "engines", "decision", "render"},
    "source": {"errors", "contract"},
    "matching": set(),
    "link": LEAVES | {"source"},
    "play": BUNDLE | {"recordings", "source", "link"},
    "sources": BUNDLE | {"source", "link", "play"},
    "evaluate": BUNDLE
    | {"recordings", "signal", "wearer", "engines", "decision", "source", "link", "play", "sources", "deploy", "live"}
    | {"matching"},
    "serve": BUNDLE | {"source", "live", "views"},
    "record": BUNDLE | {"recordings", "source"},
    "live": BUNDLE
    | {"matching"}
    | {"recordings", "signal", "wearer", "codegen", "render", "engines", "decision", "source", "play"},
    "views": BUNDLE | {"decision", "source", "live", "record"},
    "outputs": BUNDLE | {"live"},
    "deploy": BUNDLE | {"recordings", "codegen", "render", "learn", "engines", "source", "link", "play", "sources"},
    "apps": BUNDLE | {"render"},
    "libraries": BUNDLE | {"codegen", "render", "deploy", "play"},
    "phone": RUN | {"decision", "deploy", "views", "bench"},
    "verify": BUNDLE | {"recordings", "signal", "wearer", "codegen", "render", "engines", "deploy"},
    "refit": BUNDLE | {"signal", "codegen", "render", "engines", "live", "deploy", "verify"},
    "personalise": BUNDLE
    | {"recordings", "signal", "wearer", "distill", "export", "codegen", "render", "engines", "live"}
    | {"refit", "verify", "learn", "deploy", "source", "link", "play", "sources"},
    "bench": RUN | {"deploy", "libraries"},
    "budget": LEAVES | {"model", "codegen", "export"},
    "report": BUNDLE | {"recordings", "distill", "baseline", "export", "budget", "campaign", "sweep"},
    "campaign": RUN
    | {"model", "distill", "compress", "export", "budget", "deploy", "bench", "evaluate", "personalise", "learn"},
    "sweep": RUN | {"model", "distill", "compress", "export", "campaign"},
    "cli": RUN
    | {"model", "distill", "compress", "baseline", "export", "budget", "deploy", "verify", "refit", "bench"}
    | {"wearer", "campaign", "sweep", "report", "evaluate", "views", "outputs", "personalise", "record", "serve"}
    | {"libraries", "phone", "apps"},
}
"""Every package and module of kd_edge, and all that it may import; ``cli`` stands above everything."""

TENSORFLOW = {"tensorflow", "keras"}
MAY_USE_TENSORFLOW = {"model", "network", "distill", "compress", "export", "budget", "report", "campaign", "sweep"}
FILES = sorted(PACKAGE.rglob("*.py"))


def package_of(path: Path) -> str:
    """The package or top-level module of kd_edge that ``path`` belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


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


def imported_packages(path: Path) -> set[str]:
    """The other packages of kd_edge that ``path`` imports."""
    names = {name.split(".")[1] for name in imports(path) if name.startswith("kd_edge.")}
    return names - {package_of(path), "__version__"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_follow_the_flow_of_data(path: Path) -> None:
    forbidden = imported_packages(path) - ALLOWED[package_of(path)]
    assert not forbidden, f"{package_of(path)} must not import {sorted(forbidden)}"


def test_no_packages_import_each_other() -> None:
    """Not by what is allowed, so also not by what is written: a circle raises CycleError."""
    assert list(TopologicalSorter(ALLOWED).static_order())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_tensorflow_stays_left_of_the_bundle(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    assert package_of(path) in MAY_USE_TENSORFLOW or not used & TENSORFLOW


def test_every_package_is_in_the_plan() -> None:
    assert {package_of(path) for path in FILES} == set(ALLOWED)


BLOCKED_IMPORTS = """
import importlib, pkgutil, sys

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"tensorflow", "keras", "matplotlib"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Block())
for package in sys.argv[1:]:
    module = importlib.import_module(f"kd_edge.{package}")
    for entry in pkgutil.walk_packages(getattr(module, "__path__", []), f"kd_edge.{package}."):
        if not entry.name.endswith("__main__"):
            importlib.import_module(entry.name)
"""


def test_right_of_the_bundle_imports_without_tensorflow() -> None:
    packages = sorted(set(ALLOWED) - MAY_USE_TENSORFLOW - {"__init__"})
    result = subprocess.run(
        [sys.executable, "-c", BLOCKED_IMPORTS, *packages], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
