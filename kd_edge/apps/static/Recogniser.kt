import org.tensorflow.lite.Interpreter
import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.math.roundToInt

/** Classifies windows of @FRAMES@ frames with @COLUMNS@ features, normalised as the model's metadata says, by model_int8.tflite. */
class Recogniser(model: ByteBuffer, private val labels: List<String>) : AutoCloseable {
    private val interpreter = Interpreter(model)
    private val window = ByteBuffer.allocateDirect(@FRAMES@ * @COLUMNS@).order(ByteOrder.nativeOrder())
    private val scores = Array(1) { ByteArray(@SIGNS@) }

    /** The most probable sign of `frames`, one row after the other, and its probability. */
    fun classify(frames: FloatArray): Pair<String, Float> {
        val input = interpreter.getInputTensorFromSignature("window", SIGNATURE).quantizationParams()
        window.rewind()
        for (value in frames) {
            // Halves go to the even level, as on every other target.
            val level = Math.rint((value / input.scale).toDouble()).roundToInt() + input.zeroPoint
            window.put(level.coerceIn(-128, 127).toByte())
        }
        window.rewind()
        interpreter.resetVariableTensors() // or the LSTM goes on from the window before
        interpreter.runSignature(mapOf("window" to window), mapOf("scores" to scores), SIGNATURE)
        val output = interpreter.getOutputTensorFromSignature("scores", SIGNATURE).quantizationParams()
        val best = scores[0].indices.maxByOrNull { scores[0][it] }!!
        return labels[best] to (scores[0][best] - output.zeroPoint) * output.scale
    }

    override fun close() = interpreter.close()

    private companion object {
        const val SIGNATURE = "serving_default"
    }
}
