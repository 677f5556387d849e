"""Training and distillation: losses, augmentation, runs that survive a kill."""
