/* kd_jni: kd_host.h for Java and Kotlin, as the static methods of the class kd.edge.Native.
 *
 * Memory comes as direct ByteBuffers, whose sizes the Kotlin class Recogniser has checked.  No function makes an object
 * but a ByteBuffer, so nothing here can throw. */
#include <jni.h>

#include <stdint.h>
#include <string.h>

#include "kd_host.h"
#include "kd_host_golden.h"

/* A handle is the address that kd_host_begin() gave. */
static kd_host_t *host_of(jlong handle)
{
    return (kd_host_t *)(intptr_t)handle;
}

static void *address_of(JNIEnv *env, jobject buffer)
{
    return (*env)->GetDirectBufferAddress(env, buffer);
}

#define KD_NATIVE(type, name) JNIEXPORT type JNICALL Java_kd_edge_Native_##name

KD_NATIVE(jint, streams)(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return kd_host_streams();
}

KD_NATIVE(jint, rowBytes)(JNIEnv *env, jclass type, jint stream)
{
    (void)env, (void)type;
    return kd_host_row_bytes(stream);
}

KD_NATIVE(jint, labels)(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return kd_host_labels();
}

/* A label's name in UTF-8.  A String would want Java's own variant of it. */
KD_NATIVE(jobject, label)(JNIEnv *env, jclass type, jint label)
{
    const char *const name = kd_host_label(label);
    (void)type;
    return (*env)->NewDirectByteBuffer(env, (void *)(intptr_t)name, (jlong)strlen(name));
}

KD_NATIVE(jint, percent)(JNIEnv *env, jclass type, jint score)
{
    (void)env, (void)type;
    return kd_host_percent(score);
}

KD_NATIVE(jint, bytes)(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return kd_host_bytes();
}

KD_NATIVE(jint, resultBytes)(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return kd_host_result_bytes();
}

KD_NATIVE(jlong, begin)(JNIEnv *env, jclass type, jobject memory)
{
    (void)type;
    return (jlong)(intptr_t)kd_host_begin(address_of(env, memory));
}

KD_NATIVE(void, reset)(JNIEnv *env, jclass type, jlong handle)
{
    (void)env, (void)type;
    kd_host_reset(host_of(handle));
}

/* `offset`: bytes of `samples` before the first sample. */
KD_NATIVE(jint, push)(JNIEnv *env, jclass type, jlong handle, jint stream, jobject samples, jint offset, jint count,
                      jlong start_ns)
{
    const uint8_t *const bytes = address_of(env, samples);
    (void)type;
    return kd_host_give(host_of(handle), stream, bytes + offset, count, start_ns, NULL, 0);
}

KD_NATIVE(jint, next)(JNIEnv *env, jclass type, jlong handle, jobject results, jint capacity)
{
    (void)type;
    return kd_host_next(host_of(handle), address_of(env, results), capacity);
}

KD_NATIVE(void, counts)(JNIEnv *env, jclass type, jlong handle, jobject counts)
{
    (void)type;
    kd_host_counts(host_of(handle), address_of(env, counts));
}

KD_NATIVE(jint, check)(JNIEnv *env, jclass type, jobject memory)
{
    (void)type;
    return kd_host_check(address_of(env, memory));
}

KD_NATIVE(jint, goldenBytes)(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return kd_host_golden_bytes();
}

KD_NATIVE(void, goldenStart)(JNIEnv *env, jclass type, jobject place)
{
    (void)type;
    kd_host_golden_start(address_of(env, place));
}

/* The next block's samples, or null after the last one; time, stream and count go to `about`: 16 bytes. */
KD_NATIVE(jobject, goldenNext)(JNIEnv *env, jclass type, jobject place, jobject about)
{
    kd_host_block_t block;
    (void)type;
    if (!kd_host_golden_next(address_of(env, place), &block)) {
        return NULL;
    }
    uint8_t *const told = address_of(env, about);
    memcpy(told, &block.start_ns, 8);
    memcpy(told + 8, &block.stream, 4);
    memcpy(told + 12, &block.count, 4);
    const jlong size = (jlong)block.count * kd_host_row_bytes(block.stream);
    return (*env)->NewDirectByteBuffer(env, (void *)(intptr_t)block.samples, size);
}
