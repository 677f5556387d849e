package kd.edge.example

import android.app.Activity
import android.content.Context
import android.hardware.Sensor
import android.hardware.SensorEvent
import android.hardware.SensorEventListener
import android.hardware.SensorManager
import android.os.Bundle
import android.widget.TextView
import kd.edge.Recogniser
import kd.edge.STREAMS
import java.nio.ByteBuffer

/** Checks the recogniser with the bundle's recordings, then recognises what the phone's own sensors feel. */
class MainActivity : Activity(), SensorEventListener {
    private lateinit var text: TextView
    private lateinit var sensors: SensorManager
    private val recogniser = Recogniser()
    private val motion = if (Motion.fits(STREAMS)) Motion(STREAMS[0], ::recognise) else null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        text = TextView(this)
        setContentView(text)
        sensors = getSystemService(Context.SENSOR_SERVICE) as SensorManager
        Recogniser().use { golden -> replay(golden) { text.append("${line(it)}\n") } }
        text.append("${Recogniser.check()} golden scores are wrong\n")
        if (motion == null) text.append("The phone's own sensors are not those of the bundle: give it samples of yours.\n")
    }

    override fun onResume() {
        super.onResume()
        if (motion == null) return
        // More than 200 readings a second would want a permission; Motion puts any rate on the stream's grid.
        val periodUs = maxOf(5_000, (STREAMS[0].periodNs / 1_000).toInt())
        for (kind in intArrayOf(Sensor.TYPE_ACCELEROMETER, Sensor.TYPE_GYROSCOPE)) {
            sensors.getDefaultSensor(kind)?.let { sensors.registerListener(this, it, periodUs) }
        }
    }

    override fun onPause() {
        sensors.unregisterListener(this)
        super.onPause()
    }

    override fun onDestroy() {
        recogniser.close()
        super.onDestroy()
    }

    override fun onSensorChanged(event: SensorEvent) {
        val sensor = if (event.sensor.type == Sensor.TYPE_ACCELEROMETER) PhoneSensor.ACCELERATION else PhoneSensor.TURN
        motion?.take(sensor, event.timestamp, event.values)
    }

    override fun onAccuracyChanged(sensor: Sensor, accuracy: Int) = Unit

    private fun recognise(samples: ByteBuffer, count: Int, startNs: Long) {
        recogniser.push(0, samples, count, startNs)
        while (true) text.append("${line(recogniser.poll() ?: break)}\n")
    }
}
