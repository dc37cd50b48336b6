"""Reads the form of the Dag `erase_contact`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class ErasureForm:
    """What a form asks for. `contact_id` None: only what was stopped is finished."""

    contact_id: int | None
    is_dry: bool
    in_hubspot: bool
    takes_back: bool


def read_form(form: Mapping[str, Any]) -> ErasureForm:
    """Return what a form asks for.

    :raises InvalidInput: if the contact is no number, or options exclude each other
    """
    written = str(form.get("contact_id") or "").strip()
    if written and (not re.fullmatch(r"\d{1,19}", written) or int(written) >= 2**63):
        raise InvalidInput(
            "`contact_id` is a number: that of marts.contacts. Do not write an address: Airflow "
            "keeps what you write into a form."
        )
    read = ErasureForm(
        contact_id=int(written) if written else None,
        is_dry=bool(form.get("dry_run")),
        in_hubspot=bool(form.get("in_hubspot")),
        takes_back=bool(form.get("take_back")),
    )
    if read.takes_back and read.in_hubspot:
        raise InvalidInput("`take_back` and `in_hubspot` exclude each other: choose one.")
    if read.takes_back and read.contact_id is None:
        raise InvalidInput("`take_back` needs the contact_id with which the person was erased.")
    return read
