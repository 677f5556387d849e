"""Kinds of files that hold a table: one file each."""
