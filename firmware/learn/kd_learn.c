/* kd_learn.h for images that can learn. */
#include "kd_learn.h"

#include <stddef.h>
#include <string.h>

#include "kd_fit.h"
#include "kd_keep.h"
#include "kd_protocol.h"
#include "kd_runtime.h"
#include "kd_ways.h"

/* A lesson.  Ways are found before signs are seen, so the two share their memory. */
static struct {
    kd_recogniser_t *recogniser; /* NULL: no lesson goes on */
    uint8_t pass;
    uint8_t kept;   /* the lesson's result has been written */
    int16_t label;  /* of the take that is being given, or KD_REST before the first */
    int32_t frames; /* of the window that is being filled; below 0: to skip first */
    uint32_t restarts;
    float window[KD_WINDOW_SIZE * KD_SIGNAL_FEATURES]; /* as recorded */
    kd_person_t person;
    union {
#if KD_WAYS
        kd_ways_t ways;
#endif
        kd_fit_t fit;
    } at;
} lesson;

static void use_newest(void)
{
    const kd_person_t *const person = kd_keep_newest();
#if KD_WAYS
    kd_wearer_use(person == NULL ? NULL : &person->wearer);
#endif
    kd_head_use(person == NULL ? NULL : &person->layer);
}

static void use_trained(void)
{
#if KD_WAYS
    kd_wearer_use(NULL);
#endif
    kd_head_use(NULL);
}

void kd_learn_start(void)
{
    use_newest();
}

void kd_learn_stop(void)
{
    if (lesson.recogniser != NULL) {
        lesson.recogniser = NULL;
        use_newest();
    }
}

/* Whether `pass` may follow the last one, or repeat it: the host repeats what was not answered. */
static int32_t may_follow(uint8_t pass)
{
#if KD_WAYS
    return pass == KD_PASS_SURVEY || (lesson.recogniser != NULL && (pass == lesson.pass || pass == lesson.pass + 1));
#else
    return pass == KD_PASS_SIGNS;
#endif
}

/* What a pass starts from.  Returns 1, or 0 if the pass before it has seen nothing. */
static int32_t prepare(uint8_t pass)
{
#if KD_WAYS
    kd_ways_t *const ways = &lesson.at.ways;
    if (pass == KD_PASS_SURVEY) {
        kd_ways_reset(ways);
    } else if (pass == KD_PASS_WAYS) {
        if (ways->frames == 0u) {
            return 0;
        }
        kd_ways_lay_out(ways);
    } else if (lesson.pass == KD_PASS_WAYS) {
        if (ways->windows == 0u) {
            return 0;
        }
        kd_ways_wear(ways, kd_ways_find(ways).index, &lesson.person.wearer);
    }
#endif
    if (pass == KD_PASS_SIGNS) {
        lesson.at.fit.count = 0;
    }
    return 1;
}

kd_learn_status_t kd_learn_begin(kd_recogniser_t *recogniser, uint8_t pass)
{
    if (pass < KD_PASS_SURVEY || pass > KD_PASS_SIGNS) {
        return KD_STATUS_BAD_ARGUMENT;
    }
    if (!may_follow(pass) || !prepare(pass)) {
        return KD_STATUS_FAILED;
    }
    use_trained();
    lesson.recogniser = recogniser;
    lesson.pass = pass;
    lesson.kept = 0;
    lesson.label = KD_REST;
    return KD_STATUS_OK;
}

kd_learn_status_t kd_learn_take(int16_t label)
{
    if (lesson.recogniser == NULL) {
        return KD_STATUS_FAILED;
    }
    if (label < 0 || label >= KD_LABELS) {
        return KD_STATUS_BAD_ARGUMENT;
    }
    kd_signal_reset(&lesson.recogniser->path);
    lesson.restarts = 0;
    lesson.frames = 0;
    lesson.kept = 0; /* what follows is not in what was kept */
    lesson.label = label;
    return KD_STATUS_OK;
}

