/*
 * What a sketch wants of Arduino's core, for the host.  Serial is standard input and output, which are the board's
 * end of a pseudo-terminal; analogue inputs play a file of int16 numbers and refuse to be read out of order.
 */
#ifndef ARDUINO_H
#define ARDUINO_H

#include <stddef.h>
#include <stdint.h>

enum { A0 = 14, A1, A2, A3, A4, A5 };

/* Names that cores for some boards declare beside it, as ST's headers do the first two. */
typedef enum { RESET = 0U, SET = !RESET } FlagStatus;
enum { DATA, END, START, STOP, SENSOR, INT16, STOPPED, COMMAND, REPLY, DESCRIPTION };
int begin(uint8_t);
int send();
int listen();
int take();
extern int frame, number, sequence;

uint32_t micros();
uint32_t millis();
int analogRead(uint8_t pin);
void setup();
void loop();

struct HostSerial {
    void begin(unsigned long baud);
    int available();
    int read();
    size_t write(uint8_t byte);
    size_t write(const uint8_t *bytes, size_t size);
};
extern HostSerial Serial;

#endif
