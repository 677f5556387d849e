/*
 * A sensor for kd-edge on any Arduino board.  It needs no library: change STREAM, PERIOD_US, CHANNELS and sense().
 * The bytes are those of firmware/protocol/PROTOCOL.md.  Listen with
 *
 *     kd-edge stream --port /dev/ttyACM0 --baud 115200
 */
#include <stdint.h>
#include <string.h>

struct Channel {
    const char *name; /* as the bundle calls it */
    const char *unit;
    float scale; /* value in the unit = number from sense() x scale, exactly as in the bundle */
};

const char STREAM[] = "imu";
const uint32_t PERIOD_US = 10000; /* from one sample to the next: 100 samples a second */
const uint32_t BAUD = 115200;
constexpr Channel CHANNELS[] = {
    {"acc_x", "g", 1 / 2048.0f},    {"acc_y", "g", 1 / 2048.0f},    {"acc_z", "g", 1 / 2048.0f},
    {"gyro_x", "deg/s", 1 / 16.0f}, {"gyro_y", "deg/s", 1 / 16.0f}, {"gyro_z", "deg/s", 1 / 16.0f},
};
const uint8_t CHANNEL_COUNT = sizeof CHANNELS / sizeof CHANNELS[0];

/* One sample, a number for each channel.  Read your sensor here, in less than PERIOD_US. */
void sense(int16_t *sample)
{
    const uint8_t pins[] = {A0, A1, A2, A3, A4, A5};
    static_assert(sizeof pins / sizeof pins[0] == CHANNEL_COUNT, "a pin for each channel");
    for (uint8_t i = 0; i < CHANNEL_COUNT; ++i) {
        sample[i] = (int16_t)analogRead(pins[i]);
    }
}

/* Nothing below has to be changed.  It has a namespace because boards' own headers use names like RESET, too. */
namespace kd_edge {

enum { DESCRIPTION = 0x01, DATA = 0x02, END = 0x04, COMMAND = 0x10, REPLY = 0x11 };
enum { START = 0x01, STOP = 0x02, RESET = 0x05 };
enum { SENSOR = 1, INT16 = 2, STOPPED = 1 };
enum { UNKNOWN_COMMAND = -1, BAD_ARGUMENT = -2, NOT_SUPPORTED = -4 };
enum { MAX_FRAME = 246, MAX_COMMAND = 32, CRC_BYTES = 4, LAST_COMMAND = 0x08 };
enum { DESCRIPTION_BYTES = 26 }; /* without its texts */

static_assert(CHANNEL_COUNT <= 110, "one sample has to fit into one frame");

constexpr size_t length(const char *text)
{
    return *text == 0 ? 0 : 1 + length(text + 1);
}

/* Whether the channels from `i` on have descriptions that fit into a frame each. */
constexpr bool are_described(size_t i)
{
    return i == CHANNEL_COUNT ||
           (DESCRIPTION_BYTES + sizeof STREAM - 1 + length(CHANNELS[i].unit) + length(CHANNELS[i].name) <= MAX_FRAME &&
            are_described(i + 1));
}

static_assert(are_described(0), "the names of stream, channel and unit have to fit into one frame");

uint8_t frame[MAX_FRAME]; /* that is being written: version, type, body */
uint8_t frame_size;

uint8_t received[MAX_COMMAND]; /* since the last zero byte; longer frames are none for us */
uint8_t received_size;

bool running;
uint32_t due_us;       /* by micros(), when the next sample is due */
uint64_t number;       /* of that sample since START */
uint32_t sequence;     /* of the next DATA */
uint32_t dropped;      /* samples that came too late to be taken */
uint32_t described_ms; /* by millis() */

uint32_t crc32(const uint8_t *bytes, uint8_t size)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (uint8_t i = 0; i < size; ++i) {
        crc ^= bytes[i];
        for (uint8_t bit = 0; bit < 8; ++bit) {
            crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1u)));
        }
    }
    return ~crc;
}

void begin(uint8_t type)
{
    frame[0] = 1; /* version of the protocol */
    frame[1] = type;
    frame_size = 2;
}

/* The lowest `bytes` bytes of a number, little endian. */
void add(uint64_t value, uint8_t bytes)
{
    for (; bytes > 0; --bytes) {
        frame[frame_size++] = (uint8_t)(value & 0xFFu);
        value >>= 8;
    }
}

void add_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    add(bits, 4);
}

void add_text(const char *text)
{
    const uint8_t size = (uint8_t)strlen(text);
    add(size, 1);
    for (uint8_t i = 0; i < size; ++i) {
        frame[frame_size++] = (uint8_t)text[i];
    }
}

