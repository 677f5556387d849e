"""What is being written, beside its target: under a hidden name, locked while it is written, swept up if it was left.

A writer that is killed cannot clean up.  Its lock ends with it, so whoever writes the same target next can tell
what is left over from what another writer is busy with.  The folder that holds both is locked only for the moments
in which names appear, change places or go.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_MARK: Final = ".partial"
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_NO_EXCHANGE: Final = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM}


@contextmanager
def partial_file(target: Path) -> Iterator[Path]:
    """An empty file that nobody else has, beside ``target`` and with its suffix; gone after the block."""
    with _claimed(target) as (prefix, suffix):
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=target.parent)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield Path(name)
    finally:
        os.close(handle)
        Path(name).unlink(missing_ok=True)


@contextmanager
def partial_folder(target: Path) -> Iterator[Path]:
    """The same for a folder.

    It lies in the hidden one that is locked, so that its own files can be claimed in the same way: a lock on the
    folder itself would let its writer wait for itself.
    """
    with _claimed(target) as (prefix, suffix):
        name = tempfile.mkdtemp(prefix=prefix, suffix=suffix, dir=target.parent)
        handle = os.open(name, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    made = Path(name, target.name)
    try:
        made.mkdir()
        yield made
    finally:
        os.close(handle)
        shutil.rmtree(name, ignore_errors=True)


def put_folder(made: Path, target: Path) -> None:
    """Give ``made`` the name ``target``; what was there, if anything, is then called ``made``.

    The two change places in one step where the system has such a step (Linux, on its own file systems), so that
    a reader finds the one or the other at any time.  Elsewhere there is a moment without either.

    Raises:
        NotADirectoryError: ``target`` is something else than a folder.
        OSError: as renaming does.
    """
    with _locked(target.parent):
        if not os.path.lexists(target):
            made.rename(target)
            return
        if not target.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
        if not _exchange(made, target):
            retired = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=_MARK, dir=target.parent))
            target.rename(retired / target.name)
            made.rename(target)
            shutil.rmtree(retired, ignore_errors=True)


@contextmanager
def _claimed(target: Path) -> Iterator[tuple[str, str]]:
    """Prefix and suffix of hidden names for ``target``, in a moment that is ours, after leftovers are swept up."""
    suffix = _MARK + target.suffix
    prefix = f".{target.stem}-"
    with _locked(target.parent):
        _sweep(target.parent, re.compile(re.escape(prefix) + r"[a-z0-9_]{8}" + re.escape(suffix)))
        yield prefix, suffix


def _sweep(folder: Path, names: re.Pattern[str]) -> None:
    """Remove what has one of the ``names`` and no writer any more."""
    for entry in list(os.scandir(folder)):
        if not names.fullmatch(entry.name) or entry.is_symlink():
            continue
        try:
            handle = os.open(entry.path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                Path(entry.path).unlink(missing_ok=True)
        except OSError:  # somebody is writing it
            continue
        finally:
            os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Nobody else is in such a block for ``folder``."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _exchange(first: Path, second: Path) -> bool:
    """Let two names change places in one step; False where there is no such step."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(first), None, str(second))
