/*
 * host PLAYED LATE: a sketch as a program.  Its clock advances whenever it is looked at, so that a run is the same on
 * every machine; it begins shortly before micros() wraps, and jumps once, while sample LATE (from 1) is taken.
 */
#include "Arduino.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

HostSerial Serial;

static FILE *played;
static uint64_t now_us = UINT64_C(0xFFFFFFFF) - 3000000;
static long late;
static uint8_t next_pin = A0;
static long samples;
static bool begun;

static void fail(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(2);
}

uint32_t micros()
{
    now_us += 100;
    return (uint32_t)now_us;
}

uint32_t millis()
{
    return (uint32_t)(now_us / 1000);
}

int analogRead(uint8_t pin)
{
    if (pin != next_pin) {
        fail("a pin is read out of order");
    }
    next_pin = pin == A5 ? (uint8_t)A0 : (uint8_t)(pin + 1);
    int16_t value;
    if (fread(&value, sizeof value, 1, played) != 1) {
        exit(0); /* everything was played: the cable is pulled */
    }
    if (pin == A5 && ++samples == late) {
        now_us += 55000;
    }
    return value;
}

void HostSerial::begin(unsigned long)
{
    begun = true;
}

int HostSerial::available()
{
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    return poll(&input, 1, 0) == 1 && (input.revents & POLLIN) != 0;
}

int HostSerial::read()
{
    uint8_t byte;
    return ::read(STDIN_FILENO, &byte, 1) == 1 ? byte : -1;
}

size_t HostSerial::write(uint8_t byte)
{
    return write(&byte, 1);
}

size_t HostSerial::write(const uint8_t *bytes, size_t size)
{
    if (!begun) {
        fail("the port was not opened");
    }
    for (size_t done = 0; done < size;) {
        const ssize_t count = ::write(STDOUT_FILENO, bytes + done, size - done);
        if (count < 0 && errno != EAGAIN) {
            fail("nobody is there");
        }
        done += count > 0 ? (size_t)count : 0;
    }
    return size;
}

int main(int count, char **arguments)
{
    if (count != 3 || (played = fopen(arguments[1], "rb")) == NULL) {
        fail("host PLAYED LATE");
    }
    late = atol(arguments[2]);
    setup();
    for (;;) {
        if (samples == 0 && Serial.available() == 0) {
            usleep(1000); /* the clock stands until somebody asks the sketch to start */
        } else {
            loop();
        }
    }
}
