"""The text files of a bundle, each of them determined by its manifest and its int8 flatbuffer alone.

The exporter writes them, ``verify`` compares them, and firmware is compiled from them alone: other or
changed files in a folder never reach a compiler.
"""

from __future__ import annotations

from kd_edge.render.files import RENDERERS, generated_file, generated_files, write_sources

__all__ = ["RENDERERS", "generated_file", "generated_files", "write_sources"]
