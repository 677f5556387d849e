'use strict';
// The drive that the boot ROM shows on USB: a folder, in which an image is flashed that is copied there.

const fs = require('node:fs');
const path = require('node:path');

const INFO = 'UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n';
const INFO_FILE = 'INFO_UF2.TXT';
const FLASH = 0x10000000;
const BLOCK = 512;
const PAYLOAD = 32; // where it begins in a block
const LOOK_MS = 50;

class Drive {
  /** @param folder becomes the drive while the boot loader runs */
  constructor(folder) {
    this.folder = folder;
    this.isMounted = false;
    this.looked = 0;
  }

  /** Content of the flash that has been copied onto the drive as a whole; null if there is none yet. */
  taken() {
    if (performance.now() - this.looked < LOOK_MS) {
      return null;
    }
    this.looked = performance.now();
    if (!this.isMounted) {
      fs.mkdirSync(this.folder, { recursive: true });
      fs.writeFileSync(path.join(this.folder, INFO_FILE), INFO);
      this.isMounted = true;
    }
    const name = fs.readdirSync(this.folder).find((file) => file.toLowerCase().endsWith('.uf2'));
    const image = name === undefined ? null : contentOf(fs.readFileSync(path.join(this.folder, name)));
    if (image) {
      fs.rmSync(this.folder, { recursive: true });
      this.isMounted = false;
    }
    return image;
  }
}

/** The flash that a UF2 file describes; null while blocks are missing. */
function contentOf(file) {
  if (file.length < BLOCK || file.length < file.readUInt32LE(24) * BLOCK) {
    return null;
  }
  const parts = [];
  for (let at = 0; at + BLOCK <= file.length; at += BLOCK) {
    const address = file.readUInt32LE(at + 12) - FLASH;
    parts.push([address, file.subarray(at + PAYLOAD, at + PAYLOAD + file.readUInt32LE(at + 16))]);
  }
  const image = Buffer.alloc(Math.max(...parts.map(([address, bytes]) => address + bytes.length)), 0xff);
  parts.forEach(([address, bytes]) => bytes.copy(image, address));
  return image;
}

module.exports = { Drive };
