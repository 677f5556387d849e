"""A Keras network of your own, distilled, exported and verified.

Run it as ``python examples/own_keras_model.py [FOLDER]``.

Any Keras model from (batch, window_size, features) to logits can learn.  What the exporter cannot take is said
before the training starts.
"""

import sys
from pathlib import Path

import keras

from kd_edge.distill.recipe import Distillation, Recipe, Settings
from kd_edge.distill.train import distil_student, train_teacher
from kd_edge.export.runs import export_run
from kd_edge.recordings.archive import load_dataset, save_dataset
from kd_edge.recordings.synth.rig import synthesise
from kd_edge.recordings.synth.spec import Difficulty, SynthSpec
from kd_edge.verify import verify_bundle

keras.utils.set_random_seed(0)
folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/own_keras_model")
data = folder / "signs.npz"
spec = SynthSpec(signs=5, subjects=2, repetitions=12, sensors=2, difficulty=Difficulty(minimal_pairs=0.0))
save_dataset(synthesise(spec), data)
dataset = load_dataset(data)
shape = (dataset.signal.window_size, dataset.signal.feature_count)


def residual_network(filters: int) -> keras.Model:
    """Two convolutions around a shortcut, the mean over time, and a score for each sign."""
    frames = keras.Input(shape)
    first = keras.layers.Conv1D(filters, 5, strides=2, activation="relu")(frames)
    second = keras.layers.Conv1D(filters, 3, padding="same", activation="relu")(first)
    pooled = keras.layers.GlobalAveragePooling1D()(keras.layers.Add()([first, second]))
    return keras.Model(frames, keras.layers.Dense(len(dataset.labels))(pooled))


settings = Settings(recipe=Recipe(epochs=60), dataset_path=str(data))
teacher = train_teacher(dataset, folder / "runs", network=residual_network(32), settings=settings)
student = distil_student(
    dataset,
    folder / "runs",
    teacher=teacher,
    network=residual_network(12),
    settings=settings,
    distillation=Distillation(bank=4),
)
print(f"teacher {teacher.metrics.accuracy:.3f}, student {student.metrics.accuracy:.3f} on held-out repetitions")

bundle = export_run(student, folder / "bundle")
verdict = verify_bundle(bundle, dataset)
for check in verdict.checks:
    print(f"{check.name:17} {check.status}")
sys.exit(0 if verdict.passed else 1)
