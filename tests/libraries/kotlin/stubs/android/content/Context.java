package android.content;

public abstract class Context {
    public static final String SENSOR_SERVICE = "sensor";

    public Object getSystemService(String name) {
        return null;
    }
}
