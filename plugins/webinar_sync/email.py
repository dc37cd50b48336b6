"""Addresses as text: normalise, valid by syntax, in a domain. Without pandas.

For whole columns: `webinar_sync.transform.addresses`. Both follow the same rules, and SQL's
`settings.in_domain` does, too.
"""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

_ADDRESS_IN_TEXT = re.compile(r"[a-z0-9]@[a-z0-9]", re.IGNORECASE)


def normalise(address: object) -> str:
    """Trim an address and put it in lower case; None becomes an empty text."""
    return str(address or "").strip().lower()


def is_valid(address: str) -> bool:
    """Tell whether a normalised text is an address, by syntax alone: no name is looked up."""
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def is_in_domain(address: str, domain: str) -> bool:
    """Tell whether a normalised address is in a domain or a subdomain of it."""
    _, _, own = address.rpartition("@")
    return own == domain or own.endswith(f".{domain}")


def holds_address(text: str) -> bool:
    """Tell whether a text holds somebody's address; '%@example.com', a domain's, is none."""
    return _ADDRESS_IN_TEXT.search(text) is not None
