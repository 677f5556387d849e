/* The JDK's own jni.h, and where the functions that kd_jni.c calls stand in its table. */
#include <jni.h>

#include <stddef.h>

#define KD_STANDS(function, place)                                                                                     \
    _Static_assert(offsetof(struct JNINativeInterface_, function) == (place) * sizeof(void *), #function)

KD_STANDS(NewDirectByteBuffer, 229);
KD_STANDS(GetDirectBufferAddress, 230);
KD_STANDS(GetDirectBufferCapacity, 231);
_Static_assert(sizeof(jint) == 4 && sizeof(jlong) == 8, "numbers are as long as here");
