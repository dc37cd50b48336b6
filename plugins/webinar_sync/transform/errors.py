"""What the transform refuses to do."""


class ConservationError(Exception):
    """The ledger does not account for everything that went in. Nothing may be committed."""
