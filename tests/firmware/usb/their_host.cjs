'use strict';
// A Pico in rp2040js with rp2040js's own USB host: node their_host.cjs EMULATOR IMAGE.bin BYTES MILLISECONDS
//
// Once the host has enumerated the device, it sends the bytes (hexadecimal); what comes back is printed.

const fs = require('node:fs');
const path = require('node:path');
const { USBCDC } = require('rp2040js');

const [folder, image, bytes, milliseconds] = process.argv.slice(2);
const { Machine } = require(path.join(folder, 'machine.cjs'));

let received = '';
let host;
const machine = new Machine(fs.readFileSync(image), (chip) => {
  host = new USBCDC(chip.usbCtrl);
});
host.onSerialData = (data) => {
  received += Buffer.from(data).toString('hex');
};
// It has nothing to offer when the device asks first, and is asked once: so the bytes are there beforehand.
for (const byte of Buffer.from(bytes, 'hex')) {
  host.sendSerialByte(byte);
}
machine.runUntil(machine.nanos + Number(milliseconds) * 1e6);
console.log(received);
