"""What is given for watching: dashboard, rules, mappings."""
