"""A Keras model of images as TFLite int8: for networks whose input is no window of a signal."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from kd_edge.errors import ExportError
from kd_edge.export import canonical
from kd_edge.export.convert import quantise_fully, quiet


def convert_images_int8(model: keras.Model, images: NDArray[np.float32]) -> bytes:
    """``model`` with a softmax behind its logits, int8 from end to end, as TensorFlow's converter translates it.

    Nothing is read, folded or compared here as :func:`kd_edge.export.convert.convert` does for windows; compare the
    file's decisions with the model's before it is used.

    Args:
        model: images ``(batch, rows, columns, channels)`` to logits.
        images: representative float32 images ``(n, rows, columns, channels)``; they fix the quantisation ranges.

    Raises:
        ExportError: images of another shape, none, or not finite.
    """
    if not len(images) or images.shape[1:] != model.input_shape[1:] or not np.isfinite(images).all():
        raise ExportError(
            f"Representative images are finite numbers (n, {', '.join(map(str, model.input_shape[1:]))})",
            found=f"shape {images.shape}",
            remedy="pass training images",
        )
    with_softmax = keras.Model(model.inputs, keras.layers.Softmax()(model.outputs[0]))
    signature = tf.TensorSpec((1, *model.input_shape[1:]), tf.float32)
    function = tf.function(lambda image: with_softmax(image, training=False)).get_concrete_function(signature)
    frozen = convert_variables_to_constants_v2(function)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen], with_softmax)
    quantise_fully(converter, images)
    with quiet():
        return canonical.canonical(bytes(converter.convert()))
