"""The hop that suits a network's strides, so that a device need not compute every window anew."""

from __future__ import annotations

from kd_edge.model.family import Family


def hop_remark(network: Family, hop: int) -> str | None:
    """What to know about ``hop``, in frames, before ``network`` is trained; None if it suits or cannot matter."""
    stride = network.frame_stride
    if stride is None or hop % stride == 0:
        return None
    suits = max(1, round(hop / stride)) * stride
    return (
        f"note: with a hop of {hop} frames, devices compute every window of {network.name!r} anew; with a multiple of "
        f"its total stride of {stride} they take one frame at a time, for less than half of the work: --hop {suits}"
    )
