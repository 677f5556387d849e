package kd.edge.test

import kd.edge.Channel
import kd.edge.Recogniser
import kd.edge.RecogniserException
import kd.edge.Recordings
import kd.edge.SampleType
import kd.edge.STREAMS
import kd.edge.Stream
import kd.edge.example.Motion
import kd.edge.example.PhoneSensor
import java.nio.ByteBuffer

/** What comes of a call: its result, or the name of what it throws. */
private fun outcome(call: () -> Any?): String =
    try {
        call().toString()
    } catch (problem: RecogniserException) {
        "code ${problem.code}"
    } catch (problem: RuntimeException) {
        problem.javaClass.simpleName
    }

/** What keeps the samples alive that C reads. */
private fun held(recogniser: Recogniser): Any? =
    Recogniser::class.java.getDeclaredField("samples").apply { isAccessible = true }.get(recogniser)

private fun mistakes() {
    val recogniser = Recogniser()
    val buffer = Recogniser.buffer(0, 4)
    println("stream ${outcome { recogniser.push(STREAMS.size, buffer, 1) }}")
    println("heap ${outcome { recogniser.push(0, ByteBuffer.allocate(64), 1) }}")
    println("short ${outcome { recogniser.push(0, buffer, 5) }}")
    println("negative ${outcome { recogniser.push(0, buffer, -1) }}")
    recogniser.push(0, buffer, 4, 0)
    val another = Recogniser.buffer(0, 4)
    println("busy ${outcome { recogniser.push(0, another, 4) }}")
    println("held ${held(recogniser) === buffer}")
    println("poll ${outcome { recogniser.poll() }}")
    recogniser.push(0, buffer, 1, Long.MAX_VALUE)
    println("time ${outcome { recogniser.poll() }}")
    println("counts ${recogniser.counts()}")
    recogniser.close()
    println("closed ${outcome { recogniser.poll() }}")
}

/** Readings on a straight line, of which any sample of the grid is known. */
private fun motion() {
    val channels = listOf(Channel("acc_y", "g", 0.001f), Channel("gx", "deg/s", 0.5f))
    val stream = Stream("imu", 10_000_000, SampleType.INT16, channels)
    val rows = mutableListOf<String>()
    val motion = Motion(stream) { samples, count, startNs ->
        repeat(count) { rows += "${startNs / 1_000_000 + 10 * it}:${samples.short},${samples.short}" }
    }
    println("fits ${Motion.fits(listOf(stream))} ${Motion.fits(listOf(stream, stream))}")
    val booted = 5_000_000_000L
    for (ms in 0L..60L step 4) {
        motion.take(PhoneSensor.ACCELERATION, booted + ms * 1_000_000, floatArrayOf(0f, 9.80665f * ms / 100, 0f))
        motion.take(PhoneSensor.TURN, booted + (ms + 1) * 1_000_000, floatArrayOf(Math.PI.toFloat() * (ms + 1) / 180, 0f, 0f))
    }
    println("motion ${rows.joinToString(" ")}")
}

fun main() {
    mistakes()
    motion()
    println("labels ${Recogniser.LABELS.joinToString("|")}")
    println("streams ${STREAMS.joinToString { stream -> "${stream.name} ${stream.channels.joinToString("|") { it.name }}" }}")
    println("wrong ${Recogniser.check()}")
    Recogniser().use { recogniser ->
        for (block in Recordings()) {
            recogniser.push(block.stream, block.samples, block.count, block.startNs)
            while (true) println((recogniser.next() ?: break).scores.joinToString(" "))
        }
    }
}
