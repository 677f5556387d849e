"""Read a bundle from a folder that may be untrusted: only listed, regular files of limited size, each of them once.

The contents that matched their hashes are kept in memory, so later changes in the folder have no effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from kd_edge import contract
from kd_edge.bundle.agreement import check_agreement
from kd_edge.bundle.golden import Golden, read_golden
from kd_edge.bundle.manifest import BUNDLE_LIMIT, FILE_LIMIT, GOLDEN, INT8_MODEL, MANIFEST, SCHEMA_VERSION, Manifest
from kd_edge.errors import BundleError
from kd_edge.files import check_name, read_bounded, sha256

_MANIFEST_LIMIT: Final = 1 << 20
_PATIENCE: Final = 20


@dataclass(frozen=True, eq=False)
class Bundle:
    """An opened bundle whose files all match their hashes, and whose manifest fits its network.

    Attributes:
        folder: where it was read from.
        manifest: its description.
        contents: bytes of every file that the manifest lists, and of the manifest, by name.
    """

    folder: Path
    manifest: Manifest
    contents: Mapping[str, bytes] = field(repr=False)

    def read(self, name: str) -> bytes:
        """Bytes of the bundle's file ``name``.

        Raises:
            BundleError: if the manifest does not list it.
        """
        if name not in self.contents:
            raise BundleError(
                f"Bundle {self.manifest.name!r} contains {name}",
                found=f"only {', '.join(sorted(self.manifest.files))}",
                remedy="export it again with `kd-edge export`",
            )
        return self.contents[name]

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the manifest, which itself holds the hash of every other file."""
        return bytes.fromhex(sha256(self.read(MANIFEST)))

    @cached_property
    def golden(self) -> Golden:
        """The golden vectors.

        Raises:
            BundleError: the bundle has none, or they are not what the manifest says.
        """
        return read_golden(self.read(GOLDEN), self.manifest)


def open_bundle(folder: Path) -> Bundle:
    """Open the bundle in ``folder``: check every hash, every bound, and the manifest against the network.

    Raises:
        BundleError: no manifest, unknown schema version, malformed manifest, missing or damaged file,
            a file that is not regular or too large, figures that contradict each other; one clear message
            for each.
    """
    for _ in range(_PATIENCE):
        seen = _identity(folder)
        try:
            return _open_once(folder)
        except BundleError:
            if _identity(folder) == seen:
                raise
    raise BundleError(
        "A bundle stays the same while it is read",
        found=f"{folder}, replaced {_PATIENCE} times",
        remedy="wait until the export that writes it has finished",
    )


def _identity(folder: Path) -> tuple[int, int] | None:
    """Identity of the folder that has this name now; it changes when a bundle is exported again."""
    try:
        status = folder.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _open_once(folder: Path) -> Bundle:
    try:
        data = read_bounded(folder / MANIFEST, _MANIFEST_LIMIT, BundleError)
    except BundleError as error:
        raise BundleError(
            f"A bundle is a folder with a {MANIFEST}",
            found=f"{str(folder / MANIFEST)!r}: {error.found}",
            remedy="name a folder that `kd-edge export` wrote",
        ) from error
    manifest = _read_manifest(data, folder / MANIFEST)
    check_name(manifest.name, f"The name in {folder / MANIFEST}", BundleError)  # folders are called after it
    contents: dict[str, bytes] = {}
    for name, expected in manifest.files.items():
        room = BUNDLE_LIMIT - sum(map(len, contents.values()))
        contents[name] = _read_file(folder, name, expected, min(FILE_LIMIT, room))
    if INT8_MODEL in contents:
        check_agreement(manifest, contents[INT8_MODEL])
    return Bundle(folder, manifest, contents | {MANIFEST: data})


def newest_bundle(root: Path) -> Path:
    """The bundle folder under ``root`` that was written last; hidden folders are unfinished or left over.

    Raises:
        BundleError: if there is none.
    """
    dated = []
    for path in root.glob(f"[!.]*/{MANIFEST}"):
        try:
            dated.append((path.stat().st_mtime_ns, path))
        except OSError:  # it was replaced after it was listed
            continue
    if not dated:
        raise BundleError(
            f"{root}/ holds a bundle", found="none", remedy="run `kd-edge export`, or name a bundle's folder"
        )
    return max(dated)[1].parent


def _read_manifest(data: bytes, path: Path) -> Manifest:
    with contract.raised_as(BundleError, remedy="export the bundle again, or install the kd-edge that wrote it"):
        return contract.decode_versioned(data, Manifest, version=SCHEMA_VERSION, schema="bundle", source=str(path))


def _read_file(folder: Path, name: str, expected: str, limit: int) -> bytes:
    if Path(name).name != name or name == MANIFEST or not name.isprintable():
        raise BundleError(
            "Files of a bundle lie directly in its folder", found=repr(name), remedy="export the bundle again"
        )
    try:
        data = read_bounded(folder / name, limit, BundleError)
    except BundleError as error:
        raise BundleError(
            f"Every file that the manifest names is a regular file of at most {limit:,} bytes in {folder}",
            found=f"{name}: {error.found}",
            remedy="copy the whole folder, or export the bundle again",
        ) from error
    actual = sha256(data)
    if actual != expected:
        raise BundleError(
            f"Every file matches the SHA-256 in {folder / MANIFEST}",
            found=f"{name} has {actual[:12]}..., expected {expected[:12]}...",
            remedy="copy the folder again, or export the bundle again",
        )
    return data
