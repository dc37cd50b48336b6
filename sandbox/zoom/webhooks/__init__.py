"""The webhooks of the sandbox's Zoom: what happened as events, and how they are sent.

Source: Zoom's specification of webhooks of 2026-08-09 (bodies), its pages on webhooks (challenge,
signature) and on delays (retries).
"""

from sandbox.zoom.webhooks.delivery import Sender, sign
from sandbox.zoom.webhooks.events import Event, events_between

__all__ = ["Event", "Sender", "events_between", "sign"]
