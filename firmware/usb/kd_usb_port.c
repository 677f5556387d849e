#include "kd_usb_port.h"

#include "kd_cortex_m.h"
#include "kd_usb_controller.h"
#include "kd_usb_device.h"
#include "kd_usb_serial.h"

static void start(const char *product, const char *serial)
{
    kd_usb_device_start(product, serial);
    kd_usb_controller_start();
}

static void pump(void)
{
    kd_interrupts_off();
    kd_usb_serial_pump();
    kd_interrupts_on();
}

static int32_t write(const uint8_t *bytes, size_t size)
{
    if (!kd_usb_serial_put(bytes, size)) {
        return 0;
    }
    pump();
    return 1;
}

static size_t read(uint8_t *bytes, size_t size)
{
    const size_t count = kd_usb_serial_take(bytes, size);
    if (count > 0 && kd_usb_serial_waiting() == 0) {
        pump(); /* a packet may wait for this room */
    }
    return count;
}

static void poll(void)
{
    kd_interrupts_off();
    kd_usb_controller_poll();
    kd_interrupts_on();
}

const kd_port_t kd_usb_port = {
    .start = start,
    .stop = kd_usb_controller_stop,
    .poll = poll,
    .is_open = kd_usb_serial_is_open,
    .is_touched = kd_usb_serial_is_touched,
    .is_empty = kd_usb_serial_is_empty,
    .progress = kd_usb_serial_packets,
    .write = write,
    .read = read,
    .waiting = kd_usb_serial_waiting,
};
