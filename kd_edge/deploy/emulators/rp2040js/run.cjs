'use strict';
// Run an image: node run.cjs IMAGE.bin RIG.json LOG.csv SPEED UART_PORT USB_PORT
//
// The UART is a TCP port of this machine, and so is the chip's own USB, as it shows on the computer that it is plugged
// into; their numbers are printed once they listen.  Every reading of a sensor goes to the log.  SPEED is the fastest pace,
// as a multiple of real time.

const fs = require('node:fs');
const net = require('node:net');
const { Machine } = require('./machine.cjs');
const { attach } = require('./sensors.cjs');
const { Drive } = require('./uf2_drive.cjs');
const { MOST_WAITING, UsbHost } = require('./usb_host.cjs');

process.on('uncaughtException', (error) => {
  console.error(error.stack);
  process.exit(1);
});

const SLICE_NS = 2e6;
const BEHIND_NS = 100e6;

const [imagePath, rigPath, logPath, speed, ...ports] = process.argv.slice(2);
const rig = JSON.parse(fs.readFileSync(rigPath, 'utf8'));
const log = fs.createWriteStream(logPath);

/** A TCP port with one host at a time: the latest. */
class HostPort {
  /** @param take called with bytes of the host; @param changed called with whether there is a host */
  constructor(take, changed = () => {}) {
    this.host = null;
    this.server = net.createServer((socket) => {
      this.host?.destroy();
      this.host = socket.setNoDelay();
      changed(true);
      socket.on('data', take);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        if (this.host === socket) {
          this.host = null;
          changed(false);
        }
      });
    });
  }

  listen(number) {
    return new Promise((resolve) => {
      this.server.listen(number, '127.0.0.1', () => resolve(this.server.address().port));
    });
  }

  write(bytes) {
    if (this.host && bytes.length > 0) {
      this.host.write(bytes);
    }
  }

  /** Bytes that the host has not taken. */
  get waiting() {
    return this.host?.writableLength ?? 0;
  }
}

let arrived = []; // by USB, since the last slice
let arrivedBytes = 0;
const usb = new UsbHost((bytes) => {
  arrived.push(bytes);
  arrivedBytes += bytes.length;
  return arrivedBytes + usbPort.waiting < MOST_WAITING;
});
const machine = new Machine(fs.readFileSync(imagePath), (chip) => {
  attach(chip, rig, (...fields) => log.write(`${fields.join(',')}\n`));
  usb.attach(chip);
});
const uartPort = new HostPort((bytes) => machine.receive(bytes));
const usbPort = new HostPort(
  (bytes) => usb.send(bytes),
  (isThere) => usb.open(isThere),
);

const drive = new Drive(rig.drive);
const wallNanos = () => performance.now() * 1e6 * Number(speed);
let offset = machine.nanos - wallNanos();

function run() {
  const target = wallNanos() + offset;
  if (target - machine.nanos > BEHIND_NS) {
    offset -= target - machine.nanos - BEHIND_NS; // too slow for this pace: do not try to catch up
  }
  machine.runUntil(Math.min(target, machine.nanos + SLICE_NS));
  if (machine.inBootLoader) {
    const image = drive.taken();
    if (image) {
      machine.flash(image);
    }
  }
  uartPort.write(machine.sent());
  usbPort.write(Buffer.concat(arrived));
  arrived = [];
  arrivedBytes = 0;
  if (!usb.takes && usbPort.waiting < MOST_WAITING / 2) {
    usb.drained();
  }
  if (machine.nanos < target) {
    setImmediate(run);
  } else {
    setTimeout(run, 1);
  }
}

process.on('SIGTERM', () => log.end(() => process.exit(0)));
Promise.all([uartPort.listen(Number(ports[0])), usbPort.listen(Number(ports[1]))]).then((numbers) => {
  console.log(numbers.join(' '));
  run();
});
