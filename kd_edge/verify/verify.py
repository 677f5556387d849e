"""Does a bundle reproduce its golden outputs on this host?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kd_edge.bundle import open_bundle
from kd_edge.errors import (
    BoardTooSmallError,
    BundleError,
    CodegenError,
    DeployError,
    EngineError,
    MissingCompilerError,
    MissingExtraError,
    MissingToolError,
    VerificationError,
)
from kd_edge.recordings.recording import Dataset
from kd_edge.verify.checks import CHECKS, CORE_CHECKS
from kd_edge.verify.subject import Subject, held_out_windows
from kd_edge.verify.verdict import Check, Verdict, skipped


def verify_bundle(folder: Path, held_out: Dataset | None = None, *, cores: bool = False) -> Verdict:
    """Check every hash of the bundle in ``folder``, then run every check.

    Args:
        folder: a bundle.
        held_out: the data set that it was made from; its test side is then scored too.
        cores: run the generated C on emulated Cortex-M cores, too.

    Raises:
        BundleError: the bundle cannot be opened: a file is missing, damaged or of another version.
        VerificationError: ``held_out`` is another data set.
    """
    bundle = open_bundle(folder)
    hashes = Check("hashes", "passed", 0, 0, f"{len(bundle.manifest.files)} files match their SHA-256")
    windows = None if held_out is None else held_out_windows(bundle, held_out)
    subject = Subject(bundle, windows)
    checks = tuple(_run(name, check, subject) for name, check in (*CHECKS, *(CORE_CHECKS if cores else ())))
    return Verdict(bundle.manifest.name, len(bundle.golden), (hashes, *checks))


def _run(name: str, check: Callable[[Subject], Check], subject: Subject) -> Check:
    try:
        return check(subject)
    except (MissingExtraError, MissingCompilerError, MissingToolError, BoardTooSmallError, CodegenError) as error:
        return skipped(name, str(error))
    except (BundleError, DeployError, EngineError, VerificationError) as error:
        return Check(name, "failed", detail=str(error))
