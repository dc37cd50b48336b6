"""What stops the registration action as a whole."""

from __future__ import annotations


class UnknownContactsError(ValueError):
    """A form names contacts that marts do not have."""


class InboxBusyError(Exception):
    """Somebody else empties the inbox at the moment."""
