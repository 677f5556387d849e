"""A bundle for the rig, small enough to train within a minute."""

from __future__ import annotations

from pathlib import Path

from kd_edge.recordings.recording import Dataset


def rig_bundle(out: Path, dataset: Dataset, data: Path) -> Path:
    """Train a small network for a minute and export it."""
    import keras

    from kd_edge.distill.recipe import Recipe, Settings
    from kd_edge.distill.train import distil_student
    from kd_edge.export.runs import export_run

    signal = dataset.signal
    keras.utils.set_random_seed(1)
    network = keras.Sequential(
        [
            keras.Input((signal.window_size, signal.feature_count)),
            keras.layers.Conv1D(16, 5, activation="relu"),
            keras.layers.AveragePooling1D(5),
            keras.layers.Conv1D(24, 5, activation="relu"),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(len(dataset.labels)),
        ]
    )
    settings = Settings(recipe=Recipe(epochs=30), name="rig")
    run = distil_student(dataset, out.parent / "runs", teacher=None, network=network, settings=settings)
    return export_run(run, out, data=data)
