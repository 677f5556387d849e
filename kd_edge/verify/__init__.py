"""Proof that a bundle computes on this host what it computed where it was exported."""

from kd_edge.verify.verdict import Check, Verdict
from kd_edge.verify.verify import verify_bundle

__all__ = ["Check", "Verdict", "verify_bundle"]
