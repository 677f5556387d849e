"""Proof that a bundle does on this host what it did where it was made."""

from kd_edge.verify.verdict import Check, Verdict
from kd_edge.verify.verify import verify_bundle

__all__ = ["Check", "Verdict", "verify_bundle"]
