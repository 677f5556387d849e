"""A student of the MNIST campaign as it would be deployed: int8, verified, and counted on an emulated M4F."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import keras
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kd_edge import contract
from kd_edge.bench.engine.on_emulator import measure_models
from kd_edge.campaign.mnist.digits import Digits
from kd_edge.deploy.toolchain import find_toolchain
from kd_edge.engines import open_engine, quantise
from kd_edge.errors import VerificationError
from kd_edge.export.canonical import quantisations
from kd_edge.export.convert import representative_indices
from kd_edge.export.images import convert_images_int8
from kd_edge.files import write_bytes

CORE: Final = "m4"
GOLDENS: Final = 64
"""Test images on which TFLite Micro's own runtime is compared with the generated C, byte for byte."""
AGREEMENT: Final = 0.99


class Deployed(Struct, frozen=True, forbid_unknown_fields=True):
    """Figures of an int8 file.

    Attributes:
        network: the student's name.
        accuracy: of the generated C on all test images.
        agreement: share of them on which it chooses the digit that Keras chooses.
        goldens: test images on which the C gave TFLite Micro's own bytes.
        int8_bytes: size of the file.
        instructions: for one image on the emulated M4F; its outputs were compared, too.
        flash_bytes: code, tables and weights there.
        ram_bytes: arena and stack there.
    """

    network: str
    accuracy: float
    agreement: float
    goldens: int
    int8_bytes: int
    instructions: int
    flash_bytes: int
    ram_bytes: int


def measure_deployed(model: keras.Model, name: str, digits: Digits, folder: Path) -> Deployed:
    """Export ``model``, verify and measure it; a second call reads what the first one wrote to ``folder``.

    Raises:
        VerificationError: the C, on this host or on the emulated core, gives other bytes than TFLite Micro; or its
            decisions are not the model's on 99 % of the test images.
        DeployError: a compiler or the emulator is missing.
    """
    path = folder / f"{name}-deployed.json"
    if path.is_file():
        return contract.decode(path.read_bytes(), Deployed, source=str(path))
    chosen = representative_indices(len(digits.train_images))
    int8 = convert_images_int8(model, digits.train_images[chosen])
    write_bytes(folder / f"{name}.tflite", int8)
    inputs = quantise(digits.test_images, quantisations(int8)[0])
    scores = open_engine(int8, "c").infer(inputs)
    goldens = min(GOLDENS, len(inputs))
    oracle = open_engine(int8, "tflm").infer(inputs[:goldens])
    _require_equal(name, "compiled for this host", int(np.count_nonzero(scores[:goldens] != oracle)))
    expected = model.predict(digits.test_images, batch_size=500, verbose=0).argmax(axis=1)
    agreement = float(np.mean(scores.argmax(axis=1) == expected))
    if agreement < AGREEMENT:
        raise VerificationError(
            f"The int8 file chooses the model's digit for {AGREEMENT:.0%} of the test images",
            found=f"{agreement:.2%} of {name}",
            remedy="train longer, or with more hidden units",
        )
    deployed = _on_the_core(int8, name, inputs, oracle, scores, digits.test_labels, agreement)
    write_bytes(path, contract.encode(deployed))
    return deployed


def _on_the_core(
    int8: bytes,
    name: str,
    inputs: NDArray[np.int8],
    oracle: NDArray[np.int8],
    scores: NDArray[np.int8],
    labels: NDArray[np.int64],
    agreement: float,
) -> Deployed:
    with tempfile.TemporaryDirectory(prefix="kd-edge-") as folder:
        model = Path(folder) / "model.tflite"
        model.write_bytes(int8)
        np.savez(model.with_suffix(".npz"), x=inputs[: len(oracle)], y=oracle)
        (bench,) = measure_models([model], find_toolchain(), cores=(CORE,), optimisations=("-O2",))
    (cost,) = bench.costs
    _require_equal(name, f"on {cost.board}", cost.mismatches)
    return Deployed(
        network=name,
        accuracy=float(np.mean(scores.argmax(axis=1) == labels)),
        agreement=agreement,
        goldens=len(oracle),
        int8_bytes=len(int8),
        instructions=cost.instructions,
        flash_bytes=sum(cost.flash_bytes.values()),
        ram_bytes=sum(cost.ram_bytes.values()),
    )


def _require_equal(name: str, where: str, differing: int | None) -> None:
    if differing != 0:
        raise VerificationError(
            f"The generated C {where} gives TFLite Micro's bytes",
            found=f"{differing} differing bytes of {name}",
            remedy="report this network",
        )
