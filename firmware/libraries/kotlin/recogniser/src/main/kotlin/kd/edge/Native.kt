package kd.edge

import java.nio.ByteBuffer

/** The functions of `kd_jni.c`, which check nothing: [Recogniser] does. */
internal object Native {
    init {
        System.loadLibrary("kd_recogniser")
    }

    @JvmStatic external fun streams(): Int

    @JvmStatic external fun rowBytes(stream: Int): Int

    @JvmStatic external fun labels(): Int

    @JvmStatic external fun label(label: Int): ByteBuffer

    @JvmStatic external fun percent(score: Int): Int

    @JvmStatic external fun bytes(): Int

    @JvmStatic external fun resultBytes(): Int

    @JvmStatic external fun begin(memory: ByteBuffer): Long

    @JvmStatic external fun reset(handle: Long)

    @JvmStatic external fun push(handle: Long, stream: Int, samples: ByteBuffer, offset: Int, count: Int, startNs: Long): Int

    @JvmStatic external fun next(handle: Long, results: ByteBuffer, capacity: Int): Int

    @JvmStatic external fun counts(handle: Long, counts: ByteBuffer)

    @JvmStatic external fun check(memory: ByteBuffer): Int

    @JvmStatic external fun goldenBytes(): Int

    @JvmStatic external fun goldenStart(place: ByteBuffer)

    @JvmStatic external fun goldenNext(place: ByteBuffer, about: ByteBuffer): ByteBuffer?
}
