/*
 * kd_sensor: a sensor that an alarm asks for a sample whenever one is due.  A board with sensors lists them in its own
 * folder; firmware/sources/kd_sense_sensors.c makes streams of them.
 */
#ifndef KD_SENSOR_H
#define KD_SENSOR_H

#include <stdint.h>

#include "kd_backlog.h"
#include "kd_stream.h"

typedef struct {
    /* The sensor gives these. */
    int32_t (*fits)(const kd_stream_t *stream); /* 1 if it can give this stream */
    void (*start)(int64_t now_ns);              /* set it up */
    void (*take)(void);           /* a sample is due: put it into the backlog now, or later with its number */
    const char *(*problem)(void); /* why it gives no samples, or NULL; NULL: it always does */
    void (*look)(int64_t now_ns); /* called again and again: look for it if it went away; or NULL */
    void (*stop)(void);           /* NULL: nothing is under way */
    kd_backlog_t backlog;         /* with its values and their capacity */

    /* The rest is kept here. */
    int32_t stream;     /* of the bundle, or KD_SENSOR_NO_STREAM */
    uint32_t alarm;     /* its place in the list */
    uint32_t period_us; /* from sample to sample */
    uint32_t period_ns; /* and this much more */
    uint32_t due_us;    /* when the next sample is taken */
    uint32_t due_ns;    /* and this much later */
    int64_t number;     /* of the sample that is due */
} kd_sensor_t;

enum { KD_SENSOR_NO_STREAM = -1 };

/* The board's sensors, at most KD_ALARMS, then NULL.  The first that fits takes a stream. */
extern kd_sensor_t *const kd_sensors[];

/* Begin with sample 0, which is due at `now_us`.  alarm: the one that it may use; on_alarm: what that calls, which
 * calls kd_sensor_take_due(). */
void kd_sensor_start(kd_sensor_t *sensor, uint32_t now_us, uint32_t alarm, void (*on_alarm)(void));

/* A sample is due: take it, and set the alarm for the next. */
void kd_sensor_take_due(kd_sensor_t *sensor);

#endif
