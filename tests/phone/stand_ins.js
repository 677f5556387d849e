// Stand-ins for a port and for a Bluetooth device, whose bytes come over a WebSocket: what the page sees of either is the same.
const link = () => new Promise((opened) => {
  const socket = new WebSocket("@URL@");
  socket.binaryType = "arraybuffer";
  socket.onopen = () => opened(socket);
});

const port = {
  async open({ baudRate }) {
    if (!baudRate) throw new TypeError("a port has a baud rate");
    this.socket = await link();
    this.readable = new ReadableStream({
      start: (controller) => {
        this.socket.onmessage = ({ data }) => controller.enqueue(new Uint8Array(data));
        this.socket.onclose = () => controller.error(new DOMException("The device has been lost.", "NetworkError"));
      },
      cancel: () => { this.socket.onmessage = this.socket.onclose = null; },
    });
    this.writable = new WritableStream({ write: (bytes) => this.socket.send(bytes) });
  },
  async close() {
    if (this.readable.locked || this.writable.locked) throw new TypeError("a port that is being read is not closed");
    this.socket.close();
    window.kdClosed = true;
  },
};
Object.defineProperty(navigator, "serial", { value: { requestPort: async () => port } });

const NOTIFIED = 20; // bytes that every Bluetooth link takes at once
class Characteristic extends EventTarget {
  async startNotifications() {
    this.gatt.socket.onmessage = ({ data }) => {
      for (let at = 0; at < data.byteLength; at += NOTIFIED) {
        this.value = new DataView(data, at, Math.min(NOTIFIED, data.byteLength - at));
        this.dispatchEvent(new Event("characteristicvaluechanged"));
      }
    };
  }
  async writeValueWithoutResponse(bytes) {
    if (bytes.length > NOTIFIED) throw new Error("more than a link takes");
    this.gatt.socket.send(bytes);
  }
}

class Device extends EventTarget {
  gatt = {
    connect: async () => {
      this.gatt.socket = await link();
      this.gatt.socket.onclose = () => this.dispatchEvent(new Event("gattserverdisconnected"));
      return {
        getPrimaryService: async (service) => ({
          getCharacteristic: async (uuid) => {
            if (!uuid.startsWith(service.slice(0, 5))) throw new Error("no such characteristic");
            return Object.assign(new Characteristic(), { gatt: this.gatt });
          },
        }),
      };
    },
    disconnect: () => { this.gatt.socket.close(); window.kdClosed = true; },
  };
}
Object.defineProperty(navigator, "bluetooth", { value: { requestDevice: async () => new Device() } });
