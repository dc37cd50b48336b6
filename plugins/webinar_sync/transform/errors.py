"""The transform's own error."""

from webinar_sync.errors import NeedsAttention


class ConservationError(NeedsAttention):
    """The ledger does not account for everything that went in. Nothing may be committed."""
