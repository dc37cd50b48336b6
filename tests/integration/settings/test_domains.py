"""SQL's rule for "in a domain": the same as Python's, on the same cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import query
from tests.unit.test_email import DOMAIN, DOMAIN_CASES

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


def test_sql_tells_the_same_addresses_to_be_in_a_domain(warehouse: Warehouse) -> None:
    rows = query(
        warehouse,
        "select address, settings.in_domain(address, :domain)"
        " from unnest(cast(:addresses as text[])) with ordinality as cases (address, number)"
        " order by number",
        domain=DOMAIN,
        addresses=[address for address, _ in DOMAIN_CASES],
    )

    assert rows == DOMAIN_CASES
