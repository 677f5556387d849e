"""What is wrong with a model is called by its name, and a misshapen one is an error, never a traceback."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kd_edge.codegen import StreamOptions, generate
from kd_edge.errors import CodegenError
from tests.codegen.fuzz.graphs import random_graph
from tests.codegen.writer import Activations, ModelWriter, flatbuffers, one_operator, schema

ENTRY, OUTPUT = Activations((1, 4), 0.1), Activations((1, 4), 0.2)


def relu(**changes: Any) -> bytes:
    """A model of one RELU, with ``changes`` of its output tensor's quantisation."""
    return repacked(one_operator("RELU", [ENTRY], OUTPUT), lambda model: _quantise(model, changes))


def _quantise(model: Any, changes: dict[str, Any]) -> None:
    vars(model.subgraphs[0].tensors[1].quantization).update(changes)


def repacked(data: bytes, change: Any) -> bytes:
    """``data`` after ``change`` of its object form."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(data))
    change(model)
    builder = flatbuffers.Builder(4096)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def custom() -> bytes:
    """A model as a compiler for an NPU leaves it: one operator, and a scratch tensor that nobody writes."""
    writer = ModelWriter(ENTRY)
    writer.add("CUSTOM", [ENTRY, Activations((64,), dtype=np.int8)], OUTPUT)
    return repacked(writer.finish(OUTPUT), lambda model: setattr(model.operatorCodes[0], "customCode", b"ethos-u"))


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
CASES = {
    "custom operator": (custom, "CUSTOM 'ethos-u'", "well-formed"),
    "scale of 0": (lambda: relu(scale=[0.0]), "Every scale is a positive number", "well-formed"),
    "scale that is no number": (lambda: relu(scale=[float("nan")]), "scale nan of tensor 1", "well-formed"),
    "zero point": (lambda: relu(zeroPoint=[10**6]), "Zero points are 16-bit numbers", "well-formed"),
    "pointer": (lambda: POINTER, "git lfs pull", "convert the model again"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_message_names_the_cause(name: str) -> None:
    model, said, unsaid = CASES[name]
    with pytest.raises(CodegenError) as caught:
        generate(model())
    assert said in str(caught.value)
    assert unsaid not in str(caught.value)


def test_resource_variables_are_called_so(shared: Path) -> None:
    path = shared / "zoo" / "wake_word_v2.tflite"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    with pytest.raises(CodegenError, match="resource variables") as caught:
        generate(path.read_bytes())
    assert "LSTM" not in str(caught.value)


def misshape(model: Any, rng: np.random.Generator) -> None:
    """Another rank, size, operand, kind or option somewhere."""
    graph = model.subgraphs[0]
    tensor = graph.tensors[rng.integers(len(graph.tensors))]
    operator = graph.operators[rng.integers(len(graph.operators))]
    match int(rng.integers(6)):
        case 0:
            tensor.shape = list(tensor.shape)[: rng.integers(len(tensor.shape) + 1)]
        case 1:
            tensor.shape = rng.permutation([*tensor.shape, int(rng.integers(0, 4))]).tolist()
        case 2 if len(tensor.shape):
            shape = list(tensor.shape)
            shape[rng.integers(len(shape))] = int(rng.integers(0, 9))
            tensor.shape = shape
        case 3:
            operator.inputs = rng.permutation(
                list(operator.inputs)[: rng.integers(1, len(operator.inputs) + 1)]
            ).tolist()
        case 4:
            operator.opcodeIndex = int(rng.integers(len(model.operatorCodes)))
        case _ if operator.builtinOptions is not None:
            fields = vars(operator.builtinOptions)
            numbers = [name for name, value in fields.items() if type(value) is int]
            if numbers:
                fields[str(rng.choice(numbers))] = int(rng.integers(-3, 8))


def test_misshapen_graphs_end_in_a_model_or_an_error() -> None:
    seen: Counter[str] = Counter()
    for seed in range(50):
        graph = random_graph(seed).model
        rng = np.random.default_rng(seed)
        for _ in range(8):
            data = repacked(graph, lambda model, rng=rng: misshape(model, rng))
            for mode in (None, StreamOptions(), StreamOptions(stateful=True)):
                try:
                    generate(data, mode)
                    seen["model"] += 1
                except CodegenError:
                    seen["error"] += 1
    assert min(seen["model"], seen["error"]) > 200
