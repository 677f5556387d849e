"""Teacher and student networks (Keras)."""
