'use strict';
// A Pico in rp2040js on a bus that is driven by lines on the standard input, as firmware/tests/usb/bus.c has them:
// node pico.cjs EMULATOR IMAGE.bin

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const [folder, image] = process.argv.slice(2);
const { Machine } = require(path.join(folder, 'machine.cjs'));
const { Bus } = require(path.join(folder, 'usb_bus.cjs'));
const { packetNanos, DATA_ENDPOINT, RETRY_NS } = require(path.join(folder, 'usb_host.cjs'));

const START_NS = 50e6;
const TRANSACTION_NS = 100e3;

let bus;
let uartBytes = 0;
const machine = new Machine(fs.readFileSync(image), (chip) => {
  bus = new Bus(chip, () => {});
});

function run(nanos) {
  machine.runUntil(machine.nanos + nanos);
  uartBytes += machine.sent().length;
}

const hex = (bytes) => Buffer.from(bytes).toString('hex') || '-';
const bytesOf = (text) => Uint8Array.from(Buffer.from(text === '-' ? '' : text, 'hex'));
const bit = (flag) => (flag ? 1 : 0);

const commands = {
  reset: () => bus.reset(),
  suspend: () => bus.suspend(),
  resume: () => bus.resume(),
  setup: (bytes) => bus.setup(bytesOf(bytes)),
  in(endpoint) {
    const answer = bus.in(Number(endpoint));
    return answer.bytes === undefined ? answer : `data${bit(answer.data1)} ${hex(answer.bytes)}`;
  },
  out: (endpoint, toggle, bytes) => bus.out(Number(endpoint), bytesOf(bytes), toggle === '1'),
  run: (milliseconds) => run(Number(milliseconds) * 1e6),
  state: () =>
    `plugged ${bit(bus.isPluggedIn)} address ${bus.address} boot ${bit(machine.inBootLoader)} uart ${uartBytes}`,
  /** Take data as fast as the bus carries it, for so many milliseconds: the bytes. */
  pull(milliseconds) {
    const end = machine.nanos + Number(milliseconds) * 1e6;
    const taken = [];
    while (machine.nanos < end) {
      const answer = bus.in(DATA_ENDPOINT);
      taken.push(...(answer.bytes ?? []));
      run(answer.bytes === undefined ? RETRY_NS : packetNanos(answer.bytes.length));
    }
    return hex(taken);
  },
};

run(START_NS);
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [name, ...rest] = line.split(' ');
  console.log(commands[name](...rest) ?? 'ok');
  run(TRANSACTION_NS);
});
