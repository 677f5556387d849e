"""Whether a trained network is ready: one that loses to the classical baseline is not."""

from __future__ import annotations

from msgspec import Struct

from kd_edge.baseline.run import find_baseline
from kd_edge.distill.runs import Run


class Standing(Struct, frozen=True, forbid_unknown_fields=True):
    """A network beside the best classical method on the same data and split.

    Attributes:
        method: the best classical method.
        accuracy: its accuracy, mean over its seeds.
        ahead: accuracy of the network minus that; below 0, the network is not ready.
    """

    method: str
    accuracy: float
    ahead: float

    @property
    def ready(self) -> bool:
        """Whether the network is at least as good."""
        return self.ahead >= 0

    @property
    def sentence(self) -> str:
        """The verdict for a person, such as ``not ready: 2.1 points behind extra-trees (0.8210)``."""
        place = "ahead of" if self.ahead > 0 else "behind" if self.ahead < 0 else "level with"
        distance = f"{abs(100 * self.ahead):.1f} points " if self.ahead else ""
        return f"{'' if self.ready else 'not ready: '}{distance}{place} {self.method} ({self.accuracy:.4f})"


def standing(run: Run) -> Standing | None:
    """How a complete ``run`` compares with the baseline in its own folder of runs; None where none was measured.

    Raises:
        ContractError: the baseline's file is damaged.
    """
    config = run.config
    baseline = find_baseline(
        run.folder.parent,
        dataset=config.dataset,
        dataset_fingerprint=config.dataset_fingerprint,
        split=config.split,
        windows=(config.signal.window_size, config.signal.window_increment),
        wearer="as-recorded" if config.wearers is None else "canonical",
    )
    if baseline is None:
        return None
    best = baseline.best
    ahead = round(run.metrics.accuracy - best.accuracy, 9)  # equal counts of hits may differ in the last bit
    return Standing(best.method, best.accuracy, ahead)
