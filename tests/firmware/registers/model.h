/* Registers of a chip on a host: every access goes through kd_model_register(). */
#include <stdint.h>

volatile uint32_t *kd_model_register(uintptr_t address);

#define KD_REGISTER(address) (*kd_model_register((uintptr_t)(address)))
