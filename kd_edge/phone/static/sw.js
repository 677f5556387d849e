// Keeps the page on the device: after the first visit it needs no network.  Export fills in its digest, and the files with
// the beginnings of theirs: a page is kept whole or not at all.
const VERSION = "kd-edge-@DIGEST@", FILES = @FILES@;

// With these a browser shows the page a clock of microseconds, wherever the files are served from.
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

async function keep() {
  const found = await Promise.all(Object.keys(FILES).map(load));
  const cache = await caches.open(VERSION);
  await Promise.all(found.map(([name, response]) => cache.put(name, response)));
}

// Past the browser's own memory of it, where older files may lie.
async function load(name) {
  const response = await fetch(name, { cache: "reload" }), bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const begins = Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (begins !== FILES[name]) throw new Error(`${name} is of another version of the page`);
  return [name === "index.html" ? "./" : name, isolated(bytes, response)];
}

function isolated(body, { status, statusText, headers }) {
  const all = new Headers(headers);
  for (const [name, value] of Object.entries(ISOLATED)) all.set(name, value);
  for (const name of ["Content-Encoding", "Content-Length"]) all.delete(name); // of bytes that were unpacked since
  return new Response(body, { status, statusText, headers: all });
}

addEventListener("install", (event) => event.waitUntil(keep()));

// Another version waits until the pages of the one before are gone, or until one of them says that it may be replaced.
addEventListener("message", (event) => { if (event.data === "take over") event.waitUntil(skipWaiting()); });

addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)))).then(() => clients.claim()),
));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  event.respondWith(answer(request));
});

async function kept(request) {
  const asked = request.url.replace(/index\.html(?=$|[?#])/, "");
  try {
    return await (await caches.open(VERSION)).match(asked, { ignoreSearch: true });
  } catch {
    return undefined; // the storage is broken or was taken away
  }
}

async function answer(request) {
  const found = await kept(request);
  if (found) return found;
  const fetched = await fetch(request);
  return fetched.status === 0 ? fetched : isolated(fetched.body, fetched);
}
