"""The settings: what stands, what somebody wants, the difference in words, and its applying."""
