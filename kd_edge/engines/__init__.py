"""Engines that run a bundle's network on this host: one protocol, several engines, no TensorFlow."""

from kd_edge.engines.engine import ENGINES, Engine, open_engine
from kd_edge.engines.quantise import dequantise, quantise

__all__ = ["ENGINES", "Engine", "dequantise", "open_engine", "quantise"]
