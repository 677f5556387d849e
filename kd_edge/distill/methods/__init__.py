"""Ways of learning from a teacher: one file each, behind one interface (``interface.py``, ``registry.py``)."""
