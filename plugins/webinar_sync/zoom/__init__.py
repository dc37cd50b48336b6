"""Talks to Zoom: `extraction.py` is the way in. A new endpoint goes into `endpoints.py`.

`reading_rules.py` decides what is read, `history.py`, `discovery.py` and `people.py` read it, and
`landing.py` writes it into the schema `zoom`.
"""
