"""MkDocs hook: pages that live outside docs/, and one page of the API reference for each package.

README, CONTRIBUTING, CHANGELOG and the wire protocol stay where people look for them in the
repository; the site shows the same text with its links turned to the site's pages.  The reference
comes from the docstrings, so a new package gets its page without a word here.
"""

from __future__ import annotations

import ast
import logging
import re
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

LOG: Final = logging.getLogger("mkdocs.plugins.docs_pages")  # below `mkdocs`, so that --strict counts its warnings

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "kd_edge"
NOT_IN_THE_REFERENCE: Final = {"__init__", "cli"}  # commands document themselves with --help

OUTSIDE: Final = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "firmware/protocol/PROTOCOL.md": "protocol.md",
}
"""Pages outside docs/, by their path in the repository, and their name on the site."""

SOURCE_LINKS: Final = re.compile(r"\[([^\]]+)\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that ``docs/`` does not hold."""
    for path, name in OUTSIDE.items():
        files.append(File.generated(config, name, content=site_text(ROOT / path)))
    for name in reference_names():
        files.append(File.generated(config, f"api/{name}.md", content=reference_page(name)))
    return files


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the reference into the navigation."""
    nav: list[Any] = config.nav or []
    nav.append({"API reference": [{name: f"api/{name}.md"} for name in reference_names()]})
    config.nav = nav
    return config


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turn the links of pages within ``docs/`` that lead out of it."""
    path = ROOT / "docs" / page.file.src_uri
    return with_site_links(markdown, path.parent) if path.exists() else markdown


def site_text(path: Path) -> str:
    """The text of a page outside ``docs/``, its links turned to the site's pages."""
    return with_site_links(path.read_text(), path.parent)


def with_site_links(text: str, folder: Path) -> str:
    """``text`` of a page in ``folder``: links to pages of the site lead there, others keep their words only."""

    def turned(link: re.Match[str]) -> str:
        words, target, anchor = link[1], (folder / link[2]).resolve(), link[3] or ""
        if not target.exists():
            LOG.warning("A page in %s links to %s, which is not there", folder, link[2])
        relative = target.relative_to(ROOT).as_posix() if target.is_relative_to(ROOT) else ""
        if relative in OUTSIDE:
            return f"[{words}]({OUTSIDE[relative]}{anchor})"
        if relative.startswith("docs/"):
            return f"[{words}]({relative.removeprefix('docs/')}{anchor})"
        return words

    return SOURCE_LINKS.sub(turned, text)


def reference_names() -> list[str]:
    """Packages and top-level modules of kd_edge that the reference shows."""
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return sorted((modules | packages) - NOT_IN_THE_REFERENCE)


def reference_page(name: str) -> str:
    """The page of one package: mkdocstrings fills it in from the source, which is never imported."""
    source = PACKAGE / name / "__init__.py" if (PACKAGE / name).is_dir() else PACKAGE / f"{name}.py"
    summary = (ast.get_docstring(ast.parse(source.read_text())) or "").splitlines()[0]
    return f"---\ndescription: {summary!r}\n---\n\n::: kd_edge.{name}\n"
