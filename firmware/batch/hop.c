/*
 * From raw samples to a decision, as the application does it, as the batch runner's subject.  An input is one block
 * of one stream; an output says what it cost, by stage, and what followed from it.  Nothing is sent.
 */
#include "batch.h"
#include "kd_app.h"
#include "kd_link.h"

#include <string.h>

/* Stages whose cost counts: all but the sending of reports. */
enum { STAGES = KD_STAGE_REPORT };

static struct {
    int64_t start_ns;
    uint8_t stream;
    uint8_t count;
    uint8_t resets; /* 1: forget everything first */
    uint8_t unused;
    float samples[(KD_APP_BLOCK_BYTES + 3) / 4]; /* of any type */
} input;

static struct {
    uint32_t spent[STAGES];
    uint32_t windows; /* completed by this block */
    int32_t label;    /* recognised, or KD_REST */
    int8_t scores[KD_LABELS];
} output;

typedef char input_is_as_the_host_has_it[sizeof input == KD_BATCH_INPUT_BYTES ? 1 : -1];
typedef char output_is_as_the_host_has_it[sizeof output == KD_BATCH_OUTPUT_BYTES ? 1 : -1];

static kd_clock clock;
static kd_classifier classifier;

void kd_link_send(uint8_t type, const kd_body *body)
{
    (void)type;
    (void)body;
}

void *kd_batch_input(void)
{
    return &input;
}

int32_t kd_batch_run(void)
{
    if (input.resets != 0u) {
        kd_classify_reset(&classifier, &clock, 0);
    }
    const uint32_t windows = classifier.windows;
    const uint32_t decisions = classifier.decisions;
    memset(classifier.spent, 0, sizeof classifier.spent);
    const int32_t status =
        kd_classify_push(&classifier, input.stream, input.samples, input.count, input.start_ns);
    memcpy(output.spent, classifier.spent, sizeof output.spent);
    output.windows = classifier.windows - windows;
    output.label = classifier.decisions != decisions ? classifier.decider.current : KD_REST;
    return status;
}

const void *kd_batch_output(void)
{
    memcpy(output.scores, classifier.scores, sizeof output.scores);
    return &output;
}
