"""Update a bundle of an older version: its generated files are written again, everything else stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from kd_edge import contract
from kd_edge.bundle import INT8_MODEL, MANIFEST, Bundle, Manifest, open_bundle
from kd_edge.files import atomic_folder, sha256
from kd_edge.render.files import generated_files


def refresh_bundle(folder: Path) -> Path:
    """Write the generated files of the bundle in ``folder`` again, from its own flatbuffer and manifest.

    Network, goldens, figures and provenance stay: whether the new files still do what the old ones did is
    for ``kd-edge verify`` to say.

    Returns:
        ``folder``, replaced as a whole.

    Raises:
        BundleError: it is not a valid bundle.
        CodegenError: this version's engine does not take the network.
    """
    bundle = open_bundle(folder)
    return rewrite_bundle(bundle, bundle.manifest)


def rewrite_bundle(bundle: Bundle, manifest: Manifest, files: Mapping[str, bytes] | None = None) -> Path:
    """Replace the folder of ``bundle``, as a whole, by one with ``manifest``, whose hashes are computed here.

    Args:
        bundle: all files that do not follow from the manifest stay as they are in it.
        manifest: what the generated files are made from.
        files: further files with new contents, by name.

    Returns:
        The folder.

    Raises:
        CodegenError: as for :func:`refresh_bundle`.
    """
    texts = generated_files(manifest, bundle.read(INT8_MODEL))
    kept = {name: bundle.read(name) for name in bundle.manifest.files}
    written = kept | dict(files or {}) | {name: text.encode() for name, text in texts.items()}
    hashes = {name: sha256(data) for name, data in sorted(written.items())}
    described = contract.encode(msgspec.structs.replace(manifest, files=hashes))
    with atomic_folder(bundle.folder) as made:
        for name, data in (written | {MANIFEST: described}).items():
            (made / name).write_bytes(data)
    return bundle.folder
