"""Columns of addresses: valid or not, whose they are, and whether they are left out.

For a single address: `webinar_sync.email`. Both follow the same rules, and SQL's
`settings.in_domain` does, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync import email

if TYPE_CHECKING:
    from webinar_sync.transform.frames import Inputs

_PLAIN = r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[^@\s]+"
"""A local part that is valid beyond doubt: the domain decides, and each is validated only once."""
_ERASED = r"[0-9a-f]{32}@erased\.invalid"
"""What settings.erased_people puts in the place of an address; nobody can receive mail there."""
_MAX_LENGTH = 254
_MAX_LOCAL_LENGTH = 64


def normalise(addresses: pd.Series) -> pd.Series:
    """Trim and put in lower case; empty becomes null."""
    clean = addresses.astype("str").str.strip().str.lower()
    return clean.mask(clean == "")


def is_valid(addresses: pd.Series) -> pd.Series:
    """Tell which normalised addresses are addresses, by syntax alone. Null is not."""
    plain = (addresses.str.fullmatch(_PLAIN) & (addresses.str.len() <= _MAX_LENGTH)).fillna(False)
    plain = plain.astype(bool) & (addresses.str.find("@") <= _MAX_LOCAL_LENGTH).fillna(False)
    domains = addresses.str.replace(r"^.*@", "", regex=True)
    invalid_domains = [
        domain for domain in domains[plain].unique() if not email.is_valid(f"somebody@{domain}")
    ]
    others = addresses[~plain].dropna().unique()
    valid_others = [address for address in others if email.is_valid(address)]
    return (plain & ~domains.isin(invalid_domains)) | addresses.isin(valid_others)


def is_in_domains(addresses: pd.Series, domains: tuple[str, ...]) -> pd.Series:
    """Tell which normalised addresses are in a domain or in a subdomain of it. Null is in none."""
    if not domains:
        return pd.Series(False, index=addresses.index)
    own = addresses.str.replace(r"^.*@", "", regex=True).fillna("")
    return own.isin(domains) | own.str.endswith(tuple(f".{domain}" for domain in domains))


def is_erased(addresses: pd.Series) -> pd.Series:
    """Tell which addresses are digests that stand in the place of erased people's. Null is not."""
    may_be = addresses.str.endswith("@erased.invalid").fillna(False).astype(bool)
    if not may_be.any():
        return may_be
    return addresses.str.fullmatch(_ERASED).fillna(False).astype(bool)


class AddressBook:
    """Which code an address has, by HubSpot's mirror, the settings, and who was erased."""

    def __init__(self, inputs: Inputs) -> None:
        contacts = inputs.hubspot_contacts
        active = contacts[~contacts["is_archived"].astype(bool)]
        self._contacts = set(active["email"])
        self._deleted = set(contacts["email"]) - self._contacts
        secondary = active[active["email"] != active["primary_email"]]
        self._primary_of = dict(zip(secondary["email"], secondary["primary_email"], strict=True))
        self._users = set(inputs.hubspot_users["email"])
        # Somebody who is left out by their own address does not become somebody else.
        self._resolves = {
            email: primary
            for email, primary in self._primary_of.items()
            if email not in self._users
        }
        self._settings = inputs.settings

    def resolve(self, addresses: pd.Series) -> pd.Series:
        """Normalise; with `match_secondary_emails`, replace a secondary address by its primary."""
        clean = normalise(addresses)
        if not self._settings.match_secondary_emails or not self._resolves:
            return clean
        return clean.map(self._resolves).astype("str").fillna(clean)

    def codes(self, addresses: pd.Series) -> pd.Series:
        """Return the code of each resolved address: the first that applies, else `synced`.

        A rule about addresses is a line of `rules`; its place says which others it comes before.
        """
        excluded = is_in_domains(addresses, self._settings.excluded_contact_domains)
        rules = (
            ("no_email", addresses.isna()),
            ("erased", is_erased(addresses)),
            ("invalid_email", ~is_valid(addresses)),
            ("account_user", addresses.isin(self._users)),
            ("deleted_contact", addresses.isin(self._deleted)),
            ("secondary_email", addresses.isin(self._primary_of)),
            ("contact_domain_excluded", excluded & ~addresses.isin(self._contacts)),
        )
        codes = pd.Series("synced", index=addresses.index, dtype="str")
        for code, applies in reversed(rules):
            codes = codes.mask(applies, code)
        return codes
