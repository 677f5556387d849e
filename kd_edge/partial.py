"""Temporary files and folders beside their target: hidden, locked while they are written, removed if left over.

A writer that is killed cannot clean up.  Its lock ends with its process, so the next writer of the same
target can tell leftovers from files that another process is still writing.  The parent folder is locked only for
the moments in which names are created, exchanged or removed.
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
    """A new, empty file beside ``target``, with its suffix, for this process alone; removed after the block."""
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
    """The same as :func:`XX` for a folder.

    It lies inside a hidden folder, and that one is locked.  If the new folder itself were locked, writing a file in it
    would wait for that lock, which this same process holds.
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
    """Rename ``made`` to ``target``; if ``target`` existed, the old one is then called ``made``.

    Where the system can exchange two names atomically (Linux, on its own file systems), a reader always finds
    either the old or the new one.  Elsewhere there is a short moment without either.

    Raises:
        NotADirectoryError: ``target`` exists and is not a folder.
        OSError: the renaming failed.
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
    """Prefix and suffix of hidden names for ``target``; removes leftovers; the block holds the folder's lock."""
    suffix = _MARK + target.suffix
    prefix = f".{target.stem}-"
    with _locked(target.parent):
        _sweep(target.parent, re.compile(re.escape(prefix) + r"[a-z0-9_]{8}" + re.escape(suffix)))
        yield prefix, suffix


def _sweep(folder: Path, names: re.Pattern[str]) -> None:
    """Remove those of ``names`` that no process is writing any more."""
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
        except OSError:  # another process is writing it
            continue
        finally:
            os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of ``folder``: only one process at a time runs such a block."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two names atomically; False where the system cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(first), None, str(second))
