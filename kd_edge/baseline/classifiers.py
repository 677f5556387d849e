"""The classical methods, from scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kd_edge.errors import MissingExtraError

TREES: Final = 300


def linear_discriminant(seed: int) -> Any:
    """Linear discriminant analysis with the shrinkage of Ledoit and Wolf; it draws nothing, so ``seed`` is not used."""
    try:
        from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "baseline") from error
    return make_pipeline(StandardScaler(), LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto"))


def extra_trees(seed: int) -> Any:
    """Extremely randomised trees: Geurts, Ernst and Wehenkel, Machine Learning 63, 2006."""
    try:
        from sklearn.ensemble import ExtraTreesClassifier
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "baseline") from error
    return ExtraTreesClassifier(TREES, random_state=seed)


CLASSIFIERS: Final[dict[str, Callable[[int], Any]]] = {"lda": linear_discriminant, "extra-trees": extra_trees}
"""Name -> a function from a seed to an object with scikit-learn's ``fit`` and ``predict``."""
