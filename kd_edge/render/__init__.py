"""The text files of a bundle, each of them a function of its manifest and its int8 flatbuffer and of nothing else.

The exporter writes them, ``verify`` compares them, and a firmware is compiled from them alone: what a folder
holds besides, or instead, never reaches a compiler.
"""

from __future__ import annotations

from kd_edge.render.files import RENDERERS, generated_file, generated_files, write_sources

__all__ = ["RENDERERS", "generated_file", "generated_files", "write_sources"]
