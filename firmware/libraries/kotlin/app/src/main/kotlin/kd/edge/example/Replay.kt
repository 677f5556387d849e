package kd.edge.example

import kd.edge.Recogniser
import kd.edge.Recordings
import kd.edge.Sign

/** Recognise the recordings that came with the bundle. Samples of your sensors go the same way. */
fun replay(recogniser: Recogniser, say: (Sign) -> Unit) {
    for (block in Recordings()) {
        recogniser.push(block.stream, block.samples, block.count, block.startNs)
        while (true) say(recogniser.poll() ?: break)
    }
}

/** A sign as a line of text. */
fun line(sign: Sign) = "${sign.timeNs / 1_000_000} ms  ${sign.name}  ${sign.percent} %"

/** On any Java machine, without Android. */
fun main() {
    Recogniser().use { recogniser -> replay(recogniser) { println(line(it)) } }
    println("${Recogniser.check()} golden scores are wrong")
}
