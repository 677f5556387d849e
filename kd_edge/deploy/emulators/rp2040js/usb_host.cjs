'use strict';
// A computer that the emulated Pico's USB is plugged into: it enumerates the device, and whoever connects to a TCP port
// has its serial port open.  Transactions take the time that they take at full speed.

const { Bus } = require('./usb_bus.cjs');

const BYTE_NS = 8e9 / 12e6;
const OVERHEAD_BYTES = 13; // of a transaction: tokens, checks, turning round
const RETRY_NS = 4000; // from an offered packet to the host's next try
const DEBOUNCE_NS = 10e6;
const RESET_NS = 10e6;
const RECOVERY_NS = 10e6;
const TIMEOUT_NS = 50e6;
const LOOK_NS = 1e6; // how often a free port is looked at
const PACKET = 64;
const DATA_ENDPOINT = 2;
const MOST_WAITING = 65536; // bytes that a program has not read, as in a terminal's buffer
const BAUD = 921600;

const TO_HOST = 0x80;
const CLASS_INTERFACE = 0x21;
const SET_ADDRESS = 5;
const GET_DESCRIPTOR = 6;
const SET_CONFIGURATION = 9;
const SET_LINE_CODING = 0x20;
const SET_LINE_STATE = 0x22;
const DTR_AND_RTS = 3;

const u16 = (value) => [value & 0xff, value >> 8];
const packetNanos = (bytes) => (bytes + OVERHEAD_BYTES) * BYTE_NS;

class Unanswered extends Error {}

class UsbHost {
  /** @param received called with bytes of the device; returns whether it can take more at once */
  constructor(received) {
    this.received = received;
    this.outgoing = []; // bytes for the device
    this.wantsOpen = false;
    this.takes = true;
  }

  /** Plug a (new) chip in. */
  attach(chip) {
    this.alarm?.cancel();
    this.bus = new Bus(chip, () => this.wake());
    this.clock = chip.clock;
    this.alarm = chip.clock.createAlarm(() => this.step());
    this.outgoing = [];
    this.restart();
  }

  restart() {
    this.isOpen = false;
    this.isIdle = false;
    this.sequence = this.live();
    this.alarm.schedule(LOOK_NS);
  }

  /** A program opens the serial port, or closes it. */
  open(wanted) {
    this.wantsOpen = wanted;
    this.takes = true;
    if (!wanted) {
      this.outgoing = [];
    }
    this.wake();
  }

  /** Bytes that a program writes. */
  send(bytes) {
    this.outgoing.push(...bytes);
    this.wake();
  }

  /** The program has read what it had left. */
  drained() {
    this.takes = true;
    this.wake();
  }

  wake() {
    if (this.isIdle) {
      this.isIdle = false;
      this.alarm.schedule(RETRY_NS);
    }
  }

  step() {
    try {
      const wait = this.sequence.next().value;
      this.isIdle = wait === null;
      this.alarm.schedule(wait ?? LOOK_NS);
    } catch (error) {
      if (!(error instanceof Unanswered)) {
        throw error;
      }
      this.restart(); // as a host does: reset the bus and begin again
    }
  }

  /** What the host does, in steps that yield nanoseconds to wait, or null to wait for something. */
  *live() {
    while (!this.bus.isPluggedIn) {
      yield LOOK_NS;
    }
    yield DEBOUNCE_NS;
    this.bus.reset();
    yield RESET_NS + RECOVERY_NS;
    yield* this.enumerate();
    while (this.bus.isPluggedIn) {
      if (this.wantsOpen !== this.isOpen) {
        yield* this.setOpen(this.wantsOpen);
      }
      const sent = yield* this.sendPacket();
      const taken = yield* this.takePacket();
      if (!sent && !taken) {
        yield null;
      }
    }
    throw new Unanswered('unplugged');
  }

