"""The ecosystems that a library can be written for, each a folder under firmware/libraries.

``library.toml`` of the folder says what the ecosystem is called and where its example goes; all other files are copied
to the library, with what stands between two ``@`` filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from kd_edge.errors import DeployError
from kd_edge.files import firmware_root
from kd_edge.suggest import instead

DESCRIPTION = "library.toml"
_MEANT = {"android": "kotlin", "gradle": "kotlin", "java": "kotlin", "ios": "swift", "macos": "swift", "xcode": "swift"}


class Ecosystem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a library looks in one ecosystem: its ``library.toml``.

    Attributes:
        title: what it is, in a few words.
        use: how a library is added to a project, as Markdown.
        example_goes_to: path of the example in the library.
        example: a file of ``firmware/libraries/examples``, or none: then the ecosystem's folder has the example.
        main: what takes the place of ``int main(void)`` in the example.
        sources: where the library has its C files.
        also: files of ``firmware/`` that other ecosystems do without, and where they go.
        shared: shared libraries that are built of the C files, and zig's options for their processors.
    """

    title: str
    use: str
    example_goes_to: str
    example: str | None = None
    main: str = "int main(void)"
    sources: str = "src"
    also: Mapping[str, str] = {}
    shared: Mapping[str, tuple[str, ...]] = {}


def libraries_root() -> Path:
    """The folder with a folder for each ecosystem."""
    return firmware_root() / "libraries"


def ecosystems() -> list[str]:
    """The names of all ecosystems."""
    return sorted(path.parent.name for path in libraries_root().glob(f"*/{DESCRIPTION}"))


def load_ecosystem(name: str, *others: str) -> Ecosystem:
    """The ecosystem called ``name``; ``others`` are targets that are no libraries, to be suggested with them.

    Raises:
        DeployError: there is none.
    """
    if name not in ecosystems():
        raise DeployError(
            "A library is written for an ecosystem that kd-edge knows",
            found=name,
            remedy=f"write {_MEANT[name]}" if name in _MEANT else instead(name, [*ecosystems(), *others]),
        )
    return msgspec.toml.decode((libraries_root() / name / DESCRIPTION).read_bytes(), type=Ecosystem)


def templates(name: str) -> dict[str, str]:
    """The ecosystem's own files: texts by their path in the library."""
    home = libraries_root() / name
    files = sorted(path for path in home.rglob("*") if path.is_file() and path.name != DESCRIPTION)
    return {str(path.relative_to(home)): path.read_text() for path in files}
