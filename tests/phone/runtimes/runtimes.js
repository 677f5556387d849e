// Runtimes that compute a network in the browser.  Each is told a window and gives a function that classifies it once
// and waits for the scores.  The page that imports this has an import map with their names.
const near = (folder) => new URL(`./node_modules/${folder}/`, location).href;
const once = {};
const first = (name, make) => (once[name] ??= make());

// TensorFlow.js comes as scripts, not as modules.
const scripts = async (...names) => {
  for (const name of names) {
    const added = Object.assign(document.createElement("script"), { src: `./node_modules/@tensorflow/${name}.min.js` });
    await new Promise((loaded, failed) => { Object.assign(added, { onload: loaded, onerror: failed }); document.head.append(added); });
  }
};

export async function kdEdge() {
  const { Recogniser } = await import("./module.js");
  const about = await (await fetch("bundle.json")).json(), wasm = await (await fetch("recogniser.wasm")).arrayBuffer();
  const { code } = await Recogniser.load(wasm, about, { hop: () => {} });
  return { many: (times) => code.kd_web_infer(times) };
}

export async function litert({ model, shape, window, int8 }) {
  const { loadLiteRt, loadAndCompile, Tensor } = await import("@litertjs/core");
  await first("litert", () => loadLiteRt(near("@litertjs/core/wasm")));
  const compiled = await loadAndCompile(model, { accelerator: "wasm" });
  const input = new Tensor(int8 ? Int8Array.from(window) : Float32Array.from(window), shape);
  return {
    async one() {
      const [out] = [await compiled.run(input)].flat(), scores = Array.from(out.toTypedArray());
      out.delete?.();
      return scores;
    },
  };
}

export async function onnx({ model, shape, window }) {
  const ort = await import("onnxruntime-web");
  ort.env.wasm.wasmPaths = near("onnxruntime-web/dist");
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  const input = new ort.Tensor("float32", Float32Array.from(window), shape);
  return { one: async () => Array.from((await session.run({ [session.inputNames[0]]: input }))[session.outputNames[0]].data) };
}

export async function tfjs({ model, shape, window }) {
  await scripts("tfjs/dist/tf", "tfjs-backend-wasm/dist/tf-backend-wasm");
  tf.wasm.setWasmPaths(near("@tensorflow/tfjs-backend-wasm/dist"));
  tf.wasm.setThreadsCount(1);
  await tf.setBackend("wasm");
  const network = await tf.loadLayersModel(model), input = tf.tensor(window, shape);
  return {
    async one() {
      const out = tf.tidy(() => network.predict(input)), scores = Array.from(await out.data());
      out.dispose();
      return scores;
    },
  };
}

export async function tflite({ model, shape, window, int8 }) {
  await scripts("tfjs/dist/tf", "tfjs-tflite/dist/tf-tflite");
  globalThis.tflite.setWasmPath(near("@tensorflow/tfjs-tflite/wasm"));
  await tf.setBackend("cpu");
  const network = await globalThis.tflite.loadTFLiteModel(model, { numThreads: 1 });
  const input = tf.tensor(window, shape, int8 ? "int32" : "float32");
  return {
    async one() {
      const out = tf.tidy(() => network.predict(input)), scores = Array.from(await out.data());
      out.dispose();
      return scores;
    },
  };
}

// Microseconds of `count` windows, and the scores of the first and of the last: all are the same window.
export async function timed(name, given, count) {
  const { one, many } = await first(`${name} ${JSON.stringify([given.model, given.int8])}`, () => runtimes[name](given));
  const spent = [];
  let began = null, scores = null;
  const warm = 20, together = many ? 10 : 1;
  for (let each = -warm; each < count; each += 1) {
    const at = performance.now();
    if (many) many(together); else scores = await one();
    began ??= scores;
    if (each >= 0) spent.push(((performance.now() - at) * 1000) / together);
  }
  return { spent, first: began, last: scores };
}
const runtimes = { kdEdge, litert, onnx, tfjs, tflite };
