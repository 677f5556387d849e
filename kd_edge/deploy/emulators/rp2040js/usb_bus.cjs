'use strict';
// The wire between a USB host and the emulated RP2040: single transactions, as they would pass on the bus.
//
// rp2040js 1.4.1 takes a packet as soon as the firmware offers it, so that a host could never be late, and shows no
// stalls.  Here the buffers stay with the controller until the host asks; who offers what is read from its memory.

const CONTROL_REGISTERS = 0x80; // of the buffers: 8 bytes an endpoint, in before out
const ENDPOINT_REGISTERS = 0x00; // from endpoint 1 on
const LAST_CONTROL_REGISTER = 0xff;
const CONTROL_BUFFER = 0x100;
const ENDPOINT_ON = 0x80000000;
const BUFFER_ADDRESS = 0xffc0;
const LENGTH = 0x3ff;
const AVAILABLE = 1 << 10;
const STALL = 1 << 11;
const DATA1 = 1 << 13;
const FULL = 1 << 15;

const PULL_UP = 1 << 16;
const STATUS = 0x50;
const SUSPENDED = 1 << 4;
const RESUMED = 1 << 11;
const SETUP = 1 << 17;
const RESET = 1 << 19;

class Bus {
  /** @param offered called when the firmware offers a buffer: (endpoint, isOut) */
  constructor(chip, offered) {
    this.usb = chip.usbCtrl;
    this.memory = chip.usbDPRAM;
    this.view = chip.usbDPRAMView;
    this.offered = offered;
    this.usb.DPRAMUpdated = (offset, value) => {
      if (offset >= CONTROL_REGISTERS && offset <= LAST_CONTROL_REGISTER && value & (AVAILABLE | STALL)) {
        this.offered((offset - CONTROL_REGISTERS) >> 3, (offset & 4) !== 0);
      }
    };
    const write = this.usb.writeUint32.bind(this.usb);
    this.usb.writeUint32 = (offset, value) => {
      if (offset === STATUS) {
        this.usb.sieStatus &= ~(this.usb.rawWriteValue & SUSPENDED);
      }
      write(offset, value);
    };
  }

  /** Whether a device shows itself. */
  get isPluggedIn() {
    return (this.usb.sieCtrl & PULL_UP) !== 0 && (this.usb.mainCtrl & 1) !== 0;
  }

  get address() {
    return this.usb.addrEndp & 0x7f;
  }

  signal(status) {
    this.usb.sieStatus |= status;
    this.usb.sieStatusUpdated();
  }

  reset() {
    this.usb.sieStatus &= ~SUSPENDED;
    this.signal(RESET);
  }

  suspend() {
    this.signal(SUSPENDED);
  }

  resume() {
    this.signal(RESUMED);
  }

  setup(bytes) {
    this.memory.set(bytes);
    this.usb.epStallArm = 0;
    this.signal(SETUP);
  }

  /** Ask for a packet: 'timeout', 'nak', 'stall' or {data1, bytes}. */
  in(endpoint) {
    const { state, register, control } = this.look(endpoint, false);
    if (state !== 'ready' || !(control & FULL)) {
      return state === 'ready' ? 'nak' : state;
    }
    const begin = this.buffer(endpoint, false);
    const bytes = this.memory.slice(begin, begin + (control & LENGTH));
    this.view.setUint32(register, control & ~(AVAILABLE | FULL), true);
    this.usb.indicateBufferReady(endpoint, false);
    return { data1: (control & DATA1) !== 0, bytes };
  }

  /** Send a packet: 'timeout', 'nak', 'stall' or 'ack'; one of the wrong toggle is acknowledged and ignored. */
  out(endpoint, bytes, data1) {
    const { state, register, control } = this.look(endpoint, true);
    if (state !== 'ready' || control & FULL) {
      return state === 'ready' ? 'nak' : state;
    }
    if (((control & DATA1) !== 0) !== data1) {
      return 'ack';
    }
    if (bytes.length > (control & LENGTH)) {
      return 'timeout'; // more than was asked for: an error on the bus
    }
    this.memory.set(bytes, this.buffer(endpoint, true));
    this.view.setUint32(register, (control & ~(AVAILABLE | LENGTH)) | FULL | bytes.length, true);
    this.usb.indicateBufferReady(endpoint, true);
    return 'ack';
  }

  look(endpoint, isOut) {
    const register = CONTROL_REGISTERS + 8 * endpoint + (isOut ? 4 : 0);
    const control = this.view.getUint32(register, true);
    if (endpoint > 0 && !(this.settings(endpoint, isOut) & ENDPOINT_ON)) {
      return { state: 'timeout' };
    }
    if (control & STALL && (endpoint > 0 || this.usb.epStallArm & (isOut ? 2 : 1))) {
      return { state: 'stall' };
    }
    return { state: control & AVAILABLE ? 'ready' : 'nak', register, control };
  }

  settings(endpoint, isOut) {
    return this.view.getUint32(ENDPOINT_REGISTERS + 8 * endpoint + (isOut ? 4 : 0), true);
  }

  buffer(endpoint, isOut) {
    return endpoint === 0 ? CONTROL_BUFFER : this.settings(endpoint, isOut) & BUFFER_ADDRESS;
  }
}

module.exports = { Bus };
