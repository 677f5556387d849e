"""What a network costs on a microcontroller, known before it is trained.

An untrained network is exported, and the C generator's plan says how large everything is and how often every loop
runs.  Only the instructions of a loop and the bytes of its code are estimated, by coefficients fitted against an
emulated Cortex-M4.
"""
