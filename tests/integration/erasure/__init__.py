"""People who asked to be forgotten: the erasure, and that nothing brings them back."""
