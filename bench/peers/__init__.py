"""The tools that people would use instead, measured beside the sync on the same sandbox."""
