"""Update a bundle of an older version: its generated files are written again, everything else stays as it was."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kd_edge import contract
from kd_edge.bundle import INT8_MODEL, MANIFEST, open_bundle
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
    texts = generated_files(bundle.manifest, bundle.read(INT8_MODEL))
    kept = {name: bundle.read(name) for name in bundle.manifest.files}
    files = kept | {name: text.encode() for name, text in texts.items()}
    hashes = {name: sha256(data) for name, data in sorted(files.items())}
    manifest = contract.encode(msgspec.structs.replace(bundle.manifest, files=hashes))
    with atomic_folder(folder) as made:
        for name, data in (files | {MANIFEST: manifest}).items():
            (made / name).write_bytes(data)
    return folder
