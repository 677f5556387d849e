"""The wire protocol, both ways: frames, messages, stream descriptions, and the ports that carry them."""
