"""Checks that no connection and no registration gets lost on the way from zoom to the ledger.

The transform checks itself (`webinar_sync.transform.ledger`). Here its ledger is compared with the
rows of the schema zoom as the database counts them, before and after it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.transform.errors import ConservationError
from webinar_sync.transform.frames import SESSION, join

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from webinar_sync.load.inputs import LoadInputs
    from webinar_sync.load.staging import Staging
    from webinar_sync.transform.frames import Outputs


def list_placed_counts(inputs: LoadInputs, outputs: Outputs) -> pd.DataFrame:
    """Return `LoadInputs.connection_counts` of the sessions that are placed."""
    placed = outputs.sessions.loc[outputs.sessions["occurrence_key"].notna(), SESSION]
    return join(inputs.connection_counts, placed, on=SESSION)


def count_connections(inputs: LoadInputs, outputs: Outputs) -> tuple[int, int]:
    """Count the connections that landed of the sessions that are placed, and the rejected ones.

    A session that cannot be placed yet is accounted for by the load that places it.
    """
    counts = list_placed_counts(inputs, outputs)
    return int(counts["connections"].sum()), int(counts["rejected"].sum())


def check_computed_ledger(inputs: LoadInputs, outputs: Outputs) -> None:
    """Compare the ledger as computed with the connections in the schema zoom.

    :raises ConservationError: if a connection is missing or counted twice
    """
    connections, rejected = count_connections(inputs, outputs)
    accounted = int(outputs.outcomes["connections"].sum())
    if accounted + rejected != connections:
        raise ConservationError(
            f"The ledger accounts for {accounted} connections and {rejected} rejected ones "
            f"of {connections} in the warehouse."
        )


def check_written_ledger(
    transaction: Connection, staging: Staging, inputs: LoadInputs, outputs: Outputs
) -> None:
    """Compare the rows of the ledger as written, in this transaction, with what was computed.

    :raises ConservationError: if the table holds more or less than it should
    """
    (written,) = staging.execute(transaction, "sync/select_written_ledger").mappings()
    connections, rejected = count_connections(inputs, outputs)
    registrations = int((outputs.outcomes["subject"] == "registration").sum())
    if (
        int(written["connections"]) + rejected != connections
        or int(written["registrations"]) != registrations
    ):
        raise ConservationError(
            f"The ledger as written accounts for {written['connections']} connections of "
            f"{connections - rejected} and {written['registrations']} registrations "
            f"of {registrations}."
        )
