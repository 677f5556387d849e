"""Interpreters of an int8 model on this host, behind one interface."""
