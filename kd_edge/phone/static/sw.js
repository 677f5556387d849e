// Keeps the page on the device: after the first visit it needs no network.  Export fills in the files and their digest.
const VERSION = "kd-edge-@DIGEST@", FILES = @FILES@;

// With these a browser shows the page a clock of microseconds, wherever the files are served from.
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

addEventListener("install", (event) => event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(FILES)).then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)))).then(() => clients.claim()),
));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const kept = await (await caches.open(VERSION)).match(request, { ignoreSearch: true });
  const found = kept ?? (await fetch(request));
  if (found.status === 0) return found;
  const headers = new Headers(found.headers);
  for (const [name, value] of Object.entries(ISOLATED)) headers.set(name, value);
  return new Response(found.body, { status: found.status, statusText: found.statusText, headers });
}
