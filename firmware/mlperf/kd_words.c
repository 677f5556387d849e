#include "kd_words.h"

#include <stddef.h>
#include <string.h>

char *kd_words_next(char **rest)
{
    char *word = *rest;
    while (*word == ' ') {
        ++word;
    }
    char *end = word;
    while (*end != ' ' && *end != '\0') {
        ++end;
    }
    *rest = end + (*end != '\0');
    *end = '\0';
    return word;
}

int32_t kd_words_equal(const char *word, const char *other)
{
    const size_t size = strlen(word);
    return size == strlen(other) && memcmp(word, other, size) == 0;
}

int32_t kd_words_number(char **rest, int32_t otherwise, int32_t most)
{
    const char *word = kd_words_next(rest);
    if (*word == '\0') {
        return otherwise;
    }
    int32_t value = 0;
    for (; *word != '\0'; ++word) {
        if (*word < '0' || *word > '9') {
            return -1;
        }
        value = 10 * value + (*word - '0');
        if (value > most) {
            return -1;
        }
    }
    return value;
}

int32_t kd_words_hex_digit(char letter)
{
    if (letter >= '0' && letter <= '9') {
        return letter - '0';
    }
    const char lower = (char)(letter | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
