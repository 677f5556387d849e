"""How commands fail: every failure becomes one message and an exit code that scripts can rely on.

docs/cli.md has the table of codes.
"""

from __future__ import annotations

import errno
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from kd_edge.cli.output import complain
from kd_edge.errors import KdEdgeError, MissingExtraError, StorageError

INTERRUPTED: Final = 128 + 2
"""Exit code after Ctrl-C: the code that a shell reports for a program ended by SIGINT."""

READER_GONE: Final = 128 + 13
"""Exit code when nobody reads the output any more: the code that a shell reports for a program ended by SIGPIPE."""

FAULT_IN_KD_EDGE: Final = 70
"""Exit code of an unexpected error, a fault in kd-edge (EX_SOFTWARE)."""

SHOW_TRACEBACK: Final = "KD_EDGE_TRACEBACK"
"""Environment variable: if set, an unexpected error shows its traceback."""

EXTRAS: Final = {
    "tensorflow": "train",
    "keras": "train",
    "flatbuffers": "train",
    "scipy": "synth",
    "matplotlib": "plot",
    "tflite_micro": "oracle",
    "ai_edge_litert": "edge",
    "cbor2": "readers",
    "prometheus_client": "live",
    "elftools": "deploy",
    "psutil": "deploy",
    "pyocd": "probe",
}
"""Optional package -> the extra of kd-edge that installs it."""

_REMEDIES: Final = {
    errno.ENOSPC: "free some space, or write to another disk",
    errno.EDQUOT: "free some space, or write to another disk",
    errno.EFBIG: "raise the limit that `ulimit -f` shows",
    errno.EMFILE: "raise the limit that `ulimit -n` shows",
    errno.EACCES: "name a place that you may read and write",
    errno.EPERM: "name a place that you may read and write",
    errno.EROFS: "name a place that you may read and write",
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "check the path",
    errno.EISDIR: "name a file, not a folder",
}


@contextmanager
def reported() -> Iterator[None]:
    """Turn whatever goes wrong in the block into a message on standard error and an exit code.

    Raises:
        click.exceptions.Exit: something went wrong; the message has been printed.
        click.ClickException: the command was used wrongly.
    """
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except KeyboardInterrupt:
        complain("interrupted", colour="yellow")
        raise click.exceptions.Exit(INTERRUPTED) from None
    except BrokenPipeError:  # of the output: ports have their own error
        raise click.exceptions.Exit(READER_GONE) from None
    except Exception as error:  # the last handler before the user sees a traceback
        raise click.exceptions.Exit(_tell(error)) from error


def _tell(error: Exception) -> int:
    """Print what went wrong; returns the exit code."""
    expected = as_expected(error)
    if expected is not None:
        complain(f"error: {expected}")
        return expected.exit_code
    complain(
        f"error: This is a fault in kd-edge itself. Found: {type(error).__name__}: {error}. "
        f"Remedy: report it, with what {SHOW_TRACEBACK}=1 shows."
    )
    if os.environ.get(SHOW_TRACEBACK):
        complain("".join(traceback.format_exception(error)))
    return FAULT_IN_KD_EDGE


def as_expected(error: Exception) -> KdEdgeError | None:
    """``error`` as a KdEdgeError; None if it is a fault in kd-edge."""
    if isinstance(error, KdEdgeError):
        return error
    if isinstance(error, ModuleNotFoundError):
        package = (error.name or "").partition(".")[0]
        return MissingExtraError(package, EXTRAS[package]) if package in EXTRAS else None
    if isinstance(error, MemoryError):
        return StorageError("There is enough memory", found=str(error) or "too little", remedy="use smaller inputs")
    if isinstance(error, OSError):
        return StorageError(
            "Files are read and written where the command was told to",
            found=_found(error),
            remedy=_REMEDIES.get(error.errno or 0, "check the path and the disk"),
        )
    return None


def _found(error: OSError) -> str:
    named = (str(name) for name in (error.filename, error.filename2) if name is not None)
    names = " and ".join(dict.fromkeys(named))
    what = error.strerror or str(error) or type(error).__name__
    return f"{names}: {what}" if names else what
