/* The CRC of kd_crc.h for hosts, which have room for a table of 8 KB: eight bytes at a time (Kounavis and Berry,
 * "Novel table lookup-based algorithms for high-performance CRC generation", IEEE Transactions on Computers, 2008).
 * Linked in place of firmware's kd_crc.c. */
#include "kd_crc.h"
#include "kd_crc_table.h" /* generated: kd_crc_table[i][b] is the CRC of byte b, i zero bytes before the end */

uint32_t kd_crc_add(uint32_t crc, const uint8_t *data, int32_t size)
{
    crc = ~crc;
    for (; size >= 8; size -= 8, data += 8) {
        const uint32_t first =
            crc ^ ((uint32_t)data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24);
        crc = kd_crc_table[7][first & 255U] ^ kd_crc_table[6][first >> 8 & 255U] ^ kd_crc_table[5][first >> 16 & 255U] ^
              kd_crc_table[4][first >> 24] ^ kd_crc_table[3][data[4]] ^ kd_crc_table[2][data[5]] ^
              kd_crc_table[1][data[6]] ^ kd_crc_table[0][data[7]];
    }
    for (; size > 0; --size) {
        crc = crc >> 8 ^ kd_crc_table[0][(crc ^ *data++) & 255U];
    }
    return ~crc;
}
