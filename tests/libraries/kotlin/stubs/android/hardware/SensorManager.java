package android.hardware;

public abstract class SensorManager {
    public Sensor getDefaultSensor(int type) {
        return null;
    }

    public boolean registerListener(SensorEventListener listener, Sensor sensor, int samplingPeriodUs) {
        return false;
    }

    public void unregisterListener(SensorEventListener listener) {}
}
