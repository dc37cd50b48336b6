"""What can be told from an address: whether it is one, whose it is, and whether it is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync import email

if TYPE_CHECKING:
    from webinar_sync.transform.frames import Inputs

_PLAIN = r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[^@\s]+"
"""A local part that is valid beyond doubt: then the domain decides, and each is looked at once."""
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
    bad = [one for one in domains[plain].unique() if not email.is_valid(f"somebody@{one}")]
    odd = addresses[~plain].dropna().unique()
    good = [address for address in odd if email.is_valid(address)]
    return (plain & ~domains.isin(bad)) | addresses.isin(good)


def in_domains(addresses: pd.Series, domains: tuple[str, ...]) -> pd.Series:
    """Tell which addresses are in one of the domains or their subdomains."""
    if not domains:
        return pd.Series(False, index=addresses.index)
    domain = addresses.str.replace(r"^.*@", "", regex=True).fillna("")
    return domain.isin(domains) | domain.str.endswith(tuple(f".{one}" for one in domains))


class AddressBook:
    """Answers which code an address has, from the mirror, the settings and who was erased."""

    def __init__(self, inputs: Inputs) -> None:
        known = inputs.hubspot_contacts
        active = known[~known["is_archived"].astype(bool)]
        self._contacts = set(active["email"])
        self._deleted = set(known["email"]) - self._contacts
        secondary = active[active["email"] != active["primary_email"]]
        self._primary_of = dict(zip(secondary["email"], secondary["primary_email"], strict=True))
        self._users = set(inputs.hubspot_users["email"])
        self._erased = dict(zip(inputs.erased["email"], inputs.erased["email_sha256"], strict=True))
        # Who is left out by their own address does not become somebody else.
        stays = self._users | self._erased.keys()
        self._resolves = {
            email: primary for email, primary in self._primary_of.items() if email not in stays
        }
        self._settings = inputs.settings

    @property
    def erased(self) -> set[str]:
        """Addresses of those who asked to be forgotten."""
        return set(self._erased)

    def resolve(self, addresses: pd.Series) -> pd.Series:
        """Normalise; with `match_secondary_emails`, replace secondary addresses by the primary."""
        clean = normalise(addresses)
        if not self._settings.match_secondary_emails or not self._resolves:
            return clean
        return clean.map(self._resolves).astype("str").fillna(clean)

    def codes(self, addresses: pd.Series) -> pd.Series:
        """Return the code of each resolved address: the first that applies, else `synced`."""
        codes = pd.Series("synced", index=addresses.index, dtype="str")
        excluded = in_domains(addresses, self._settings.excluded_contact_domains)
        for code, applies in (
            ("contact_domain_excluded", excluded & ~addresses.isin(self._contacts)),
            ("secondary_email", addresses.isin(self._primary_of)),
            ("deleted_contact", addresses.isin(self._deleted)),
            ("account_user", addresses.isin(self._users)),
            ("erased", addresses.isin(self._erased)),
            ("invalid_email", ~is_valid(addresses)),
            ("no_email", addresses.isna()),
        ):
            codes = codes.mask(applies, code)
        return codes

    def sha256(self, addresses: pd.Series) -> pd.Series:
        """Return the digest under which an erased address is known; null for others."""
        return addresses.map(self._erased)
