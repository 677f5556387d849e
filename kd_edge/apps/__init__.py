"""A bundle's TFLite files for apps with an interpreter of their own: with a signature, and metadata for tools."""
