/* Recognises the bundle's golden recordings, and checks the library with them.  Samples of your sensors go the same way:
 * kd_recogniser_push() takes them as they come, kd_recogniser_poll() says what they mean. */
#include <Arduino.h>
#include <kd_golden.h>
#include <kd_recogniser.h>

static kd_recogniser_t recogniser;
static kd_golden_t recordings;

void setup() {
  Serial.begin(115200);
  kd_recogniser_init(&recogniser);
  kd_golden_start(&recordings);
}

void loop() {
  kd_golden_block_t block;
  kd_result_t result;
  if (!kd_golden_next(&recordings, &block)) {
    Serial.print((long)kd_golden_check(&recogniser));
    Serial.println(" golden scores are wrong");
    setup();
    return;
  }
  kd_recogniser_push(&recogniser, block.stream, block.samples, block.count, block.start_ns);
  while (kd_recogniser_poll(&recogniser, &result) == KD_RECOGNISER_RESULT) {
    Serial.print((long)(result.time_ns / 1000000));
    Serial.print(" ms  ");
    Serial.print(kd_labels[result.sign]);
    Serial.print("  ");
    Serial.print((long)kd_result_percent(&result));
    Serial.println(" %");
  }
}
