/* The memory of the network that runtime.c runs, in a file of its own, so that it is measured with the network. */
#include "kd_runtime.h"

kd_runtime_t kd_batch_network;
