/* kd_words: the words and numbers of a command in text. */
#ifndef KD_WORDS_H
#define KD_WORDS_H

#include <stdint.h>

/* Cut the next word off `rest`; empty if there is none. */
char *kd_words_next(char **rest);

/* 1 if the two are the same. */
int32_t kd_words_equal(const char *word, const char *other);

/* Cut a whole number between 0 and `most` off `rest`.  Returns it, `otherwise` if there is no word, or -1. */
int32_t kd_words_number(char **rest, int32_t otherwise, int32_t most);

/* 0 to 15, or -1 if the letter is no hexadecimal digit. */
int32_t kd_words_hex_digit(char letter);

#endif
