package kd.edge.example

import kd.edge.Recogniser
import kd.edge.SampleType
import kd.edge.Stream
import java.nio.ByteBuffer
import kotlin.math.PI
import kotlin.math.max

/** The sensors of a phone, and what one of Android's units is in a unit that bundles have. */
enum class PhoneSensor(val units: Map<String, Double>) {
    ACCELERATION(mapOf("g" to 1 / 9.80665, "mg" to 1000 / 9.80665, "m/s^2" to 1.0, "m/s2" to 1.0, "m/s²" to 1.0)),
    TURN(mapOf("deg/s" to 180 / PI, "dps" to 180 / PI, "°/s" to 180 / PI, "rad/s" to 1.0)),
}

/**
 * The phone's own sensors in the place of a bundle's only stream.
 *
 * Accelerometer and gyroscope come by themselves and when they like. Samples lie on the stream's grid, on straight lines
 * between readings; after a gap of a quarter of a second they begin anew.
 */
class Motion(private val stream: Stream, private val told: (samples: ByteBuffer, count: Int, startNs: Long) -> Unit) {
    private class Wire(val sensor: PhoneSensor, val axis: Int, val factor: Double) // to a raw number

    private class Reading(val timeNs: Long, val values: FloatArray)

    private val wires = requireNotNull(wiring(stream)) { "The phone lacks sensors of the bundle's stream ${stream.name}" }
    private val tracks = wires.map { it.sensor }.distinct().associateWith { ArrayDeque<Reading>() }
    private val samples = Recogniser.buffer(0, ROWS)
    private var next = 0L // number of the next sample
    private var beganNs = -1L

    /** A reading of one sensor, in Android's units and on its clock. */
    fun take(sensor: PhoneSensor, clockNs: Long, values: FloatArray) {
        val track = tracks[sensor] ?: return
        if (beganNs < 0) beganNs = clockNs
        val timeNs = clockNs - beganNs
        val last = track.lastOrNull()
        if (last != null && (timeNs <= last.timeNs || timeNs - last.timeNs > GAP_NS)) tracks.values.forEach { it.clear() }
        track.addLast(Reading(timeNs, values.copyOf(3)))
        if (tracks.values.any { it.isEmpty() }) return
        // Where all sensors have been heard of, and the last of them has spoken.
        val first = tracks.values.maxOf { it.first().timeNs }
        val until = tracks.values.minOf { it.last().timeNs }
        next = max(next, (first + stream.periodNs - 1) / stream.periodNs)
        var count = 0
        val start = next
        samples.clear()
        while (next * stream.periodNs <= until && count < ROWS) {
            wires.forEach { put(at(tracks.getValue(it.sensor), next * stream.periodNs, it.axis) * it.factor) }
            count += 1
            next += 1
        }
        samples.flip()
        if (count > 0) told(samples, count, start * stream.periodNs)
    }

    /** Where a straight line between two readings is at [timeNs]; readings before them are forgotten. */
    private fun at(track: ArrayDeque<Reading>, timeNs: Long, axis: Int): Double {
        while (track.size > 2 && track[1].timeNs <= timeNs) track.removeFirst()
        val before = track.first()
        val after = if (track.size > 1) track[1] else before
        if (after.timeNs == before.timeNs) return before.values[axis].toDouble()
        val share = (timeNs - before.timeNs).toDouble() / (after.timeNs - before.timeNs)
        return before.values[axis] + (after.values[axis] - before.values[axis]) * share
    }

    private fun put(raw: Double) {
        val within = raw.coerceIn(stream.type.least.toDouble(), stream.type.most.toDouble())
        when (stream.type) {
            SampleType.INT8 -> samples.put(Math.rint(within).toInt().toByte())
            SampleType.INT16 -> samples.putShort(Math.rint(within).toInt().toShort())
            SampleType.FLOAT32 -> samples.putFloat(within.toFloat())
        }
    }

    companion object {
        private const val ROWS = 64
        private const val GAP_NS = 250_000_000L
        private val AXIS = Regex("([xyz])(?:[^a-z]*\\d*)?$", RegexOption.IGNORE_CASE)

        /** Whether a phone's sensors can stand in for [streams]: one stream, whose channels it all has, each once. */
        fun fits(streams: List<Stream>): Boolean = streams.size == 1 && wiring(streams[0]) != null

        private fun wiring(stream: Stream): List<Wire>? {
            val wires = stream.channels.map { channel ->
                val sensor = PhoneSensor.entries.find { channel.unit.lowercase() in it.units } ?: return null
                val axis = AXIS.find(channel.name)?.groupValues?.get(1)?.lowercase() ?: return null
                Wire(sensor, "xyz".indexOf(axis), sensor.units.getValue(channel.unit.lowercase()) / channel.scale)
            }
            return wires.takeIf { wires.distinctBy { it.sensor to it.axis }.size == wires.size }
        }
    }
}
