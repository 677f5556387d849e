"""`make bench-web`: a window by the page's module and by other runtimes on the same page, and in C natively.

Usage: python -m tests.phone.bench_web NODE_MODULES [BUNDLE] [ONNX]; the last one is the network as ONNX, which kd-edge
does not write.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from kd_edge.bundle import FLOAT_MODEL, INT8_MODEL, Bundle, open_bundle
from kd_edge.engines import open_engine
from kd_edge.phone.write import write_page
from tests.phone.conftest import served
from tests.views.browser import browser

ROUNDS = 5
WINDOWS = 200

IMPORTS = """<script type="importmap">{"imports": {
  "@litertjs/core": "./node_modules/@litertjs/core/dist/index.js",
  "@litertjs/wasm-utils": "./node_modules/@litertjs/wasm-utils/dist/index.js",
  "onnxruntime-web": "./node_modules/onnxruntime-web/dist/ort.wasm.min.mjs"
}}</script>"""

MODULE = """async (count) => {
  const { Recogniser } = await import("./module.js");
  const about = await (await fetch("bundle.json")).json(), wasm = await (await fetch("recogniser.wasm")).arrayBuffer();
  const { code } = await Recogniser.load(wasm, about, { hop: () => {} });
  const timed = (times) => { const at = performance.now(); code.kd_web_infer(times); return performance.now() - at; };
  timed(100);
  return Array.from({ length: count }, () => timed(10) * 100);
}"""

LITERT = """async ([count, model, shape, int8]) => {
  const { loadLiteRt, loadAndCompile, Tensor } = await import("@litertjs/core");
  window.litert ??= loadLiteRt("./node_modules/@litertjs/core/wasm/");
  await window.litert;
  const compiled = await loadAndCompile(model, { accelerator: "wasm" });
  const size = shape.reduce((one, other) => one * other);
  const noise = Array.from({ length: size }, () => Math.random() - 0.5);
  const input = new Tensor(int8 ? Int8Array.from(noise, (value) => value * 255) : Float32Array.from(noise), shape);
  const run = async () => { for (const out of [await compiled.run(input)].flat()) out.delete?.(); };
  for (let each = 0; each < 20; each += 1) await run();
  const spent = [];
  for (let each = 0; each < count; each += 1) {
    const at = performance.now();
    await run();
    spent.push((performance.now() - at) * 1000);
  }
  return spent;
}"""

ONNX = """async ([count, shape]) => {
  const ort = await import("onnxruntime-web");
  ort.env.wasm.wasmPaths = new URL("./node_modules/onnxruntime-web/dist/", location).href;
  ort.env.wasm.numThreads = 1;
  window.onnx ??= await ort.InferenceSession.create("network.onnx", { executionProviders: ["wasm"] });
  const size = shape.reduce((one, other) => one * other);
  const input = new ort.Tensor("float32", Float32Array.from({ length: size }, () => Math.random() - 0.5), shape);
  const run = () => window.onnx.run({ [window.onnx.inputNames[0]]: input });
  for (let each = 0; each < 20; each += 1) await run();
  const spent = [];
  for (let each = 0; each < count; each += 1) {
    const at = performance.now();
    await run();
    spent.push((performance.now() - at) * 1000);
  }
  return spent;
}"""


def main(modules: Path, folder: Path, onnx: Path | None) -> None:
    """Measure in turns, so that what else the machine does meets all alike; medians in microseconds."""
    bundle = open_bundle(folder)
    model = bundle.manifest.model
    shape = [1, model.window_size, model.feature_count]
    with tempfile.TemporaryDirectory() as name:
        site = write_page(bundle, Path(name) / "web").folder
        (site / "node_modules").symlink_to(modules.resolve())
        (site / "bench.html").write_text(f"<!doctype html><title>bench</title>{IMPORTS}")
        for file in (INT8_MODEL, FLOAT_MODEL):
            (site / file).write_bytes(bundle.read(file))
        asked: dict[str, tuple[str, Any]] = {
            "kd-edge, WebAssembly": (MODULE, WINDOWS),
            "LiteRT.js, int8": (LITERT, [WINDOWS, INT8_MODEL, shape, True]),
            "LiteRT.js, float32": (LITERT, [WINDOWS, FLOAT_MODEL, shape, False]),
        }
        if onnx is not None:
            shutil.copy(onnx, site / "network.onnx")
            asked["ONNX Runtime Web, float32"] = (ONNX, [WINDOWS, shape])
        spent: dict[str, list[float]] = {"kd-edge, C on this host": []}
        refused: dict[str, str] = {}
        with served(site) as server, browser() as opened:
            page = opened.new_page()
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text))
            page.goto(f"http://127.0.0.1:{server.port}/bench.html")
            for _ in range(ROUNDS):
                spent["kd-edge, C on this host"] += native(bundle)
                for runtime, (script, given) in asked.items():
                    if runtime not in refused:
                        try:
                            spent.setdefault(runtime, []).extend(page.evaluate(script, given))
                        except Exception as error:  # noqa: BLE001 - whatever a runtime throws is what it says
                            refused[runtime] = " ".join([str(error).splitlines()[0], *said[-2:]])
    base = median(spent["kd-edge, WebAssembly"])
    rows = {
        runtime: {
            "p50_us": round(median(values), 1),
            "p95_us": round(float(np.percentile(values, 95)), 1),
            "times_kd_edge": round(median(values) / base, 2),
        }
        for runtime, values in spent.items()
        if values
    }
    print(json.dumps({"bundle": bundle.manifest.name, "window": rows, "refused": refused}, indent=2))


def native(bundle: Bundle) -> list[float]:
    """Microseconds of windows in the generated C on this host, many in one call."""
    engine = open_engine(bundle.read(INT8_MODEL), "c")
    model = bundle.manifest.model
    inputs = np.random.default_rng(1).integers(-128, 128, (10, model.window_size, model.feature_count), np.int8)
    engine.infer(inputs)
    spent = []
    for _ in range(WINDOWS):
        began = time.perf_counter_ns()
        engine.infer(inputs)
        spent.append((time.perf_counter_ns() - began) / 1000 / len(inputs))
    return spent


if __name__ == "__main__":
    given = [Path(each) for each in sys.argv[1:]]
    main(given[0], given[1] if len(given) > 1 else Path("export/reference"), given[2] if len(given) > 2 else None)
