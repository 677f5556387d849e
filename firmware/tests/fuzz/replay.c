/* Give each of the named files to a fuzz target, once. */
#include <stdio.h>
#include <stdlib.h>

#include "host.h"

static int replay(const char *name)
{
    FILE *const file = fopen(name, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return 0;
    }
    const long size = ftell(file);
    rewind(file);
    /* Exactly as large as the file, so that AddressSanitizer sees a byte too many. */
    uint8_t *const data = malloc(size > 0 ? (size_t)size : 1);
    const int read = data != NULL && fread(data, 1, (size_t)size, file) == (size_t)size;
    if (read) {
        LLVMFuzzerTestOneInput(data, (size_t)size);
    }
    free(data);
    fclose(file);
    return read;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        if (!replay(argv[i])) {
            fprintf(stderr, "cannot read %s\n", argv[i]);
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
