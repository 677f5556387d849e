"""Images of the firmware: built, read, packed for boot loaders."""
