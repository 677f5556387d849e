"""kd-edge: distilled sign and gesture recognition on microcontrollers and phones.

Data flows one way, and the packages follow it::

    recordings -> signal -> model -> distill -> export -> BUNDLE -> engines -> verify
                                                             |----> live
                                                             |----> bench
                                                             `----> deploy

Left of the bundle lives TensorFlow; right of it nothing imports it.  docs/architecture.md has the whole picture.
"""

__version__ = "0.1.0"
