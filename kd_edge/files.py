"""Writing files so that a crash, a full disk or Ctrl-C never leaves half of one; reading them within bounds."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from kd_edge.errors import KdEdgeError, StorageError
from kd_edge.partial import partial_file, partial_folder, put_folder

RUNTIMES: Final = ("kd_runtime_c.c", "kd_runtime_c_stream.c")
"""The files of which an export writes one: which it is depends on the network and on ``--inference``."""

_NAME = re.compile(r"\w(?:[\w .-]{0,98}[\w-])?\Z")


def check_name(name: str, what: str, error: type[KdEdgeError]) -> str:
    """Return ``name`` if it is safe as the name of a file or folder: not a path, not hidden, no unusual characters.

    Raises:
        KdEdgeError: of class ``error``, if it may not.
    """
    if not _NAME.match(name):
        raise error(
            f"{what} is at most 100 letters, digits, spaces and . _ -, and begins with a letter or a digit",
            found=repr(name[:120]),
            remedy="choose a plain name",
        )
    return name


def sha256(data: bytes) -> str:
    """Hex digest of ``data``."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary sibling of ``path`` that replaces it when the block succeeds.

    The temporary name keeps the suffix of ``path``, because writers such as
    ``np.savez`` and Matplotlib choose their format by it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _errors_about(path), partial_file(path) as temporary:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        _sync(temporary)
        temporary.replace(path)


def write_bytes(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``, all of it or nothing."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Replace ``path`` by ``text`` (UTF-8, ``\\n``), all of it or nothing."""
    write_bytes(path, text.encode())


def write_texts(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Replace files of ``folder`` by ``texts``, all of them or none; returns their paths."""
    paths = [folder / name for name in texts]
    with ExitStack() as stack:
        for path, text in zip(paths, texts.values(), strict=True):
            temporary = stack.enter_context(atomic_path(path))
            temporary.write_bytes(text.encode())
            _sync(temporary)  # a full disk raises here, before the first file is renamed
    return paths


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Yield an empty temporary sibling folder that replaces ``path`` when the block succeeds.

    Readers and other writers find the old folder or a new one, whole, at any time; the last writer wins.

    Raises:
        StorageError: ``path`` holds something that the new folder does not, and that would be lost.
    """
    path = path.resolve()  # a symbolic link stays; its target is replaced
    path.parent.mkdir(parents=True, exist_ok=True)
    with _errors_about(path), partial_folder(path) as temporary:
        yield temporary
        temporary.chmod(0o777 & ~_umask())
        for written in temporary.rglob("*"):
            _sync(written)
        _require_nothing_else(path, temporary)
        put_folder(temporary, path)


def _require_nothing_else(old: Path, new: Path) -> None:
    """Whoever names a wrong folder, such as that of a program of their own, keeps what lies in it."""
    if not old.is_dir():
        return
    others = list(_only_in(old, new))
    if others:
        raise StorageError(
            f"A folder is replaced only if nothing else lies in it than what is written to {str(old)!r}",
            found=f"{', '.join(others[:3])}{' and others' if len(others) > 3 else ''}",
            remedy="name another folder, or move these away",
        )


def _only_in(old: Path, new: Path) -> Iterator[str]:
    """What lies in ``old``, at any depth, and has no counterpart in ``new``; a folder without one is named as a whole.

    A counterpart is of the same kind, file or folder.  The runtime that another network had needs none; no other file
    is known not to be somebody's own, not even one called ``kd_...``.
    """
    for path in sorted(old.iterdir()):
        counterpart = new / path.name
        is_folder = path.is_dir() and not path.is_symlink()
        if not counterpart.exists() or is_folder != counterpart.is_dir():
            if is_folder or path.name not in RUNTIMES:
                yield path.name
        elif is_folder:
            yield from (f"{path.name}/{name}" for name in _only_in(path, counterpart))


@contextmanager
def open_bounded(path: Path, limit: int, error: type[KdEdgeError]) -> Iterator[BinaryIO]:
    """Open a file that may come from elsewhere: a regular one of at most ``limit`` bytes; links are followed.

    A pipe or a device would never end, and a sparse file may claim more bytes than there is memory.

    Raises:
        KdEdgeError: of class ``error``, if there is no such file, it may not be read, or it breaks the rule.
    """
    try:
        # Without O_NONBLOCK, opening a pipe that nobody writes to waits for ever.
        file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK))  # noqa: SIM115
    except (OSError, ValueError) as problem:  # ValueError: a NUL in the name
        raise _not_readable(path, error, getattr(problem, "strerror", None) or problem) from problem
    with file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise _not_readable(path, error, _KINDS.get(stat.S_IFMT(status.st_mode), "something else"))
        if status.st_size > limit:
            raise _too_large(path, limit, error, f"{status.st_size:,} bytes")
        yield file


def read_bounded(path: Path, limit: int, error: type[KdEdgeError]) -> bytes:
    """All bytes of a file that may come from elsewhere; limits and errors as for :func:`open_bounded`."""
    with open_bounded(path, limit, error) as file:
        try:
            data = file.read(limit + 1)  # files under /proc report a size of 0 although they have content
        except OSError as problem:
            raise _not_readable(path, error, problem.strerror) from problem
    if len(data) > limit:
        raise _too_large(path, limit, error, "more")
    return data


_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def _not_readable(path: Path, error: type[KdEdgeError], found: object) -> KdEdgeError:
    return error(
        f"{str(path)!r} is a regular file that may be read",
        found=found,
        remedy="check the path and the file's permissions",
    )


def _too_large(path: Path, limit: int, error: type[KdEdgeError], found: str) -> KdEdgeError:
    return error(
        f"{str(path)!r} has at most {limit:,} bytes", found=found, remedy="check that it is the file that you mean"
    )


def firmware_root() -> Path:
    """The folder of portable C sources: in a checkout beside the package, in a wheel inside it."""
    package = Path(__file__).resolve().parent
    bundled = package / "_firmware"
    return bundled if bundled.is_dir() else package.parent / "firmware"


@contextmanager
def _errors_about(target: Path) -> Iterator[None]:
    """Make OSErrors name ``target``, which the user knows, instead of its temporary sibling or no file at all."""
    hidden = str(target.parent / f".{target.stem}-")
    try:
        yield
    except OSError as error:
        if error.errno is None:  # NumPy's error for a full disk says how much was written, but not to which file
            raise OSError(errno.EIO, str(error), str(target)) from error
        if error.filename is None or str(error.filename).startswith(hidden):
            error.filename = str(target)
        raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
