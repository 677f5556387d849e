"""`make bench-web`: a window by the page's module and by other runtimes on the same page, and in C natively.

Usage: python -m tests.phone.bench_web NODE_MODULES BUNDLE...

All classify the same window: noise that the page's module makes for itself.  What another runtime answers is compared
with TFLite's float network, so that nothing is timed that computes something else.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from kd_edge.bundle import FLOAT_MODEL, INT8_MODEL, Bundle, open_bundle
from kd_edge.engines import open_engine
from kd_edge.phone.write import write_page
from tests.phone.conftest import served
from tests.phone.other_forms import layers, onnx_model, tfjs_layers
from tests.views.browser import browser

ROUNDS = 5
WINDOWS = 200
PAGE_MODULE, NATIVE = "kd-edge, WebAssembly", "kd-edge, C on this host"

HEAD = """<!doctype html><title>bench</title>
<script type="importmap">{"imports": {
  "@litertjs/core": "./node_modules/@litertjs/core/dist/index.js",
  "@litertjs/wasm-utils": "./node_modules/@litertjs/wasm-utils/dist/index.js",
  "onnxruntime-web": "./node_modules/onnxruntime-web/dist/ort.wasm.min.mjs"
}}</script>
<link rel="icon" href="icon.svg">"""

TIMED = """async ([name, given, count]) => (await import("./runtimes.js")).timed(name, given, count)"""


def main(modules: Path, folders: list[Path]) -> None:
    """Measure every bundle, and print figures as JSON and as the table of docs/phone.md."""
    before = os.getloadavg()
    measured = [measure(modules, open_bundle(folder)) for folder in folders]
    names = ("@litertjs/core", "onnxruntime-web", "@tensorflow/tfjs", "@tensorflow/tfjs-tflite")
    packages = {name: json.loads((modules / name / "package.json").read_text())["version"] for name in names}
    head = {"cores": os.cpu_count(), "load_before": before, "load_after": os.getloadavg(), "packages": packages}
    print(json.dumps({**head, "bundles": measured}, indent=2))
    for bundle in measured:
        print(f"\n| {bundle['bundle']} ({bundle['macs']:,} MACs) | times kd-edge | p50 | p95 | loads, gzipped |")
        print("| --- | --- | --- | --- | --- |")
        for runtime, row in bundle["window"].items():
            loaded = f"{row['loads_gzip_bytes'] / 1e6:.2f} MB" if row["loads_gzip_bytes"] else ""
            print(f"| {runtime} | {row['times_kd_edge']} | {row['p50_us']:,} µs | {row['p95_us']:,} µs | {loaded} |")
        for runtime, said in bundle["refused"].items():
            print(f"| {runtime} | refused: {said} | | | |")


def measure(modules: Path, bundle: Bundle) -> dict[str, Any]:
    """Runtimes in turns, so that what else the machine does meets all alike; microseconds of a window."""
    spent: dict[str, list[float]] = {PAGE_MODULE: [], NATIVE: []}
    refused: dict[str, str] = {}
    differs: dict[str, list[float]] = {}
    loads: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        site = write_page(bundle, Path(name) / "web").folder
        (site / "node_modules").symlink_to(modules.resolve())
        (site / "runtimes.js").write_bytes((Path(__file__).parent / "runtimes" / "runtimes.js").read_bytes())
        (site / "bench.html").write_text(HEAD)
        window, wanted = noise(bundle)
        asked = runtimes(bundle, site, window)
        with served(site) as server, browser() as opened:
            browser_version = opened.version
            said: list[str] = []
            pages = {runtime: opened.new_page() for runtime in asked}
            for runtime, page in pages.items():
                page.on("console", lambda message: said.append(message.text))
                page.on("request", lambda request, runtime=runtime: loads.setdefault(runtime, set()).add(request.url))
                page.goto(f"http://127.0.0.1:{server.port}/bench.html")
            for _ in range(ROUNDS):
                spent[NATIVE] += native(bundle, window)
                for runtime, (script, given) in asked.items():
                    if runtime in refused:
                        continue
                    try:
                        answer = pages[runtime].evaluate(TIMED, [script, given, WINDOWS])
                    except Exception as error:  # noqa: BLE001 - whatever a runtime throws is what it says
                        refused[runtime] = refusal(str(error), said)
                        continue
                    spent.setdefault(runtime, []).extend(answer["spent"])
                    if answer["first"] is not None:
                        ours = wanted[runtime.endswith("int8")]
                        differs.setdefault(runtime, [apart(answer["first"], ours)]).append(apart(answer["last"], ours))
        sizes = {runtime: gzipped(site, urls) for runtime, urls in loads.items()}
    base = median(spent[PAGE_MODULE])
    rows = {
        runtime: {
            "p50_us": round(median(values), 1),
            "p95_us": round(float(np.percentile(values, 95)), 1),
            "p99_us": round(float(np.percentile(values, 99)), 1),
            "windows": len(values),
            "loads_gzip_bytes": sizes.get(runtime),
            "times_kd_edge": round(median(values) / base, 2),
            "first_differs_from_tflite": differs[runtime][0] if runtime in differs else None,
            "last_differs_from_tflite": differs[runtime][-1] if runtime in differs else None,
        }
        for runtime, values in spent.items()
    }
    model = bundle.manifest.model
    about = {"bundle": bundle.manifest.name, "macs": model.macs, "parameters": model.parameters}
    return {**about, "browser": browser_version, "window": rows, "refused": refused}


def refusal(error: str, said: list[str]) -> str:
    """What a runtime says where it refuses a model: its error, and what it wrote to the console before it."""
    lines = [
        error.splitlines()[0].removeprefix("Page.evaluate: "),
        *(line for line in said[-2:] if line.startswith("ERROR")),
    ]
    return " ".join(dict.fromkeys(lines))


def gzipped(site: Path, urls: set[str]) -> int:
    """Bytes of what a runtime made the page load, models and the page itself left out, each file gzipped."""
    paths = [site / urlsplit(url).path[1:] for url in urls]
    kinds = (".js", ".mjs", ".wasm")
    code = [path for path in paths if path.suffix in kinds and path.name != "runtimes.js" and path.is_file()]
    return sum(len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in code)


def apart(scores: list[float], wanted: NDArray[Any]) -> float:
    """The largest difference between two runtimes' scores of one window."""
    return float(np.abs(np.array(scores) - wanted.astype(np.float64)).max())


