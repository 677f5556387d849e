"""A bundle as a page for phones: one WebAssembly module that recognises, and what shows it; works offline."""
