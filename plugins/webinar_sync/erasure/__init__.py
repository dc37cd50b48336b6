"""Erases people who asked to be forgotten, and takes back who asks for it."""
