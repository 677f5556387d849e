'use strict';
// The rig's sensors, which play recordings: analogue front ends at the ADC, an MPU-6050 at I2C0.

const { wired } = require('./machine.cjs');

const CONVERSION_NS = 2000;
const I2C_PINS = [4, 5];
const I2C_FUNCTION = 3;
const I2C_INTERRUPT_MASK = 0x30;
const ADDRESS = 0x68;
const BYTE_NS = 22500; // 9 bits at 400 kHz
const NEW_SESSION_NS = 100e6;

const WHO_AM_I = 0x75;
const POWER = 0x6b;
const ASLEEP = 0x40;
const GYROSCOPE_RANGE = 0x1b;
const ACCELEROMETER_RANGE = 0x1c;
const INTERRUPT_ENABLE = 0x38;
const STATUS = 0x3a;
const DATA_READY = 0x01;
const OWN_PERIOD_NS = 1e6; // with its low-pass, and a divider of 1
const DATA = 0x3b;
const DATA_BYTES = 14;

/** The moment at which the recordings begin: when sensors are read first after a pause. */
class Session {
  constructor(log) {
    this.log = log;
    this.last = -Infinity;
  }

  /** Nanoseconds since the session began; begins a new one if need be. */
  time(nanos) {
    if (nanos - this.last > NEW_SESSION_NS) {
      this.begin = nanos;
      this.log('session');
    }
    this.last = nanos;
    return nanos - this.begin;
  }
}

/** The sample of `recording` that lies nearest to a time; it holds its last one. */
function sampleAt(recording, nanos) {
  const index = Math.floor(nanos / recording.period_ns + 0.5);
  return recording.samples[Math.min(index, recording.samples.length - 1)];
}

/** @param recording {period_ns, samples: counts of the ADC, one row a time} */
function attachMuscles(chip, recording, session, log) {
  const done = chip.clock.createAlarm(() => chip.adc.completeADCRead(chip.adc.channelValues[0], false));
  chip.adc.onADCRead = (channel) => {
    const nanos = session.time(chip.clock.nanos);
    const value = sampleAt(recording, nanos)[channel] ?? 0;
    chip.adc.channelValues[0] = value;
    log('adc', nanos, channel, value);
    done.schedule(CONVERSION_NS);
  };
}

/** rp2040js 1.4.1 ignores the register that lets I2C interrupts through. */
function enableInterrupts(bus) {
  const write = bus.writeUint32.bind(bus);
  bus.writeUint32 = (offset, value) => {
    if (offset === I2C_INTERRUPT_MASK) {
      bus.intEnable = value;
      bus.checkInterrupts();
    } else {
      write(offset, value);
    }
  };
}

/**
 * @param recording {period_ns, samples: counts at +-16 g and +-2000 deg/s, who_am_i,
 *   silent_s: [from, to] of a time in which it does not answer, or null, reset_s: when it loses its settings, or null,
 *   stuck: it holds the bus for ever}
 */
class Motion {
  constructor(chip, recording, session, log) {
    Object.assign(this, { chip, recording, session, log });
    this.registers = new Uint8Array(128);
    this.powerOn();
    this.pointer = null; // null: the next byte written is the register's number
    const bus = chip.i2c[0];
    enableInterrupts(bus);
    this.later = chip.clock.createAlarm(() => this.next());
    bus.onStart = () => this.after(BYTE_NS / 9, () => bus.completeStart());
    bus.onStop = () => this.after(BYTE_NS / 9, () => bus.completeStop());
    bus.onConnect = (address, mode) => {
      this.mayReset();
      if (mode === 0) {
        this.pointer = null;
      }
      if (!recording.stuck) {
        const answers = address === ADDRESS && wired(chip, I2C_PINS, I2C_FUNCTION) && !this.silent();
        this.after(BYTE_NS, () => bus.completeConnect(answers));
      }
    };
    bus.onWriteByte = (value) => {
      this.write(value);
      this.after(BYTE_NS, () => bus.completeWrite(true));
    };
    bus.onReadByte = () => {
      if (this.pointer === STATUS) {
        this.tell();
      } else if (this.pointer === DATA) {
        this.latch();
      }
      const value = this.registers[this.pointer++ % this.registers.length];
      this.after(BYTE_NS, () => bus.completeRead(value));
    };
  }

  powerOn() {
    this.registers.fill(0);
    this.registers[WHO_AM_I] = this.recording.who_am_i;
    this.registers[POWER] = ASLEEP;
  }

  mayReset() {
    const nanos = this.chip.clock.nanos - this.session.begin;
    if (nanos >= (this.recording.reset_s ?? Infinity) * 1e9 && !this.wasReset) {
      this.wasReset = true;
      this.powerOn();
    }
  }

  /** Whether it has taken a sample since it was asked last: being asked, it forgets it. */
  tell() {
    const newest = Math.floor((this.chip.clock.nanos - this.awake) / OWN_PERIOD_NS);
    const samples = (this.registers[POWER] & ASLEEP) === 0 && (this.registers[INTERRUPT_ENABLE] & DATA_READY) !== 0;
    this.registers[STATUS] = samples && newest > this.told ? DATA_READY : 0;
    this.told = newest;
  }

  after(nanos, next) {
    this.next = next;
    this.later.schedule(nanos);
  }

  silent() {
    const [from, to] = this.recording.silent_s ?? [Infinity, Infinity];
    const seconds = (this.chip.clock.nanos - this.session.begin) / 1e9;
    return seconds >= from && seconds < to;
  }

  write(value) {
    if (this.pointer === null) {
      this.pointer = value;
    } else {
      if (this.pointer === POWER) {
        this.awake = this.chip.clock.nanos;
        this.told = 0;
      }
      this.registers[this.pointer++ % this.registers.length] = value;
    }
  }

  /** Take a sample into the data registers.  The real one does so when a burst begins: a byte earlier at most. */
  latch() {
    const nanos = this.session.time(this.chip.clock.nanos);
    const view = new DataView(this.registers.buffer, DATA, DATA_BYTES);
    const asleep = this.registers[POWER] & ASLEEP;
    const sample = sampleAt(this.recording, nanos).map((counts, axis) => {
      const range = this.registers[axis < 3 ? ACCELEROMETER_RANGE : GYROSCOPE_RANGE] >> 3;
      return asleep ? 0 : Math.max(-32768, Math.min(32767, counts << (3 - range)));
    });
    const words = [...sample.slice(0, 3), 0, ...sample.slice(3)];
    words.forEach((word, index) => view.setInt16(2 * index, word));
    this.log('imu', nanos, ...sample);
  }
}

/** Attach what `rig` has: {muscles, motion}, each a recording or null. */
function attach(chip, rig, log) {
  const session = new Session(log);
  if (rig.muscles) {
    attachMuscles(chip, rig.muscles, session, log);
  }
  if (rig.motion) {
    new Motion(chip, rig.motion, session, log);
  }
}

module.exports = { attach };
