"""The webhooks by Airflow's connections, served by the API server or by themselves.

Their routes are in `webinar_sync.web`; here is what reads the connections for them: for each sender
its own settings, so that one that is not connected does not stop another's webhooks.

By themselves: `uvicorn --factory webinar_sync.airflow.webhooks:create_webhooks`, with the
connection `warehouse` and those of the senders (`hubspot_default`, Zoom's) in the environment. Of
these only what webhooks are checked by is needed: no token, and no app's secret.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from webinar_sync.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI

    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.web.backend import Backend, WebhookSettings
    from webinar_sync.web.signing_secrets import SigningSecrets


def create_webhooks() -> FastAPI:
    """Return the app by itself. Connections are looked up when the first request comes.

    What that takes seconds to import is imported before anybody is let in: Zoom waits for three.
    """
    import_module("webinar_sync.airflow.connections")
    from webinar_sync.web.app import create_app

    return create_app(_open_backend, tells_health=True)


def create_airflow_webhooks() -> FastAPI:
    """Return the app as the API server serves it: it answers nobody who does not sign."""
    from webinar_sync.web.app import create_app

    return create_app(_open_backend)


def _open_backend() -> Backend:
    """Return what Airflow's connections `warehouse`, `hubspot_default` and Zoom's say.

    :raises ConfigError: if there is no warehouse
    """
    from webinar_sync.airflow.connections import open_warehouse
    from webinar_sync.web.backend import Backend

    warehouse = open_warehouse()
    return Backend(warehouse, lambda: _webhook_settings(warehouse), _zoom_secrets)


def _zoom_secrets() -> Mapping[str, SigningSecrets]:
    """Return the secret tokens of each Zoom account that sends webhooks, by the account's id.

    :raises ConfigError: if there is none
    """
    from webinar_sync.airflow.connections import zoom_webhook_secrets
    from webinar_sync.web.backend import no_zoom_secrets
    from webinar_sync.web.signing_secrets import SigningSecrets

    read = {
        account_id: SigningSecrets.read(text) for account_id, text in zoom_webhook_secrets().items()
    }
    return {account_id: own for account_id, own in read.items() if own} or no_zoom_secrets()


def _webhook_settings(warehouse: Warehouse) -> WebhookSettings:
    """Return who may call as HubSpot.

    :raises ConfigError: if HubSpot's connection lacks something
    """
    from webinar_sync.airflow.connections import hubspot_webhooks
    from webinar_sync.web.backend import WebhookSettings
    from webinar_sync.web.signing_secrets import SigningSecrets

    config = hubspot_webhooks()
    secrets = SigningSecrets.read(config.client_secret if config else "")
    if config is None or not secrets or not config.public_url:
        raise ConfigError(
            "The Airflow connection hubspot_default lacks client_secret or public_url in its "
            "extra. Write both: the secret of the HubSpot app that has the workflow action, and "
            "the URL by which HubSpot calls the webhooks."
        )
    portals = warehouse.rows("hubspot/select_portal_id")
    portal_id = config.portal_id or (portals[0]["portal_id"] if portals else None)
    if portal_id is None:
        raise ConfigError(
            "It is not known which HubSpot account may call the webhooks. Write portal_id into the "
            "extra of the Airflow connection hubspot_default."
        )
    seen = warehouse.rows("registration/select_dated_signature", portal_id=portal_id)
    return WebhookSettings(
        secrets,
        config.public_url.rstrip("/"),
        portal_id,
        accepts_v2=config.accepts_v2,
        is_v3_seen=bool(seen),
    )
