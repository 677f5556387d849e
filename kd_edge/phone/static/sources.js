// Where samples come from: ports of boards, whose bytes are passed on as they are, and the device's own sensors.
import { Motion, misfit } from "./motion.js";

const BAUD = 921600, ASK_MS = 1000;
const UART = { service: "6e400001-b5a3-f393-e0a9-e50e24dcca9e", write: "6e400002-b5a3-f393-e0a9-e50e24dcca9e", notify: "6e400003-b5a3-f393-e0a9-e50e24dcca9e" };
const UART_BYTES = 20; // what every Bluetooth link takes at once

// What this browser cannot do, by button: why not, or null.
const LACKING = {
  serial: () => ("serial" in navigator ? null : "This browser has no Web Serial: use Chrome, Edge or Firefox on a computer, or Chrome on Android, in a new version."),
  bluetooth: () => ("bluetooth" in navigator ? null : "This browser has no Web Bluetooth: use Chrome or Edge on Android, Windows, macOS or ChromeOS."),
  motion: (about) => ("DeviceMotionEvent" in window ? misfit(about) : "This device tells no motion."),
};
export const lacking = (about) => Object.fromEntries(Object.entries(LACKING).map(([name, reason]) => [name, reason(about)]));

const need = (reason) => { if (reason !== null) throw new Error(reason); };

// Asks for samples until something comes, as a board that has just been started misses what was said before.
function asking(say, start) {
  let heard = false;
  const again = () => { if (!heard) say(start).catch(() => {}); };
  const timer = setInterval(again, ASK_MS);
  again();
  return { heard: () => { heard = true; clearInterval(timer); }, end: () => clearInterval(timer) };
}

// A board on a serial port.  Returns the function that leaves it.
export async function openSerial({ start, stop }, hear) {
  need(LACKING.serial());
  const port = await navigator.serial.requestPort();
  await port.open({ baudRate: BAUD, bufferSize: 65536 }).catch((error) => {
    throw new Error(`The port cannot be opened: another page or program has it, or you may not read it (${error.message})`);
  });
  let open = true, reader = null;
  const say = async (bytes) => {
    const writer = port.writable.getWriter();
    try { await writer.write(bytes); } finally { writer.releaseLock(); }
  };
  const asked = asking(say, start);
  const reading = (async () => {
    while (open && port.readable) {
      reader = port.readable.getReader();
      try {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          asked.heard();
          hear.bytes(value);
        }
      } catch (error) {
        if (error.name === "NetworkError") throw error; // unplugged; other errors are noise on the line
      } finally {
        reader.releaseLock();
      }
    }
  })();
  reading.catch((error) => open && hear.lost(`The port was lost: ${error.message}`));
  return async () => {
    open = false;
    asked.end();
    await say(stop).catch(() => {});
    await reader?.cancel().catch(() => {});
    await reading.catch(() => {});
    await port.close().catch(() => {});
  };
}

// A board with Nordic's UART service, whose notifications are the bytes of the same protocol.
export async function openBluetooth({ start, stop }, hear) {
  need(LACKING.bluetooth());
  const device = await navigator.bluetooth.requestDevice({ filters: [{ services: [UART.service] }] });
  const service = await (await device.gatt.connect()).getPrimaryService(UART.service);
  const write = await service.getCharacteristic(UART.write), notify = await service.getCharacteristic(UART.notify);
  const say = async (bytes) => {
    for (let at = 0; at < bytes.length; at += UART_BYTES) await write.writeValueWithoutResponse(bytes.slice(at, at + UART_BYTES));
  };
  let open = true, asked = null;
  notify.addEventListener("characteristicvaluechanged", ({ target: { value } }) => {
    asked?.heard();
    hear.bytes(new Uint8Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength)));
  });
  device.addEventListener("gattserverdisconnected", () => { if (open) hear.lost("The Bluetooth link was lost."); });
  await notify.startNotifications();
  asked = asking(say, start);
  return async () => {
    open = false;
    asked.end();
    if (device.gatt.connected) await say(stop).catch(() => {});
    device.gatt.disconnect();
  };
}

// This device's own accelerometer and gyroscope.
export async function openMotion(about, hear) {
  need(LACKING.motion(about));
  if (typeof DeviceMotionEvent.requestPermission === "function" && (await DeviceMotionEvent.requestPermission()) !== "granted") {
    throw new Error("This device's motion may not be read: allow it in the browser's settings.");
  }
  const motion = new Motion(about, hear.samples), take = (event) => motion.take(event);
  addEventListener("devicemotion", take);
  return () => removeEventListener("devicemotion", take);
}
