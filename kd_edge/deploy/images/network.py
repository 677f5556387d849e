"""A bundle's network as what stands behind kd_runtime.h: which runtime, and over windows or frame by frame."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kd_edge.bundle import INT8_MODEL, Bundle
from kd_edge.codegen import Inference, LiveNetwork, live_network, write_model
from kd_edge.deploy.images.build import Component
from kd_edge.deploy.images.tflm import MODEL_FILES as TFLM_FILES
from kd_edge.deploy.images.tflm import find_tree, measure_arena
from kd_edge.deploy.toolchain import Core, Toolchain
from kd_edge.errors import DeployError
from kd_edge.files import firmware_root
from kd_edge.learn.head import HeadFile
from kd_edge.render import write_sources

MODEL_SOURCE: Final = "kd_model.c"
MODEL_HEADER: Final = "kd_model.h"

Runtime = Literal["c", "tflm"]


@dataclass(frozen=True, eq=False)
class Network:
    """The network of an image.

    Attributes:
        components: implement kd_runtime.h.
        runtime: what executes the network.
        live: the generated code, and what it computes at every hop; None for TensorFlow Lite Micro.
    """

    components: tuple[Component, ...]
    runtime: Runtime
    live: LiveNetwork | None = None

    @property
    def inference(self) -> Inference:
        """What is computed at every hop."""
        return Inference.WINDOWS if self.live is None else self.live.inference

    @property
    def reason(self) -> str:
        """Why the network does not take one frame at a time, where nobody asked for windows; else empty."""
        return "" if self.live is None else self.live.reason


def make_network(
    runtime: Runtime,
    bundle: Bundle,
    core: Core,
    toolchain: Toolchain,
    generated: Path,
    *,
    inference: str = "auto",
    learn: bool = False,
) -> Network:
    """The component that implements kd_runtime.h, its files written to ``generated``.

    Args:
        runtime: ``c``, the generated engine, or ``tflm``, a TensorFlow Lite Micro that the user has built.
        bundle: whose network.
        core: of the board.
        toolchain: the compiler; ``tflm`` needs gcc.
        generated: a folder.
        inference: one of :data:`~kd_edge.codegen.INFERENCE_CHOICES`.
        learn: take the last layer apart, so that the board can learn another one.

    Raises:
        BundleError: the bundle lacks its generated files, or they are not what its network generates.
        CodegenError: the network cannot take one frame at a time, which was asked for.
        DeployError: there is no TensorFlow Lite Micro, or it was asked to take one frame at a time or to learn.
        EngineError: the network does not end in a layer that a board can learn.
    """
    if runtime == "tflm":
        if learn:
            raise DeployError(
                "A board learns with the generated engine",
                found="--runtime tflm",
                remedy="use --runtime c, or leave --learn out",
            )
        if inference not in ("auto", Inference.WINDOWS):
            raise DeployError(
                "TensorFlow Lite Micro classifies whole windows",
                found=f"--inference {inference}",
                remedy="use --runtime c, or leave --inference out",
            )
        write_sources(bundle, generated, TFLM_FILES)
        tree = find_tree(core, toolchain)
        expected = bundle.manifest.tflm_arena_bytes
        arena = measure_arena(generated, core, tree, toolchain, expected_bytes=expected)
        return Network((tree.component(generated, arena_bytes=arena),), runtime)
    live = write_network(bundle, generated, inference, without_last_layer=learn)
    home = firmware_root() / "runtime"
    sources = (home / live.inference.runtime_source, *([home / "kd_head.c"] if learn else []))
    return Network(
        (
            Component("runtime", sources, (home, home / "c"), ("KD_HEAD_APART",) if learn else ()),
            Component("model", (generated / MODEL_SOURCE,), (generated,)),
        ),
        runtime,
        live,
    )


def write_network(
    bundle: Bundle, folder: Path, inference: str = "auto", *, without_last_layer: bool = False
) -> LiveNetwork:
    """Write ``kd_model.c`` and ``kd_model.h`` for live recognition into ``folder``; errors as for :func:`make_network`.

    The bundle's own, which take windows, are compared with what its network generates in any case.
    """
    write_sources(bundle, folder, (MODEL_HEADER, MODEL_SOURCE))
    signal, model = bundle.manifest.signal, bundle.read(INT8_MODEL)
    if without_last_layer:
        model = HeadFile.of(model).ending_in_features()
    live = live_network(model, signal.window_size, signal.window_increment, inference)
    if live.inference != Inference.WINDOWS or without_last_layer:
        write_model(live.generated, folder)
    return live
