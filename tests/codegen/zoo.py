"""Small networks of every shape that the generator takes, converted by the real converter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Build = Callable[[Any, Any, np.random.Generator], Any]


@dataclass(frozen=True)
class Specimen:
    """One network of the zoo.

    Attributes:
        name: what it is about.
        shape: of its input, with the batch of 1.
        build: from (tf, input tensor, random generator) to the output tensor, or a list of Keras layers.
        low, high: range of the representative data, which fixes the input's scale and zero point.
        float_io: keep float32 at both ends.
        slow: left out of the default run.
    """

    name: str
    shape: tuple[int, ...]
    build: Build | Callable[[Any], Sequence[Any]]
    low: float = -1.0
    high: float = 1.0
    float_io: bool = False
    slow: bool = False
    keras: bool = False


def convert(specimen: Specimen) -> bytes:
    """The specimen as an int8 flatbuffer; equal weights each time."""
    rng = np.random.default_rng(sum(map(ord, specimen.name)))
    data = rng.uniform(specimen.low, specimen.high, (60, *specimen.shape[1:])).astype(np.float32)
    if specimen.keras:
        import keras

        from kd_edge.export.convert import convert_int8

        keras.utils.set_random_seed(len(specimen.name))
        model = keras.Sequential([keras.Input(specimen.shape[1:]), *specimen.build(keras.layers)])  # type: ignore[call-arg]
        for variable in model.trainable_variables:
            if "bias" in variable.path:
                variable.assign(rng.normal(0, 0.3, variable.shape))
            elif "dense" in variable.path:  # scores far enough apart to tell hidden states apart
                variable.assign(variable * 5)
        return convert_int8(model, data)
    import tensorflow as tf

    function = tf.function(
        lambda x: specimen.build(tf, x, np.random.default_rng(len(specimen.name))),  # type: ignore[call-arg]
        input_signature=[tf.TensorSpec(specimen.shape, tf.float32)],
    ).get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([row[None]] for row in data)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    if not specimen.float_io:
        converter.inference_input_type = converter.inference_output_type = tf.int8
    return bytes(converter.convert())


def convolution(
    channels: int,
    kernel: tuple[int, int],
    *,
    strides: tuple[int, int] = (1, 1),
    padding: str = "SAME",
    dilations: tuple[int, int] = (1, 1),
    scale: float = 0.4,
    activation: str | None = None,
) -> Build:
    """A convolution with a bias."""

    def build(tf: Any, x: Any, rng: np.random.Generator) -> Any:
        weights = rng.normal(0, scale, (*kernel, x.shape[-1], channels)).astype(np.float32)
        weights *= rng.uniform(0.05, 2, channels).astype(np.float32)
        y = tf.nn.conv2d(x, weights, strides, padding, dilations=dilations)
        y += rng.normal(0, scale, channels).astype(np.float32)
        return getattr(tf.nn, activation)(y) if activation else y

    return build


def depthwise(
    multiplier: int, kernel: tuple[int, int], *, stride: int = 1, padding: str = "SAME", dilation: int = 1
) -> Build:
    """A depthwise convolution with a bias."""

    def build(tf: Any, x: Any, rng: np.random.Generator) -> Any:
        weights = rng.normal(0, 0.5, (*kernel, x.shape[-1], multiplier)).astype(np.float32)
        y = tf.nn.depthwise_conv2d(x, weights, [1, stride, stride, 1], padding, dilations=(dilation, dilation))
        return y + rng.normal(0, 0.3, y.shape[-1]).astype(np.float32)

    return build


def dense(units: int, scale: float = 0.3) -> Build:
    """A dense layer over everything."""

    def build(tf: Any, x: Any, rng: np.random.Generator) -> Any:
        flat = tf.reshape(x, [1, -1])
        weights = rng.normal(0, scale, (flat.shape[-1], units)).astype(np.float32)
        return tf.matmul(flat, weights) + rng.normal(0, scale, units).astype(np.float32)

    return build


def chain(*builds: Build) -> Build:
    """One after the other."""

    def build(tf: Any, x: Any, rng: np.random.Generator) -> Any:
        for step in builds:
            x = step(tf, x, rng)
        return x

    return build


def op(function: Callable[[Any, Any], Any]) -> Build:
    """A function of TensorFlow and the tensor alone."""
    return lambda tf, x, rng: function(tf, x)


softmax = op(lambda tf, x: tf.nn.softmax(x))


def _lstm(name: str, steps: int, features: int, units: Sequence[int], **keywords: Any) -> Specimen:
    def build(layers: Any) -> Sequence[Any]:
        lstms = [layers.LSTM(size, return_sequences=i < len(units) - 1) for i, size in enumerate(units)]
        return [*lstms, layers.Dense(5)]

    return Specimen(name, (1, steps, features), build, keras=True, **keywords)


def _keras(name: str, steps: int, features: int, build: Callable[[Any], Sequence[Any]], **keywords: Any) -> Specimen:
    return Specimen(name, (1, steps, features), build, keras=True, **keywords)


def _residual(tf: Any, x: Any, rng: np.random.Generator) -> Any:
    y = convolution(6, (3, 3), activation="relu")(tf, x, rng)
    z = convolution(6, (3, 3), scale=0.1)(tf, y, rng)
    return tf.nn.relu(y + z)


def _gated(tf: Any, x: Any, rng: np.random.Generator) -> Any:
    y = convolution(4, (1, 3))(tf, x, rng)
    gate = tf.sigmoid(tf.reduce_mean(y, axis=[1, 2], keepdims=True))
    return tf.tanh(y) * gate - 0.25 * y


def _branches(tf: Any, x: Any, rng: np.random.Generator) -> Any:
    parts = [convolution(channels, (1, 3))(tf, x, rng) for channels in (3, 5)]
    # One quantisation for both, as the converter wants it before a CONCATENATION.
    return tf.concat([tf.sigmoid(part) for part in parts], axis=-1)


def _sliced(tf: Any, x: Any, rng: np.random.Generator) -> Any:
    y = convolution(4, (1, 3), activation="relu6")(tf, x, rng)
    return tf.nn.relu6(y[:, :, 1:9:2, 1:3]) * 0.5


ZOO = (
    # Convolutions: rows that fill quads or do not, columns that fill blocks or do not.
    Specimen("conv 1x1 one channel", (1, 1, 7, 1), convolution(1, (1, 1))),
    Specimen("conv thin pair", (1, 1, 20, 5), convolution(2, (1, 5)), low=0, high=3),
    Specimen("conv thin pair odd width", (1, 1, 21, 3), convolution(2, (1, 5))),
    Specimen("conv thin single valid", (1, 1, 19, 6), convolution(1, (1, 4), padding="VALID")),
    Specimen("conv three channels stride 2", (1, 1, 33, 7), convolution(3, (1, 5), strides=(1, 2))),
    Specimen("conv five channels dilated", (1, 1, 40, 3), convolution(5, (1, 3), dilations=(1, 4))),
    Specimen("conv valid dilated", (1, 1, 40, 2), convolution(6, (1, 3), dilations=(1, 5), padding="VALID")),
    Specimen("conv 2d odd", (1, 9, 11, 3), convolution(7, (3, 3), strides=(2, 2)), low=-4, high=0.1),
    Specimen("conv 2d tall kernel", (1, 12, 6, 2), convolution(4, (5, 2), padding="VALID", activation="relu6")),
    Specimen("conv 2d dilated", (1, 12, 13, 2), convolution(3, (3, 2), dilations=(2, 3))),
    Specimen("conv relu tiny scale", (1, 1, 30, 4), convolution(8, (1, 3), activation="relu"), low=0, high=1e-3),
    Specimen("conv huge scale", (1, 1, 30, 4), convolution(8, (1, 3), scale=20), low=-1000, high=10),
    Specimen(
        "conv only",
        (1, 1, 64, 9),
        chain(
            convolution(16, (1, 5), activation="relu"),
            op(lambda tf, x: tf.nn.max_pool2d(x, [1, 2], [1, 2], "VALID")),
            convolution(24, (1, 3), padding="VALID", activation="relu"),
            op(lambda tf, x: tf.reduce_mean(x, axis=[1, 2])),
            dense(6),
            softmax,
        ),
    ),
    # Depthwise.
    Specimen("depthwise separable", (1, 1, 32, 6), chain(depthwise(1, (1, 5)), convolution(10, (1, 1)))),
    Specimen("depthwise 2d multiplier 3", (1, 8, 9, 2), depthwise(3, (3, 3), stride=2), low=-0.2, high=2),
    Specimen("depthwise valid", (1, 6, 12, 5), depthwise(1, (3, 4), padding="VALID")),
    Specimen("depthwise dilated", (1, 9, 14, 4), depthwise(1, (3, 3), dilation=2)),
    # Dense and softmax.
    Specimen("dense one", (1, 5), dense(1)),
    Specimen("dense 37", (1, 37), chain(dense(13), softmax), low=2, high=9),
    Specimen("dense 600", (1, 600), chain(dense(9), op(lambda tf, x: tf.nn.relu(x)), dense(3), softmax)),
    Specimen("softmax sharp", (1, 40), chain(dense(30, 8.0), softmax), low=-5, high=5),
    Specimen("softmax rows", (1, 4, 6), op(lambda tf, x: tf.nn.softmax(x)), low=-9, high=3),
    # Pools and means.
    Specimen("average pool same", (1, 7, 10, 3), op(lambda tf, x: tf.nn.avg_pool2d(x, [3, 3], [2, 2], "SAME"))),
    Specimen("max pool same", (1, 7, 10, 3), op(lambda tf, x: tf.nn.max_pool2d(x, [2, 3], [2, 2], "SAME"))),
    Specimen("average pool row", (1, 1, 31, 5), op(lambda tf, x: tf.nn.avg_pool2d(x, [1, 4], [1, 3], "VALID"))),
    Specimen("mean height", (1, 6, 5, 3), op(lambda tf, x: tf.reduce_mean(x, axis=1)), low=-3, high=8),
    Specimen("mean last", (1, 6, 5, 3), op(lambda tf, x: tf.reduce_mean(x * 3, axis=3))),
    Specimen("maximum of time", (1, 12, 5), op(lambda tf, x: tf.reduce_max(x, axis=1)), low=-3, high=8),
    Specimen("maximum last", (1, 6, 5, 3), op(lambda tf, x: tf.reduce_max(x * 3, axis=3))),
    # Elementwise and copies.
    Specimen("leaky", (1, 50), op(lambda tf, x: tf.nn.leaky_relu(x, 0.3)), low=-2, high=1),
    Specimen("residual", (1, 6, 7, 3), _residual),
    Specimen("gated", (1, 1, 12, 3), _gated),
    Specimen("branches", (1, 1, 14, 4), _branches),
    Specimen("sliced", (1, 1, 16, 3), _sliced),
    Specimen(
        "activations",
        (1, 50),
        chain(
            op(lambda tf, x: tf.tanh(x)),
            dense(20),
            op(lambda tf, x: tf.sigmoid(x)),
            dense(20),
            op(lambda tf, x: tf.nn.relu(x)),
            op(lambda tf, x: x + 0.1),
        ),
        low=-6,
        high=7,
    ),
    Specimen("broadcast", (1, 4, 5), op(lambda tf, x: (x - tf.reduce_mean(x, axis=2, keepdims=True)) * x)),
    Specimen("subtract backwards", (1, 9), op(lambda tf, x: np.full(1, 0.3, np.float32) - x * x)),
    Specimen("pad alone", (1, 3, 4, 2), op(lambda tf, x: tf.nn.relu(tf.pad(x, [[0, 0], [2, 1], [0, 3], [0, 0]])))),
    Specimen(
        "pad folded",
        (1, 1, 17, 3),
        chain(
            op(lambda tf, x: tf.pad(x, [[0, 0], [0, 0], [4, 0], [0, 0]])),
            convolution(4, (1, 3), padding="VALID", dilations=(1, 2)),
        ),
    ),
    Specimen(
        "shapes",
        (1, 6, 1, 4),
        op(lambda tf, x: tf.expand_dims(tf.squeeze(tf.transpose(tf.nn.relu(x), [0, 2, 1, 3]), axis=1), 3) + 1.0),
    ),
    Specimen("float ends", (1, 1, 15, 3), chain(convolution(4, (1, 3)), dense(3)), float_io=True),
    # LSTMs.
    _lstm("lstm 1", 3, 1, [1]),
    _lstm("lstm 3", 5, 2, [3], low=0, high=6),
    _lstm("lstm 4 far zero point", 6, 4, [4], low=3, high=4),
    _lstm("lstm 17", 8, 5, [17], low=-0.01, high=0.02),
    _lstm("lstm 32 loud", 9, 16, [32], low=-60, high=60),
    _lstm("lstm stacked", 7, 6, [10, 7, 9]),
    _lstm("lstm 64", 4, 33, [64], slow=True),
    _lstm("lstm 128", 3, 20, [128], slow=True),
    _keras(
        "lstm sequence",
        12,
        3,
        lambda layers: [
            layers.LSTM(6, return_sequences=True),
            layers.Flatten(),
            layers.Dense(4),
        ],
    ),
    _keras(
        "student valid",
        40,
        5,
        lambda layers: [
            layers.Conv1D(8, 5, activation="relu"),
            layers.AveragePooling1D(3),
            layers.Conv1D(6, 3, activation="relu"),
            layers.AveragePooling1D(2),
            layers.LSTM(12),
            layers.Dense(7),
        ],
    ),
    _keras(
        "student same",
        45,
        7,
        lambda layers: [
            layers.Conv1D(2, 5, activation="sigmoid", padding="same"),
            layers.AveragePooling1D(3),
            layers.Conv1D(4, 5, activation="relu", padding="same"),
            layers.AveragePooling1D(3),
            layers.LSTM(10, return_sequences=True),
            layers.LSTM(10),
            layers.Dense(6),
        ],
    ),
    _keras(
        "ds-cnn",
        48,
        6,
        lambda layers: [
            layers.Conv1D(12, 5, strides=2, padding="same", activation="relu"),
            layers.DepthwiseConv1D(3, padding="same", activation="relu"),
            layers.Conv1D(16, 1, activation="relu"),
            layers.MaxPooling1D(2),
            layers.Conv1D(9, 3, dilation_rate=2, activation="relu6", padding="causal"),
            layers.GlobalAveragePooling1D(),
            layers.Dense(5),
        ],
    ),
)


def specimen(name: str) -> Specimen:
    """The one of this name."""
    return next(item for item in ZOO if item.name == name)
