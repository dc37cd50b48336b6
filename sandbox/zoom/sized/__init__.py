"""A generated Zoom account of any size: hosts × webinars × occurrences × connections, by a seed.

Its users, webinars and sessions are held; who registered and who was connected is made from the
seed and their place when a page asks for it, so millions of connections take no memory.
"""

from sandbox.zoom.sized.account import build
from sandbox.zoom.sized.size import Size
from sandbox.zoom.sized.store import SizedStore

__all__ = ["Size", "SizedStore", "build"]
