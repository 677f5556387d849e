"""A bundle as a C library, in the form that other tools expect: CMake, Arduino, PlatformIO, Zephyr, ESP-IDF."""