def runtimes(bundle: Bundle, site: Path, window: NDArray[np.int8]) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is asked of ``runtimes/runtimes.js``, by what it is called here; models are written for them."""
    for file in (INT8_MODEL, FLOAT_MODEL):
        (site / file).write_bytes(bundle.read(file))
    network, shape = layers(bundle.read(FLOAT_MODEL)), window.shape[1:]
    (site / "tfjs.json").write_bytes(tfjs_layers(network, shape)[0])
    (site / "tfjs.bin").write_bytes(tfjs_layers(network, shape)[1])
    (site / "network.onnx").write_bytes(onnx_model(network, shape))
    head = {"shape": window.shape}
    int8 = {**head, "model": INT8_MODEL, "int8": True, "window": window.ravel().tolist()}
    single = {**head, "int8": False, "window": real(bundle, window).ravel().tolist()}
    return {
        PAGE_MODULE: ("kdEdge", {}),
        "LiteRT.js, int8": ("litert", int8),
        "LiteRT.js, float32": ("litert", {**single, "model": FLOAT_MODEL}),
        "ONNX Runtime Web, float32": ("onnx", {**single, "model": "network.onnx"}),
        "TensorFlow.js (WebAssembly), float32": ("tfjs", {**single, "model": "tfjs.json"}),
        "tfjs-tflite, int8": ("tflite", int8),
        "tfjs-tflite, float32": ("tflite", {**single, "model": FLOAT_MODEL}),
    }


def noise(bundle: Bundle) -> tuple[NDArray[np.int8], dict[bool, NDArray[Any]]]:
    """The window that ``kd_web_infer`` classifies, and what TFLite gives for it: int8 scores, float scores."""
    from ai_edge_litert.interpreter import Interpreter

    model = bundle.manifest.model
    values, state = [], 1
    for _ in range(model.window_size * model.feature_count):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state >> 24)
    window = np.array(values, np.uint8).view(np.int8).reshape(1, model.window_size, model.feature_count)
    wanted = {}
    for int8, file in ((True, INT8_MODEL), (False, FLOAT_MODEL)):
        interpreter = Interpreter(model_content=bundle.read(file))
        interpreter.allocate_tensors()
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], window if int8 else real(bundle, window))
        interpreter.invoke()
        wanted[int8] = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0]
    return window, wanted


def real(bundle: Bundle, window: NDArray[np.int8]) -> NDArray[np.float32]:
    """``window`` as the float network wants it."""
    quantised = bundle.manifest.input_quantisation
    return ((window.astype(np.float32) - quantised.zero_point) * quantised.scale).astype(np.float32)


def native(bundle: Bundle, window: NDArray[np.int8]) -> list[float]:
    """Microseconds of windows in the generated C on this host, many in one call."""
    engine = open_engine(bundle.read(INT8_MODEL), "c")
    inputs = np.repeat(window, 10, axis=0)
    engine.infer(inputs)
    spent = []
    for _ in range(WINDOWS):
        began = time.perf_counter_ns()
        engine.infer(inputs)
        spent.append((time.perf_counter_ns() - began) / 1000 / len(inputs))
    return spent


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
