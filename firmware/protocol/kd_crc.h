/* kd_crc: the CRC-32 of Ethernet and zlib, from a table of 64 bytes. */
#ifndef KD_CRC_H
#define KD_CRC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* CRC-32 of a message followed by its own CRC in little endian. */
#define KD_CRC_RESIDUE UINT32_C(0x2144DF1C)

/* CRC of `size` more bytes; `crc` is that of the bytes before, 0 at the start. */
uint32_t kd_crc_add(uint32_t crc, const uint8_t *data, int32_t size);

#ifdef __cplusplus
}
#endif

#endif
