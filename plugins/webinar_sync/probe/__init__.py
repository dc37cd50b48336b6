"""Asks a real account which guesses about Zoom and HubSpot hold. Reads only, and few things.

`docs/guesses.md` has the guesses by number; so has each entry here. A guess that can be told has a
function of its own, in a module of its API and subject; the others say why they cannot. `probe.py`
puts them to the connections, and `report.py` says what came of it. Neither Airflow nor the
warehouse is needed. What is said holds counts and ids of webinars, never anybody's data.
"""
