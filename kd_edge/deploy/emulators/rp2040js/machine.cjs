'use strict';
// An RP2040 with the firmware in its flash: what the boot ROM does, time, and the UART.

const { RP2040, ConsoleLogger, LogLevel } = require('rp2040js');

const BOOT2_BYTES = 256;
const BOOT2_HOME = 0x41f00; // in RAM
const RAM = 0x20000000;
const CYCLE_NS = 8; // 125 MHz
const RESET_REGISTER = 0xd0c;
const RESET_REQUEST = 0x05fa0004;
const UART_PINS = [0, 1];
const UART_FUNCTION = 2;
const BITS_PER_BYTE = 10;

// What the firmware asks of the boot ROM: a table of functions, the one that finds them, and the boot loader on USB.
const ROM_TABLE = 0x100;
const ROM_FIND = 0x80;
const ROM_USB_BOOT = 0xc0;
const ROM_HALFWORDS = {
  0x14: [ROM_TABLE, 0, ROM_FIND | 1],
  [ROM_TABLE]: ['U'.charCodeAt(0) | ('B'.charCodeAt(0) << 8), ROM_USB_BOOT | 1, 0],
  // for (; *r0 != 0; r0 += 4) if (*r0 == r1) return r0[2]; return 0
  [ROM_FIND]: [0x8802, 0x2a00, 0xd005, 0x428a, 0xd001, 0x3004, 0xe7f8, 0x8840, 0x4770, 0x2000, 0x4770],
  [ROM_USB_BOOT]: [0xe7fe],
};

/** The checksum that the boot ROM computes. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    }
  }
  return crc >>> 0;
}

class Machine {
  /**
   * @param image content of the flash from its first byte
   * @param connect called with every new chip, to attach devices
   */
  constructor(image, connect) {
    this.image = image;
    this.connect = connect;
    this.incoming = []; // bytes on their way to the UART
    this.outgoing = [];
    this.powerOn();
  }

  powerOn() {
    const chip = this.clock ? new RP2040(this.clock) : new RP2040();
    this.chip = chip;
    this.clock = chip.clock;
    chip.logger = new ConsoleLogger(LogLevel.Error, true);
    chip.flash.set(this.image);
    chip.uart[0].onByte = (byte) => {
      if (wired(chip, UART_PINS, UART_FUNCTION)) {
        this.outgoing.push(byte);
      }
    };
    this.receiver = this.clock.createAlarm(() => this.deliver());
    this.receiving = false;
    const write = chip.ppb.writeUint32.bind(chip.ppb);
    chip.ppb.writeUint32 = (offset, value) => {
      if (offset !== RESET_REGISTER) {
        write(offset, value);
      } else if (value === RESET_REQUEST) {
        this.resetRequested = true;
      }
    };
    this.resetRequested = false;
    this.inBootLoader = false;
    this.connect(chip);
    this.boot();
  }

  /** Flash another image, and start it. */
  flash(image) {
    this.image = image;
    this.receiver.cancel();
    this.powerOn();
  }

  boot() {
    const rom = new DataView(this.chip.bootrom.buffer);
    for (const [address, values] of Object.entries(ROM_HALFWORDS)) {
      values.forEach((value, index) => rom.setUint16(Number(address) + 2 * index, value, true));
    }
    const stage = this.image.subarray(0, BOOT2_BYTES);
    const expected = stage.readUInt32LE(BOOT2_BYTES - 4);
    const found = crc32(stage.subarray(0, BOOT2_BYTES - 4));
    if (found !== expected) {
      throw new Error(`the boot ROM refuses the image: checksum ${found.toString(16)}, not ${expected.toString(16)}`);
    }
    this.chip.sram.set(stage, BOOT2_HOME);
    this.chip.core.PC = RAM + BOOT2_HOME;
  }

  get nanos() {
    return this.clock.nanos;
  }

  /** Let bytes arrive one after the other at the UART's baud rate. */
  receive(bytes) {
    this.incoming.push(...bytes);
    if (!this.receiving && this.incoming.length > 0) {
      this.receiving = true;
      this.receiver.schedule(this.byteNanos());
    }
  }

  byteNanos() {
    const uart = this.chip.uart[0];
    return uart.baudDivider ? (1e9 * BITS_PER_BYTE) / uart.baudRate : 1e5;
  }

  deliver() {
    const uart = this.chip.uart[0];
    const byte = this.incoming.shift();
    if (uart.enabled && wired(this.chip, UART_PINS, UART_FUNCTION)) {
      uart.feedByte(byte);
    }
    this.receiving = this.incoming.length > 0;
    if (this.receiving) {
      this.receiver.schedule(this.byteNanos());
    }
  }

  /** What the UART has sent since the last call. */
  sent() {
    const bytes = Buffer.from(this.outgoing);
    this.outgoing = [];
    return bytes;
  }

  /** Run until the chip's clock shows `end` nanoseconds. */
  runUntil(end) {
    while (this.clock.nanos < end) {
      const { core } = this.chip;
      if (this.inBootLoader) {
        this.clock.tick(end - this.clock.nanos);
      } else if (core.PC === ROM_USB_BOOT) {
        this.inBootLoader = true;
      } else if (!core.waiting) {
        this.clock.tick(core.executeInstruction() * CYCLE_NS);
      } else if (core.pendingInterrupts & core.enabledInterrupts) {
        core.waiting = false; // was pending before the core began to wait
      } else {
        const left = end - this.clock.nanos;
        this.clock.tick(this.clock.nextAlarm ? Math.min(this.clock.nanosToNextAlarm, left) : left);
      }
      if (this.resetRequested) {
        this.receiver.cancel();
        this.powerOn();
      }
    }
  }
}

/** Whether the firmware has connected all of `pins` to a function. */
function wired(chip, pins, pinFunction) {
  return pins.every((pin) => chip.gpio[pin].functionSelect === pinFunction);
}

module.exports = { Machine, wired };
