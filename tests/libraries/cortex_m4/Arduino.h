/* As much of an Arduino core as the example asks for: its output goes where the emulator's does. */
#ifndef ARDUINO_H
#define ARDUINO_H

#include <stdio.h>

class HardwareSerial {
  public:
    void begin(unsigned long)
    {
    }
    void print(const char *text)
    {
        fputs(text, stdout);
    }
    void print(long number)
    {
        printf("%ld", number);
    }
    void println(const char *text)
    {
        puts(text);
    }
};

extern HardwareSerial Serial;

void setup();
void loop();

#endif
