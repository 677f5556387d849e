'use strict';
// Run an image: node run.cjs IMAGE.bin RIG.json LOG.csv SPEED TCP_PORT
//
// The UART is a TCP port of this machine; its number is printed once it listens.  Every reading of a sensor goes to
// the log.  SPEED is the fastest pace, as a multiple of real time.

const fs = require('node:fs');
const net = require('node:net');
const { Machine } = require('./machine.cjs');
const { attach } = require('./sensors.cjs');

process.on('uncaughtException', (error) => {
  console.error(error.stack);
  process.exit(1);
});

const SLICE_NS = 2e6;
const BEHIND_NS = 100e6;

const [imagePath, rigPath, logPath, speed, port] = process.argv.slice(2);
const rig = JSON.parse(fs.readFileSync(rigPath, 'utf8'));
const log = fs.createWriteStream(logPath);
const machine = new Machine(fs.readFileSync(imagePath), (chip) =>
  attach(chip, rig, (...fields) => log.write(`${fields.join(',')}\n`)),
);

let host = null;
const server = net.createServer((socket) => {
  host?.destroy();
  host = socket.setNoDelay();
  socket.on('data', (bytes) => machine.receive(bytes));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    host = host === socket ? null : host;
  });
});
server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));

const wallNanos = () => performance.now() * 1e6 * Number(speed);
let offset = machine.nanos - wallNanos();

function run() {
  const target = wallNanos() + offset;
  if (target - machine.nanos > BEHIND_NS) {
    offset -= target - machine.nanos - BEHIND_NS; // too slow for this pace: do not try to catch up
  }
  machine.runUntil(Math.min(target, machine.nanos + SLICE_NS));
  const bytes = machine.sent();
  if (host && bytes.length > 0) {
    host.write(bytes);
  }
  if (machine.nanos < target) {
    setImmediate(run);
  } else {
    setTimeout(run, 1);
  }
}

process.on('SIGTERM', () => log.end(() => process.exit(0)));
run();
