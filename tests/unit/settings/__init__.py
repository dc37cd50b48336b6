"""Settings: parsing files and forms."""
