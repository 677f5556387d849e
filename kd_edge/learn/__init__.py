"""How a board is taught one person: everything in integers and float32, so that the firmware computes the same bits.

``layer`` is the last layer of a network apart from the rest, and fits it to takes; ``ways`` finds how the sensors are
worn; ``person`` is the block of both that a board keeps in flash; ``lesson`` goes from a person's takes to that block.
The C side is ``firmware/learn/`` and ``firmware/runtime/kd_head.c``, and ``config`` writes their constants.  ``head``
finds the layer in a flatbuffer.
"""
