"""What stops the registration action as a whole."""

from __future__ import annotations


class UnknownContactsError(ValueError):
    """A form names contacts that marts do not have."""


class FormError(ValueError):
    """A form makes no sense; the message says what to write."""


class InboxBusyError(Exception):
    """Somebody else empties the inbox at the moment."""
