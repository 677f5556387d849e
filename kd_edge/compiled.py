"""C compiled for this host, as shared libraries in the user's cache: checked for owner and content, or built again.

A library's name is a hash of everything that it is built from, so that a second start needs no compiler.  Its last
32 bytes are the SHA-256 of the others, because loading an incomplete file would crash the process.  When one is added,
those that were not used for longest make room.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import platform
import shlex
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kd_edge.errors import EngineError, MissingCompilerError
from kd_edge.files import sha256, write_bytes

_CACHE: Final = "KD_EDGE_CACHE"
_OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_DIGEST_BYTES: Final = 32
_BUILD_SECONDS: Final = 300
_KEPT: Final = 300
"""Libraries in the cache, about 60 KB each."""
_KINDS: Final = ("engine", "live")
_DIGITS: Final = 24
"""A library's name is its kind and so many hexadecimal digits; others' libraries in the folder are left alone."""
_FLAGS: Final = ("-std=c99", "-O3", "-fPIC", "-shared", "-fvisibility=default")
_NATIVE: Final = "-march=native"


@dataclass(frozen=True)
class Program:
    """What a library is built from.

    Attributes:
        texts: generated files by name; those that end in ``.c`` are compiled.
        sources: further files to compile.
        includes: folders of headers, all of which count as ingredients.
    """

    texts: dict[str, str]
    sources: Sequence[Path] = ()
    includes: Sequence[Path] = ()


def host_flags() -> tuple[str, ...]:
    """Compiler options for this machine, which the library never leaves."""
    known = platform.machine().lower() in ("x86_64", "amd64", "aarch64", "arm64")
    return (*_FLAGS, _NATIVE) if known else _FLAGS


def load_cached(key: str, make: Callable[[], Program], flags: Sequence[str]) -> ctypes.CDLL:
    """The library with this ``key``, without making its program if it was built before.

    Args:
        key: a digest of everything that the program follows from, this kd-edge included.
        make: generates the program.
        flags: compiler options; compiler and machine need not be in ``key``.

    Raises:
        EngineError: as for :func:`load_library`.
    """
    name = sha256("\0".join([key, *_compiler(), *flags, platform.machine(), platform.node()]).encode())
    try:
        library = _cache_folder() / f"live-{name[:_DIGITS]}.so"
        if not _is_sound(library):
            _keep(library, build_library(make(), flags).read_bytes())
        return ctypes.CDLL(str(library))
    except OSError as error:
        raise EngineError(
            "The compiled engine can be loaded from the user's cache",
            found=error,
            remedy=f"name a folder of yours that allows programs in the environment variable {_CACHE}",
        ) from error


def load_library(program: Program, flags: Sequence[str]) -> ctypes.CDLL:
    """The shared library of ``program``; one that does not load is built again, once.

    Raises:
        EngineError: no compiler or one that refuses, a cache that cannot be used, a library that does not load.
    """
    path = build_library(program, flags)
    try:
        return ctypes.CDLL(str(path))
    except OSError:
        path.unlink(missing_ok=True)
    try:
        return ctypes.CDLL(str(build_library(program, flags)))
    except OSError as error:
        raise EngineError(
            "The compiled engine can be loaded",
            found=error,
            remedy=f"name a folder on a file system that allows programs in the environment variable {_CACHE}",
        ) from error


def build_library(program: Program, flags: Sequence[str]) -> Path:
    """The path of a program's library, from the cache or freshly compiled.

    Raises:
        EngineError: as for :func:`load_library`.
    """
    compiler = _compiler()
    headers = sorted(header for folder in program.includes for header in folder.glob("*.h"))
    ingredients = [*program.texts.values(), *(path.read_text() for path in [*headers, *program.sources])]
    machine = (platform.machine(), platform.node())  # -march=native is this machine's
    key = sha256("\0".join([*ingredients, *compiler, *flags, *machine]).encode())
    try:
        library = _cache_folder() / f"engine-{key[:_DIGITS]}.so"
        if not _is_sound(library):
            _compile(program, [*compiler, *flags], library)
    except OSError as error:
        raise EngineError(
            "Compiled engines are kept in the user's cache",
            found=f"{error.filename or ''}: {error.strerror or error}".removeprefix(": "),
            remedy=f"name a folder of yours in the environment variable {_CACHE}, or use another --engine",
        ) from error
    return library


def _compile(program: Program, command: Sequence[str], library: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as name:
        folder = Path(name)
        for filename, text in program.texts.items():
            (folder / filename).write_text(text)
        sources = [*(folder / filename for filename in program.texts if filename.endswith(".c")), *program.sources]
        includes = [f"-I{place}" for place in (folder, *program.includes)]
        target = folder / "engine.so"
        try:
            result = subprocess.run(
                [*command, *includes, *map(str, sources), "-o", str(target)],
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=_BUILD_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _refused(str(error)) from error
        if result.returncode != 0:
            raise _refused("\n".join(result.stderr.splitlines()[:10]))
        data = target.read_bytes()
    _keep(library, data + hashlib.sha256(data).digest())


def _keep(library: Path, data: bytes) -> None:
    """Write a library into the cache, and remove what was not used for longest if there are too many."""
    write_bytes(library, data)
    ours = (other for kind in _KINDS for other in library.parent.glob(f"{kind}-{'[0-9a-f]' * _DIGITS}.so"))
    others = [other for other in ours if other != library]
    for other in sorted(others, key=_last_used, reverse=True)[_KEPT - 1 :]:
        other.unlink(missing_ok=True)


def _last_used(library: Path) -> float:
    """Its time of change, which every use renews; 0 if another process has just removed it."""
    try:
        return library.lstat().st_mtime
    except OSError:
        return 0.0


def _refused(found: str) -> EngineError:
    return EngineError(
        "The host's C compiler builds the engine",
        found=found,
        remedy="name another compiler in the environment variable CC",
    )


def _is_sound(library: Path) -> bool:
    """Whether ``library`` is complete, belongs to this user and cannot be changed by others."""
    try:
        status = library.lstat()
        ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
        if not ours or status.st_mode & _OTHERS_MAY_WRITE:
            return False
        data = library.read_bytes()
    except OSError:
        return False
    with contextlib.suppress(OSError):  # a file system that only reads does not matter here
        os.utime(library)
    return len(data) > _DIGEST_BYTES and hashlib.sha256(data[:-_DIGEST_BYTES]).digest() == data[-_DIGEST_BYTES:]


def _cache_folder() -> Path:
    """Where compiled engines are kept: ``KD_EDGE_CACHE``, else the user's cache; a folder that only we may change.

    Raises:
        EngineError: it belongs to somebody else, who could put any program there.
        OSError: it cannot be made.
    """
    named = os.environ.get(_CACHE)
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = Path(named) if named else base / "kd-edge"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.stat()
    if status.st_uid != os.geteuid():
        raise EngineError(
            "The cache of compiled engines belongs to you",
            found=f"{folder} of user {status.st_uid}",
            remedy=f"name a folder of yours in the environment variable {_CACHE}",
        )
    if status.st_mode & _OTHERS_MAY_WRITE:
        folder.chmod(stat.S_IMODE(status.st_mode) & ~_OTHERS_MAY_WRITE)
    return folder


def _compiler() -> list[str]:
    """The compiler of ``CC``, else the first that is installed."""
    text = os.environ.get("CC", "")
    try:
        named = shlex.split(text)
    except ValueError as error:
        raise MissingCompilerError(
            "The environment variable CC is a command", found=f"CC={text}: {error}", remedy="close its quotes"
        ) from error
    for command in [named] if named else (["cc"], ["gcc"], ["clang"]):
        if shutil.which(command[0]):
            return command
    raise MissingCompilerError(
        "The C engine needs a C compiler on this host",
        found=f"CC={shlex.join(named)}, which is not installed" if named else "neither cc, gcc nor clang",
        remedy="install one, set CC, or use --engine litert",
    )