  *enumerate() {
    const device = yield* this.control([TO_HOST, GET_DESCRIPTOR, ...u16(0x0100), ...u16(0), ...u16(18)]);
    yield* this.control([0, SET_ADDRESS, ...u16(7), ...u16(0), ...u16(0)]);
    yield 2e6; // the device may take so long
    if (this.bus.address !== 7 || device.length !== 18) {
      throw new Unanswered('no address');
    }
    const head = yield* this.control([TO_HOST, GET_DESCRIPTOR, ...u16(0x0200), ...u16(0), ...u16(9)]);
    yield* this.control([TO_HOST, GET_DESCRIPTOR, ...u16(0x0200), ...u16(0), head[2], head[3]]);
    yield* this.control([0, SET_CONFIGURATION, ...u16(1), ...u16(0), ...u16(0)]);
    this.toggles = { in: false, out: false };
    this.isOpen = false;
  }

  *setOpen(wanted) {
    if (wanted) {
      const rate = [BAUD & 0xff, (BAUD >> 8) & 0xff, (BAUD >> 16) & 0xff, BAUD >>> 24];
      const head = [CLASS_INTERFACE, SET_LINE_CODING, ...u16(0), ...u16(0), ...u16(7)];
      yield* this.control(head, [...rate, 0, 0, 8]);
    }
    const state = wanted ? DTR_AND_RTS : 0;
    yield* this.control([CLASS_INTERFACE, SET_LINE_STATE, ...u16(state), ...u16(0), ...u16(0)]);
    this.isOpen = wanted;
  }

  *sendPacket() {
    const packet = Uint8Array.from(this.outgoing.slice(0, PACKET));
    if (packet.length === 0 || !this.isOpen) {
      return false;
    }
    yield packetNanos(packet.length);
    const answer = this.bus.out(DATA_ENDPOINT, packet, this.toggles.out);
    if (answer === 'ack') {
      this.toggles.out = !this.toggles.out;
      this.outgoing.splice(0, packet.length);
    }
    return answer === 'ack';
  }

  *takePacket() {
    if (!this.isOpen || !this.takes) {
      return false;
    }
    const answer = this.bus.in(DATA_ENDPOINT);
    if (answer.bytes === undefined) {
      return false;
    }
    if (answer.data1 !== this.toggles.in) {
      throw new Error('the device sends a packet of the wrong toggle');
    }
    this.toggles.in = !this.toggles.in;
    this.takes = this.received(answer.bytes);
    yield packetNanos(answer.bytes.length);
    return true;
  }

  /** A control transfer; returns the bytes of the device. */
  *control(head, data = []) {
    this.bus.setup(Uint8Array.from(head));
    yield packetNanos(head.length);
    const isIn = (head[0] & TO_HOST) !== 0;
    const wanted = head[6] | (head[7] << 8);
    const bytes = [];
    let data1 = true;
    if (isIn) {
      let part;
      do {
        part = yield* this.await(() => this.bus.in(0));
        if (part.data1 !== data1) {
          throw new Error('the device answers with a packet of the wrong toggle');
        }
        data1 = !data1;
        bytes.push(...part.bytes);
      } while (part.bytes.length === PACKET && bytes.length < wanted);
      yield* this.await(() => this.bus.out(0, new Uint8Array(0), true));
    } else {
      if (data.length > 0) {
        yield* this.await(() => this.bus.out(0, Uint8Array.from(data), true));
      }
      yield* this.await(() => this.bus.in(0));
    }
    return bytes;
  }

  /** Repeat a transaction until it is answered. */
  *await(transact) {
    const deadline = this.clock.nanos + TIMEOUT_NS;
    while (this.clock.nanos < deadline) {
      const answer = transact();
      if (answer !== 'nak') {
        if (answer === 'stall' || answer === 'timeout') {
          throw new Unanswered(answer);
        }
        yield packetNanos(answer.bytes?.length ?? 0);
        return answer;
      }
      yield RETRY_NS;
    }
    throw new Unanswered('never');
  }
}

module.exports = { UsbHost, packetNanos, DATA_ENDPOINT, MOST_WAITING, RETRY_NS };
