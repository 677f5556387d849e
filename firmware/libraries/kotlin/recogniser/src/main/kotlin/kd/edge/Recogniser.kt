package kd.edge

import java.nio.ByteBuffer
import java.nio.ByteOrder

/** A sign that was recognised. [timeNs] is on the clock of the samples. */
data class Sign(val label: Int, val name: String, val timeNs: Long, val percent: Int)

/** What follows from one window: [vote] and [sign] are labels or -1, and there is one of the [scores] for each label. */
class Hop(val timeNs: Long, val restarts: Int, val activity: Float, val vote: Int, val sign: Int, val scores: ByteArray)

/** Samples that were missing and filled, samples that were skipped, and gaps after which everything began anew. */
data class Counts(val filled: Int, val skipped: Int, val restarts: Int)

/** The recogniser refuses samples; [code] is that of `kd_recogniser.h` and `kd_signal.h`. */
class RecogniserException(val code: Int) : RuntimeException("${reason(code)} (code $code)")

/**
 * Raw samples in, signs out.
 *
 *     recogniser.push(stream, samples, count, startNs)
 *     while (true) {
 *         val sign = recogniser.poll() ?: break
 *         ...
 *     }
 *
 * One thread at a time may use it; several of them serve several sets of sensors.
 */
class Recogniser : AutoCloseable {
    private var memory: ByteBuffer? = direct(Native.bytes())
    private val handle = Native.begin(memory!!)
    private val resultBytes = Native.resultBytes()
    private val results = direct(resultBytes * CAPACITY)
    private var samples: ByteBuffer? = null // read in place until poll() returns null, so it must stay
    private var found = 0
    private var used = 0

    /**
     * Take [count] samples of all channels of [stream], from the position of the direct buffer [samples] on.
     *
     * They are in the processor's order of bytes, as [buffer] has them, and are read in place: leave them alone until
     * [poll] or [next] has returned null. [startNs] is the time of the first one on any clock that all streams share,
     * or [CONTINUE]: right after the last one.
     */
    fun push(stream: Int, samples: ByteBuffer, count: Int, startNs: Long = CONTINUE) {
        open()
        if (this.samples != null) throw RecogniserException(BUSY) // C still reads those: only this keeps them
        require(stream in STREAMS.indices) { "Streams are 0 to ${STREAMS.size - 1}: there is no $stream" }
        require(samples.isDirect) { "Samples lie in a direct ByteBuffer: take one of Recogniser.buffer()" }
        val wanted = count.toLong() * Native.rowBytes(stream)
        require(count >= 0 && wanted <= samples.remaining()) {
            "$count samples of stream $stream are $wanted bytes, and the buffer has ${samples.remaining()}"
        }
        this.samples = samples
        accepted(Native.push(handle, stream, samples, samples.position(), count, startNs))
    }

    /** The next sign that the samples pushed complete, or null: then all of them are used. */
    fun poll(): Sign? {
        while (true) {
            val hop = next() ?: return null
            if (hop.sign >= 0) {
                return Sign(hop.sign, LABELS[hop.sign], hop.timeNs, Native.percent(hop.scores[hop.sign].toInt()))
            }
        }
    }

    /** The next window that they complete, with a sign or without, or null: then all of them are used. */
    fun next(): Hop? {
        open()
        if (used == found) {
            used = 0
            found = 0
            found = accepted(Native.next(handle, results, CAPACITY))
            if (found == 0) {
                samples = null
                return null
            }
        }
        val at = resultBytes * used++
        val scores = ByteArray(LABELS.size) { results.get(at + SCORES_AT + it) }
        return Hop(
            timeNs = results.getLong(at),
            restarts = results.getInt(at + 8),
            activity = results.getFloat(at + 12),
            vote = results.getInt(at + 16),
            sign = results.getInt(at + 20),
            scores = scores,
        )
    }

    /** Forget every sample, window and count. */
    fun reset() {
        open()
        found = 0
        used = 0
        samples = null
        Native.reset(handle)
    }

    /** What was filled, skipped and begun anew since the beginning. */
    fun counts(): Counts {
        open()
        val counts = direct(12)
        Native.counts(handle, counts)
        return Counts(counts.getInt(0), counts.getInt(4), counts.getInt(8))
    }

    /** No function may be called any more. */
    override fun close() {
        memory = null
        samples = null
    }

    private fun open() {
        checkNotNull(memory) { "The recogniser is closed" }
    }

    /** [status], if it is no error. */
    private fun accepted(status: Int): Int {
        if (status < 0) {
            samples = null
            throw RecogniserException(status)
        }
        return status
    }

    companion object {
        /** The time of samples that directly follow on the stream's last ones. */
        const val CONTINUE = Long.MIN_VALUE

        private const val CAPACITY = 16
        private const val SCORES_AT = 24

        /** The names of all labels. */
        val LABELS: List<String> = List(Native.labels()) { Charsets.UTF_8.decode(Native.label(it)).toString() }

        /** A buffer for [rows] samples of all channels of [stream]. */
        fun buffer(stream: Int, rows: Int): ByteBuffer = direct(Native.rowBytes(stream) * rows)

        /**
         * Recognise the bundle's golden recordings from their raw samples on.
         *
         * Returns how many scores differ from those of TensorFlow Lite Micro, and one more for each window that is not
         * the bundle's to the last bit: 0 if all is well.
         */
        fun check(): Int {
            val wrong = Native.check(direct(Native.bytes()))
            if (wrong < 0) throw RecogniserException(wrong)
            return wrong
        }

        internal fun direct(bytes: Int): ByteBuffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder())
    }
}

private const val BUSY = -17

private fun reason(code: Int) = when (code) {
    -1 -> "There is no such stream"
    -2 -> "A count of samples is not negative"
    -3 -> "Samples are numbers: one is NaN or infinite, and none was taken"
    -4 -> "A time is too far from 0: take a clock that begins with the session"
    -5 -> "A stream runs too far ahead of another one: push them in turns"
    -6 -> "The wearer's profile is damaged"
    BUSY -> "Samples are used up before more are pushed: call poll() or next() until it returns null"
    else -> "The network could not be run"
}
