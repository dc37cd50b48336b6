"""Settings: from a file, by a form, and what each of them does at the next run."""
