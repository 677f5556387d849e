// The page on the device, without a network; and how another version takes over.
const REFUSED = "Not kept for offline use: the browser keeps nothing here (a private window, or no space), or the page on the server is incomplete.";

// `idle` says whether the page may be replaced by loading it anew: nothing was begun that would be lost.
export async function keepOffline(idle, notice) {
  const keeper = navigator.serviceWorker, before = keeper?.controller;
  if (!keeper) return;
  keeper.addEventListener("controllerchange", () => { if (before && idle()) location.reload(); });
  try {
    const registration = await keeper.register("sw.js");
    const settled = () => { if (before && idle()) registration.waiting?.postMessage("take over"); };
    const watch = () => registration.installing?.addEventListener("statechange", ({ target }) => {
      if (target.state === "installed") settled();
      if (target.state === "redundant" && !registration.active) notice(REFUSED);
    });
    registration.addEventListener("updatefound", watch);
    watch();
    settled();
  } catch (error) {
    notice(`Not kept for offline use: ${error.message}`);
  }
}