/* What the last layer reads of the window goes to the fit.  Returns 0, or a negative error if there is no room. */
static int32_t see_sign(int8_t *quantised)
{
    kd_fit_t *const fit = &lesson.at.fit;
    int8_t scores[KD_LABELS];
    if (fit->count == KD_LEARN_WINDOWS) {
        return KD_STATUS_FAILED;
    }
    for (int32_t number = 0; number < KD_WINDOW_SIZE; ++number) {
        float *const frame = lesson.window + number * KD_SIGNAL_FEATURES;
#if KD_WAYS
        kd_wearer_turn(&lesson.person.wearer, frame);
#endif
        kd_signal_normalise(frame);
        kd_signal_quantise(frame, quantised + number * KD_SIGNAL_FEATURES);
    }
    kd_runtime_infer(&lesson.recogniser->network, quantised, scores);
    memcpy(fit->features[fit->count], kd_runtime_features(&lesson.recogniser->network), KD_HEAD_FEATURES);
    fit->labels[fit->count] = lesson.label;
    ++fit->count;
    return 0;
}

/* A window is complete. */
static int32_t see_window(void)
{
    int8_t *const quantised = lesson.recogniser->window.frames;
#if KD_WAYS
    if (lesson.pass == KD_PASS_SURVEY) {
        kd_ways_survey(&lesson.at.ways, lesson.window);
        return 0;
    }
    if (lesson.pass == KD_PASS_WAYS) {
        kd_ways_try(&lesson.at.ways, lesson.window, &lesson.recogniser->network, quantised);
        return 0;
    }
#endif
    return see_sign(quantised);
}

/* Frames that are there, into windows. */
static int32_t see_frames(void)
{
    kd_signal_t *const path = &lesson.recogniser->path;
    float frame[KD_SIGNAL_FEATURES];
    while (kd_signal_pull_recorded(path, frame, 1) == 1) {
        if (lesson.frames >= 0) {
            memcpy(lesson.window + lesson.frames * KD_SIGNAL_FEATURES, frame, sizeof frame);
        }
        ++lesson.frames;
        if (lesson.frames == KD_WINDOW_SIZE) {
            lesson.frames = KD_WINDOW_SIZE - KD_LEARN_HOP;
            const int32_t status = see_window();
            if (status < 0) {
                return status;
            }
        }
    }
    return 0;
}

int32_t kd_learn_give(int32_t stream, const void *samples, int32_t count, int64_t start_ns)
{
    if (lesson.recogniser == NULL || lesson.label == KD_REST) {
        return KD_STATUS_FAILED;
    }
    kd_signal_t *const path = &lesson.recogniser->path;
    const uint8_t *next = samples;
    while (count > 0) {
        const int32_t taken = kd_signal_push(path, stream, next, count, start_ns);
        if (path->restarts != lesson.restarts) { /* a window does not span a gap */
            lesson.restarts = path->restarts;
            lesson.frames = 0;
        }
        const int32_t status = taken < 0 ? taken : see_frames();
        if (status < 0) {
            return status;
        }
        next += taken * kd_stream_row_bytes(&kd_streams[stream]);
        count -= taken;
        start_ns = KD_SIGNAL_CONTINUE;
    }
    return 0;
}

kd_learn_status_t kd_learn_keep(void)
{
    if (lesson.recogniser == NULL || lesson.pass != KD_PASS_SIGNS) {
        return KD_STATUS_FAILED;
    }
    if (!lesson.kept) {
        if (lesson.at.fit.count == 0) {
            return KD_STATUS_FAILED;
        }
        lesson.person.windows = (uint32_t)lesson.at.fit.count;
        kd_fit(&lesson.at.fit, &lesson.person.layer);
        if (!kd_keep_write(&lesson.person)) {
            return KD_STATUS_FAILED;
        }
        lesson.kept = 1;
    }
    use_newest();
    return KD_STATUS_OK;
}

kd_learn_status_t kd_learn_forget(void)
{
    lesson.recogniser = NULL;
    const int32_t erased = kd_keep_erase();
    use_newest();
    return erased ? KD_STATUS_OK : KD_STATUS_FAILED;
}

int32_t kd_learn_read(uint32_t offset, uint8_t *bytes, int32_t most)
{
    const kd_person_t *const person = kd_keep_newest();
    if (person == NULL || offset >= sizeof *person) {
        return 0;
    }
    const uint32_t left = (uint32_t)sizeof *person - offset;
    const int32_t count = left < (uint32_t)most ? (int32_t)left : most;
    memcpy(bytes, (const uint8_t *)person + offset, (size_t)count);
    return count;
}
