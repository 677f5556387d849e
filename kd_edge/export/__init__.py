"""A trained run becomes a bundle: TFLite, C array, C99, goldens."""
