"""One run: its window, its steps, the issues it opened and closed, its requests, its report."""
