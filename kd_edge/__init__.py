"""kd-edge: distilled sign and gesture recognition on microcontrollers and phones.

Data flows one way, and the packages follow it::

    recordings -> signal -> model -> distill -> export -> BUNDLE -> deploy
                                                             |----> engines -> stream
                                                             `----> verify, bench

Left of the bundle lives TensorFlow; right of it nothing imports it.
"""

__version__ = "0.1.0"
