// What every page has: the socket, the state of the link, a notice, light and dark, and how samples are read.
export const byId = (id) => document.getElementById(id);

export function link(state, text) {
  byId("link").dataset.state = state;
  byId("link").textContent = text;
}

// A line over the whole page; without a text, none.
export function notice(text) {
  byId("notice").hidden = !text;
  byId("notice").textContent = text ?? "";
}

const FULL = 1013, SLOWLY_MS = 5000;

// Opens the socket, again and again if it is lost.  The returned function says something to kd-edge.
export function connect({ opened, text, bytes, over }) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  let wait_ms = 250, socket = null;
  const open = () => {
    socket = new WebSocket(`${scheme}://${location.host}/live${location.search}`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => opened?.();
    socket.onmessage = ({ data }) => {
      wait_ms = 250;
      notice(null);
      typeof data === "string" ? text(JSON.parse(data)) : bytes?.(data);
    };
    socket.onclose = ({ code, reason }) => {
      if (over?.()) return;
      if (code === FULL) {
        link("lost", "refused");
        notice(reason);
        wait_ms = SLOWLY_MS;
      } else {
        link("waiting", "kd-edge has stopped; waiting for it");
      }
      setTimeout(open, wait_ms);
      wait_ms = Math.max(wait_ms, Math.min(4000, wait_ms * 2));
    };
  };
  open();
  return (said) => socket.readyState === WebSocket.OPEN && socket.send(said);
}

const HEAD_BYTES = 24;

// A message of samples: number of the stream, values in their units, device time of the first, arrival in ms since 1970.
export function readSamples(buffer) {
  const view = new DataView(buffer);
  const number = view.getUint8(1), channels = view.getUint16(2, true), count = view.getUint32(4, true);
  return {
    number, count, time_s: view.getFloat64(8, true), arrived_ms: view.getFloat64(16, true),
    values: new Float32Array(buffer, HEAD_BYTES, count * channels),
  };
}

// The button changes light and dark; `recolour` is called whenever colours are others.
export function themes(recolour) {
  byId("theme").onclick = () => {
    const dark = getComputedStyle(document.body).getPropertyValue("--page").trim() === "#0e141b";
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    recolour();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
}
