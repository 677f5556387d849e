"""Event figures of students on continuous material, with and without training on movement that is no sign."""
