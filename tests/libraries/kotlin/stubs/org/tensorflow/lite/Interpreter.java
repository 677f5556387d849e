package org.tensorflow.lite;

import java.nio.ByteBuffer;
import java.util.Map;

public final class Interpreter implements AutoCloseable {
    public Interpreter(ByteBuffer model) {}

    public Tensor getInputTensorFromSignature(String name, String signatureKey) {
        return null;
    }

    public Tensor getOutputTensorFromSignature(String name, String signatureKey) {
        return null;
    }

    public void runSignature(Map<String, Object> inputs, Map<String, Object> outputs, String signatureKey) {}

    public void resetVariableTensors() {}

    @Override
    public void close() {}
}
