"""The queue of the load: marks, waiting, portions, staging."""
