"""People who were erased: by a key that tests know, so that they can tell what is kept of them."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from tests.builders.world import execute, query

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

SECRET = b"a secret of thirty-two bytes ..."


def digest(kind: str, value: str) -> str:
    """Return what settings.erased_people has of an address, an id or a name."""
    return hmac.new(SECRET, f"{kind} {value}".encode(), "sha256").hexdigest()


def erased_address(address: str) -> str:
    """Return what stands in the place of an erased person's address."""
    return f"{digest('address', address)[:32]}@erased.invalid"


def erased_id(zoom_id: str) -> str:
    """Return what stands in the place of an erased person's id."""
    return f"erased-{digest('zoom_id', zoom_id)[:24]}"


def set_erasure_key(warehouse: Warehouse) -> None:
    """Let digests be made by the key that tests know."""
    block = SECRET.ljust(64, b"\0")
    execute(
        warehouse,
        "update settings.erasure_key set inner_pad = :inner, outer_pad = :outer",
        inner=bytes(byte ^ 0x36 for byte in block),
        outer=bytes(byte ^ 0x5C for byte in block),
    )


def insert_erased(warehouse: Warehouse, address: str) -> int:
    """Have somebody erased of whom the warehouse knows nothing yet; return the erasure's number."""
    set_erasure_key(warehouse)
    address = address.strip().lower()
    ((erasure_id,),) = query(
        warehouse,
        "insert into settings.erasures (contact_digest, in_hubspot, loaded_at, finished_at, run_id)"
        " values (:digest, false, now(), now(), 'test') returning erasure_id",
        digest=digest("contact_id", address),
    )
    execute(
        warehouse,
        "insert into settings.erased_people (digest, erasure_id, kind, replacement)"
        " values (:digest, :erasure, 'address', :replacement)",
        digest=digest("address", address),
        erasure=erasure_id,
        replacement=erased_address(address),
    )
    return int(erasure_id)


def insert_unfinished_erasure(warehouse: Warehouse, address: str, *, is_loaded: bool) -> None:
    """Have somebody erased as far as nothing of them lands any more.

    :param is_loaded: marts do without them already
    """
    erasure_id = insert_erased(warehouse, address)
    execute(
        warehouse,
        "update settings.erasures set finished_at = null,"
        " loaded_at = case when :is_loaded then now() end,"
        " person = jsonb_build_object('addresses', jsonb_build_array(cast(:address as text)))"
        " where erasure_id = :erasure",
        is_loaded=is_loaded,
        address=address,
        erasure=erasure_id,
    )
