"""Property tests and hand-worked tests of the transform."""
