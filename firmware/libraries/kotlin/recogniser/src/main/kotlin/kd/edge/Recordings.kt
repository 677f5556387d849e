package kd.edge

import java.nio.ByteBuffer
import java.nio.ByteOrder

/** Samples of one stream as [Recogniser.push] takes them. */
class Block(val stream: Int, val samples: ByteBuffer, val count: Int, val startNs: Long)

/** The bundle's golden recordings, one after the other with rest between them, in the order in which sensors deliver. */
class Recordings : Iterator<Block> {
    private val place = Recogniser.direct(Native.goldenBytes())
    private val about = Recogniser.direct(16)
    private var following: Block?

    init {
        Native.goldenStart(place)
        following = read()
    }

    override fun hasNext(): Boolean = following != null

    override fun next(): Block {
        val block = following ?: throw NoSuchElementException("There are no more recordings")
        following = read()
        return block
    }

    private fun read(): Block? {
        val samples = Native.goldenNext(place, about) ?: return null
        val constant = samples.asReadOnlyBuffer().order(ByteOrder.nativeOrder())
        return Block(about.getInt(8), constant, about.getInt(12), about.getLong(0))
    }
}
