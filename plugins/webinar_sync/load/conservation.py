"""Checks that no connection and no registration gets lost on the way from zoom to the ledger.

The transform checks itself (`webinar_sync.transform.ledger`). Here its ledger is compared with the
rows of the schema zoom as the database counts them, before and after it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.transform.errors import ConservationError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from webinar_sync.load.inputs import LoadInputs
    from webinar_sync.load.staging import Staging
    from webinar_sync.transform.frames import Outputs


def check_computed_ledger(inputs: LoadInputs, outputs: Outputs) -> None:
    """Compare the ledger as computed with the connections in the schema zoom.

    :raises ConservationError: if a connection is missing or counted twice
    """
    accounted = int(outputs.outcomes["connections"].sum())
    if accounted + inputs.rejected != inputs.connections:
        raise ConservationError(
            f"The ledger accounts for {accounted} connections and {inputs.rejected} rejected ones "
            f"of {inputs.connections} in the warehouse."
        )


def check_written_ledger(
    transaction: Connection, staging: Staging, inputs: LoadInputs, outputs: Outputs
) -> None:
    """Compare the rows of the ledger as written, in this transaction, with what was computed.

    :raises ConservationError: if the table holds more or less than it should
    """
    (written,) = staging.execute(transaction, "sync/select_written_ledger").mappings()
    registrations = int((outputs.outcomes["subject"] == "registration").sum())
    if (
        int(written["connections"]) + inputs.rejected != inputs.connections
        or int(written["registrations"]) != registrations
    ):
        raise ConservationError(
            f"The ledger as written accounts for {written['connections']} connections of "
            f"{inputs.connections - inputs.rejected} and {written['registrations']} registrations "
            f"of {registrations}."
        )
