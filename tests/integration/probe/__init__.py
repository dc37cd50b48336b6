"""The probe against the sandbox over HTTP."""
