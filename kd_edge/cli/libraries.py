"""What `kd-edge export --target` does: a bundle as a library for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from kd_edge.cli.options import open_chosen
from kd_edge.cli.output import print_json, say

LIBRARIES: Final = Path("build/libraries")
"""Where libraries are written, a folder for each bundle and target."""

target_option: Final = click.option(
    "--target",
    metavar="TOOLS",
    help="Write a library for cmake, arduino, platformio, zephyr, esp-idf, kotlin (Android) or swift (iOS) instead; "
    "for web, a page for phones; for tflite, models for apps.",
)

library_inference_option: Final = click.option(
    "--inference",
    type=click.Choice(("auto", "windows", "streaming")),
    default="auto",
    show_default=True,
    help="What a library computes at every hop: the whole window, or only what is new, with the same scores.",
)


def export_library(bundle: Path | None, target: str, out: Path | None, inference: str, *, as_json: bool) -> None:
    """Write the library and say what is in it; errors as for :func:`~kd_edge.libraries.write.write_library`."""
    from kd_edge.libraries.ecosystem import load_ecosystem
    from kd_edge.libraries.write import write_library

    others = {"web": export_page, "tflite": export_app_files}
    if target in others:
        others[target](bundle, out, inference, as_json=as_json)
        return
    ecosystem = load_ecosystem(target, *others)
    opened = open_chosen(bundle)
    folder = out or LIBRARIES / opened.manifest.name / target / "kd_recogniser"
    library = write_library(opened, target, folder, inference)
    if as_json:
        print_json(
            {
                "folder": str(folder),
                "target": target,
                "files": library.files,
                "golden_recordings": library.recordings,
                "inference": library.network.inference,
            }
        )
        return
    say(
        f"{folder}: {ecosystem.title}",
        f"  {len(library.files)} files, {library.recordings} golden recordings among them",
        f"  README.md says how to add it; {ecosystem.example_goes_to} is an example",
    )


def export_page(bundle: Path | None, out: Path | None, inference: str, *, as_json: bool) -> None:
    """Write the page and say how large it is; errors as for :func:`~kd_edge.phone.write.write_page`."""
    from kd_edge.phone.write import MODULE, TARGET, write_page

    opened = open_chosen(bundle)
    page = write_page(opened, out or LIBRARIES / opened.manifest.name / TARGET, inference)
    if as_json:
        print_json(
            {
                "folder": str(page.folder),
                "target": TARGET,
                "files": list(page.files),
                "golden_recordings": page.recordings,
                "inference": page.network.inference,
                "gzip_bytes": page.gzip_bytes,
            }
        )
        return
    raw, small = page.files[MODULE]
    say(
        f"{page.folder}: a page that works offline once it was opened",
        f"  {len(page.files)} files, {page.gzip_bytes:,} bytes gzipped, and {page.recordings} golden recordings",
        f"  {MODULE}: {raw:,} bytes, {small:,} gzipped, the network's weights among them",
        "  `kd-edge phone serve` offers it to a phone; any web server with https does, too",
    )


def export_app_files(bundle: Path | None, out: Path | None, inference: str, *, as_json: bool) -> None:
    """Write models for apps and say how large they are; errors as for :func:`~kd_edge.apps.write.write_app_files`."""
    from kd_edge.apps.write import TARGET, write_app_files

    if inference != "auto":
        raise click.UsageError("an app's interpreter computes whole windows: leave --inference out")
    opened = open_chosen(bundle)
    written = write_app_files(opened, out or LIBRARIES / opened.manifest.name / TARGET)
    if as_json:
        print_json(
            {
                "folder": str(written.folder),
                "target": TARGET,
                "files": dict(written.files),
                "added_bytes": dict(written.added_bytes),
            }
        )
        return
    say(
        f"{written.folder}: TFLite models for apps",
        *(
            f"  {name}: {written.files[name]:,} bytes, {added:,} of them signature, metadata and files"
            for name, added in written.added_bytes.items()
        ),
        "  classify.py and Recogniser.kt use them; README.md says what an app must do before every window",
    )
