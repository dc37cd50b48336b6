"""Saved segments: SQL over `marts`, judged, computed as a reader, refreshed, shown and exported.

`judging.py` decides which SQL may be a segment, by what PostgreSQL itself makes of it; `members.py`
computes it; `refresh.py` keeps `marts.segment_members`; `report.py` is what the command shows. Why:
docs/decisions/0032.
"""