/* Send what was added, with its CRC, stuffed (COBS), and a zero byte at its end. */
void send()
{
    add(crc32(frame, frame_size), CRC_BYTES);
    for (uint8_t from = 0; from <= frame_size;) {
        uint8_t to = from;
        while (to < frame_size && frame[to] != 0) {
            ++to;
        }
        Serial.write((uint8_t)(to - from + 1));
        Serial.write(frame + from, (size_t)(to - from));
        from = (uint8_t)(to + 1);
    }
    Serial.write((uint8_t)0);
}

/* One frame for each channel: a frame has always room for one. */
void describe()
{
    for (uint8_t i = 0; i < CHANNEL_COUNT; ++i) {
        begin(DESCRIPTION);
        add(0, 1); /* number of the stream */
        add(INT16, 1);
        add(CHANNEL_COUNT, 1);
        add(i, 1); /* first channel here */
        add(1, 1); /* and how many */
        add((uint64_t)PERIOD_US * 1000u, 8);
        add_text(STREAM);
        add_float(CHANNELS[i].scale);
        add_text(CHANNELS[i].unit);
        add_text(CHANNELS[i].name);
        send();
    }
    described_ms = millis();
}

void reply(uint8_t tag, uint8_t command, int8_t status)
{
    begin(REPLY);
    add(tag, 1);
    add(command, 1);
    add((uint8_t)status, 1);
    send();
}

/* A body: tag, command, arguments. */
void obey(const uint8_t *body, uint8_t size)
{
    const uint8_t tag = body[0];
    const uint8_t command = body[1];
    if (command == START && size != 4) {
        reply(tag, command, BAD_ARGUMENT);
    } else if (command == START && body[2] != SENSOR) {
        reply(tag, command, NOT_SUPPORTED);
    } else if (command == START) {
        reply(tag, command, 0);
        describe();
        if (!running) {
            running = true;
            number = 0;
            sequence = 0;
            dropped = 0;
            due_us = micros();
        }
    } else if (command == STOP) {
        running = false;
        reply(tag, command, 0);
        begin(END);
        add(STOPPED, 1);
        send();
    } else if (command == RESET) {
        reply(tag, command, 0); /* nothing here has a state */
    } else {
        reply(tag, command, command <= LAST_COMMAND ? NOT_SUPPORTED : UNKNOWN_COMMAND);
    }
}

/* Undo the stuffing in place.  Returns the size of the frame, 0 if it is damaged. */
uint8_t unstuff(uint8_t *bytes, uint8_t size)
{
    uint8_t out = 0;
    for (uint8_t in = 0; in < size;) {
        const uint8_t code = bytes[in++];
        if (code - 1 > size - in) {
            return 0;
        }
        for (uint8_t i = 1; i < code; ++i) {
            bytes[out++] = bytes[in++];
        }
        if (in < size) {
            bytes[out++] = 0;
        }
    }
    return out;
}

void listen()
{
    while (Serial.available() > 0) {
        const uint8_t byte = (uint8_t)Serial.read();
        if (byte != 0) {
            if (received_size < MAX_COMMAND) {
                received[received_size++] = byte;
            }
            continue;
        }
        const bool fits = received_size < MAX_COMMAND;
        const uint8_t size = fits ? unstuff(received, received_size) : 0;
        received_size = 0;
        if (size >= 4 + CRC_BYTES && received[0] == 1 && received[1] == COMMAND &&
            crc32(received, size) == 0x2144DF1Cu) {
            obey(received + 2, (uint8_t)(size - 2 - CRC_BYTES));
        }
    }
}

/* A sample's time is when it was due, not when there was time to send it. */
void take()
{
    while (micros() - due_us >= PERIOD_US) { /* the next one is due, too: this one is lost, and counted */
        due_us += PERIOD_US;
        ++number;
        ++dropped;
    }
    int16_t sample[CHANNEL_COUNT];
    sense(sample);
    begin(DATA);
    add(0, 1); /* number of the stream */
    add(1, 1); /* samples */
    add(sequence++, 4);
    add(dropped, 4);
    add(number * PERIOD_US * 1000u, 8);
    for (uint8_t i = 0; i < CHANNEL_COUNT; ++i) {
        add((uint16_t)sample[i], 2);
    }
    send();
    due_us += PERIOD_US;
    ++number;
}

void step()
{
    listen();
    if (running && (int32_t)(micros() - due_us) >= 0) {
        take();
    }
    if (running && millis() - described_ms >= 1000) {
        describe();
    }
}

} // namespace kd_edge

void setup()
{
    Serial.begin(BAUD);
}

void loop()
{
    kd_edge::step();
}
