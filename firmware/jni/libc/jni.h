/* What kd_jni.c needs of Java's native interface, for a compiler that comes without a JDK and without the NDK.
 *
 * Where a function stands in the table is fixed by the interface's specification; a test compares it with a JDK's own
 * header. */
#ifndef KD_LIBC_JNI_H
#define KD_LIBC_JNI_H

#include <stdint.h>

#define JNIEXPORT __attribute__((visibility("default")))
#define JNICALL

typedef int32_t jint;
typedef int64_t jlong;
typedef void *jobject;
typedef jobject jclass;

struct JNINativeInterface;
typedef const struct JNINativeInterface *JNIEnv;

struct JNINativeInterface {
    void *others[229];
    jobject (*NewDirectByteBuffer)(JNIEnv *env, void *address, jlong capacity);
    void *(*GetDirectBufferAddress)(JNIEnv *env, jobject buffer);
    jlong (*GetDirectBufferCapacity)(JNIEnv *env, jobject buffer);
};

#endif
