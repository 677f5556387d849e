"""Several sources at once in one process, and what is heard and lost of each, for a browser and for Prometheus.

``streams`` runs one thread for every source, ``overview`` and ``envelope`` feed the page of all, ``pages`` answers over
HTTP, ``table`` reads a file of sources.
"""
