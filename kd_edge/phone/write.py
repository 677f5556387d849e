"""A bundle as a folder of files that any web server can offer: the page, its module, and a golden recording."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from kd_edge.bundle import Bundle
from kd_edge.codegen import LiveNetwork
from kd_edge.errors import BundleError
from kd_edge.files import atomic_folder, check_name
from kd_edge.phone.about import about
from kd_edge.phone.module import build_module
from kd_edge.phone.recording import wire_bytes
from kd_edge.play.golden_session import PlayedGoldens, play_goldens
from kd_edge.views.web.server import STATIC as VIEWS

TARGET: Final = "web"
"""What ``kd-edge export --target`` calls it."""

MODULE: Final = "recogniser.wasm"
_RECORDING_BYTES: Final = 1 << 18
_STATIC: Final = Path(__file__).parent / "static"
_VIEWS: Final = (
    *("uPlot.iife.min.js", "uPlot.min.css", "page.css"),
    *("kit.js", "traces.js", "timeline.js", "scores.js", "health.js"),
)
"""What the page shares with the views of a session on a computer."""

_WORKER: Final = "sw.js"
_MANIFEST: Final = "manifest.webmanifest"


@dataclass(frozen=True)
class Page:
    """A page on the disk.

    Attributes:
        folder: where.
        files: name -> bytes, raw and gzipped.
        recordings: how many golden recordings it carries.
        network: what its module computes at every hop.
    """

    folder: Path
    files: Mapping[str, tuple[int, int]]
    recordings: int
    network: LiveNetwork

    @property
    def gzip_bytes(self) -> int:
        """What a first visit loads, the golden recording left out; the network's weights are part of the module."""
        return sum(small for name, (_, small) in self.files.items() if name not in ("golden.bin", "LICENSE.txt"))


def write_page(bundle: Bundle, folder: Path, inference: str = "auto") -> Page:
    """Replace ``folder`` by a page that recognises with ``bundle``.

    Args:
        bundle: what recognises.
        folder: is replaced.
        inference: what is computed at every hop, one of :data:`~kd_edge.codegen.INFERENCE_CHOICES` but ``stateful``.

    Raises:
        BundleError: the bundle has no golden recordings, or others than its network generates.
        CodegenError: the network cannot take one frame at a time, which was asked for.
        DeployError: the compiler fails.
        MissingToolError: there is no zig.
        OSError, StorageError: the folder cannot be written, or holds something else.
    """
    name = check_name(bundle.manifest.name, "The name of a bundle", BundleError)
    played = _goldens(bundle)
    module = build_module(bundle, inference)
    files = {path.name: path.read_bytes() for path in sorted(_STATIC.iterdir())}
    files |= {view: (VIEWS / view).read_bytes() for view in _VIEWS}
    files["LICENSE.txt"] = (VIEWS / "uPlot.LICENSE.txt").read_bytes()
    files[MODULE] = module.code
    files["golden.bin"] = wire_bytes(played.session)
    files["bundle.json"] = msgspec.json.encode(about(bundle, module.network, played))
    summary = f"Recognises {len(bundle.manifest.model.labels)} signs"
    files[_MANIFEST] = files[_MANIFEST].replace(b"@NAME@", name.encode()).replace(b"@SUMMARY@", summary.encode())
    files[_WORKER] = fill_worker(files.pop(_WORKER), files)
    with atomic_folder(folder) as temporary:
        for file, data in files.items():
            (temporary / file).write_bytes(data)
    sizes = {file: (len(data), len(gzip.compress(data, 9, mtime=0))) for file, data in sorted(files.items())}
    return Page(folder, sizes, len(played.indices), module.network)


def _goldens(bundle: Bundle) -> PlayedGoldens:
    played = play_goldens(bundle, _RECORDING_BYTES)
    if played is None:
        raise BundleError(
            "A page carries golden recordings of its bundle, to be played and to be checked with",
            found=f"none of at most {_RECORDING_BYTES:,} bytes in {bundle.folder}",
            remedy="export the bundle again",
        )
    return played


def fill_worker(worker: bytes, files: Mapping[str, bytes]) -> bytes:
    """The service worker, which keeps all ``files`` if they are these; it is another one as soon as one of them is."""
    digests = {name: hashlib.sha256(data).hexdigest()[:16] for name, data in sorted(files.items())}
    listed = json.dumps(digests).encode()
    return worker.replace(b"@DIGEST@", hashlib.sha256(listed).hexdigest()[:16].encode()).replace(b"@FILES@", listed)
