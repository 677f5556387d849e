"""Classifies golden windows with TFLite's own interpreter: python classify.py [model_int8.tflite]."""

import json
import sys
import zipfile
from pathlib import Path

import numpy as np

try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:
    from tflite_runtime.interpreter import Interpreter

path = sys.argv[1] if len(sys.argv) > 1 else "model_int8.tflite"
with zipfile.ZipFile(path) as files:  # what is packed behind the model
    labels = files.read("labels.txt").decode().splitlines()
interpreter = Interpreter(model_path=path)
interpreter.allocate_tensors()
classify = interpreter.get_signature_runner("serving_default")
taken = classify.get_input_details()["window"]

golden = json.loads(Path("golden.json").read_text())
right = 0
for take in golden:
    window = np.array([take["window"]], np.float32)  # normalised frames
    if taken["dtype"] == np.int8:
        scale, zero_point = taken["quantization"]
        window = np.clip(np.rint(window / scale) + zero_point, -128, 127).astype(np.int8)
    interpreter.reset_all_variables()  # or the LSTM goes on from the window before
    scores = classify(window=window)["scores"][0]
    found = labels[int(scores.argmax())]
    right += found == take["label"]
    print(f"{take['label']:16} recognised as {found}")
print(f"{right} of {len(golden)} right")
