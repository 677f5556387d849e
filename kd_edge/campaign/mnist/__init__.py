"""The published compression of a digit recogniser by logit regression, repeated on MNIST and taken further."""
