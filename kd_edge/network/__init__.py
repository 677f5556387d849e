"""What a Keras model computes, as a small graph of stages: read, compared with the model, and simplified."""
