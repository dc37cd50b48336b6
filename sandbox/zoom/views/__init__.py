"""How the things of the model look in Zoom's JSON at a moment: a module for each resource.

Keys, types and blanks follow the spec of 2026-08-09. Answers of real accounts also carry keys
that no document names (`host_id` in a report, `groupId`, `attentiveness_score`): a few are here.
"""

from sandbox.zoom.views.formats import personal_url
from sandbox.zoom.views.webinars import webinar_detail

__all__ = ["personal_url", "webinar_detail"]
