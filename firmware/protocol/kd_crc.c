#include "kd_crc.h"

/* CRCs of the 16 half bytes, polynomial 0x04C11DB7 reflected. */
static const uint32_t half_byte[16] = {
    UINT32_C(0x00000000), UINT32_C(0x1DB71064), UINT32_C(0x3B6E20C8), UINT32_C(0x26D930AC),
    UINT32_C(0x76DC4190), UINT32_C(0x6B6B51F4), UINT32_C(0x4DB26158), UINT32_C(0x5005713C),
    UINT32_C(0xEDB88320), UINT32_C(0xF00F9344), UINT32_C(0xD6D6A3E8), UINT32_C(0xCB61B38C),
    UINT32_C(0x9B64C2B0), UINT32_C(0x86D3D2D4), UINT32_C(0xA00AE278), UINT32_C(0xBDBDF21C),
};

uint32_t kd_crc_add(uint32_t crc, const uint8_t *data, int32_t size)
{
    crc = ~crc;
    for (int32_t i = 0; i < size; ++i) {
        crc ^= data[i];
        crc = (crc >> 4) ^ half_byte[crc & 15U];
        crc = (crc >> 4) ^ half_byte[crc & 15U];
    }
    return ~crc;
}
