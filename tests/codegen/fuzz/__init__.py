"""Random graphs, generated as C and compared byte by byte with TFLite Micro."""
