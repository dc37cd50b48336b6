"""Tells Airflow of the connection types `zoom` and `hubspot`: forms, hooks, Test buttons.

And of what data of Zoom and HubSpot is called in OpenLineage.
"""

from __future__ import annotations

from typing import Any

from webinar_sync import __version__


def get_provider_info() -> dict[str, Any]:
    """Return what Airflow's provider manager asks an installed package for."""
    return {
        "package-name": "webinar-sync",
        "name": "Webinar Sync",
        "description": "Zoom webinars into a warehouse and into HubSpot",
        "versions": [__version__],
        "asset-uris": [
            {
                "schemes": ["zoom", "hubspot"],
                "handler": "webinar_sync.airflow.lineage.keep_uri",
                "to_openlineage_converter": "webinar_sync.airflow.lineage.to_openlineage",
            }
        ],
        "connection-types": [
            {
                "connection-type": "zoom",
                "hook-class-name": "webinar_sync.airflow.hooks.ZoomHook",
                "hook-name": "Zoom",
                "ui-field-behaviour": {
                    "hidden-fields": ["schema", "port"],
                    "relabeling": {
                        "host": "API base",
                        "login": "Client ID",
                        "password": "Client secret",
                    },
                    "placeholders": {"host": "https://api.zoom.us"},
                },
                "conn-fields": {
                    "account_id": _text("Account ID", "That of the Server-to-Server OAuth app"),
                    "plan": _text("Plan", "free, pro or business: it decides the rate limits"),
                    "rate_share": _text(
                        "Rate share", "Part of the rate limits to use, above 0 and up to 1"
                    ),
                    "brand": _text("Brand", "What people call this account"),
                    "primary": _text("Primary", "true for exactly one account"),
                    "token_url": _text("Token URL", "Empty: Zoom's own"),
                    "both_endpoints": _text(
                        "Both endpoints",
                        "true: first syncs and backfills read who came from two endpoints at once",
                    ),
                    "connected_user": _text(
                        "Connected user",
                        "Id of a Zoom user who, like hosts, is never registered",
                    ),
                    "webhook_secret": _secret(
                        "Webhook secret",
                        "Secret token of the app with the event subscription. Empty: no webhooks",
                    ),
                },
            },
            {
                "connection-type": "hubspot",
                "hook-class-name": "webinar_sync.airflow.hooks.HubspotHook",
                "hook-name": "HubSpot",
                "ui-field-behaviour": {
                    "hidden-fields": ["schema", "port", "login"],
                    "relabeling": {"host": "API base", "password": "Access token"},
                    "placeholders": {"host": "https://api.hubapi.com"},
                },
                "conn-fields": {
                    "portal_id": _text(
                        "Account ID",
                        "HubSpot's Hub ID: the only account to write to. Empty: the first one",
                    ),
                    "api_version": _text("API version", "Of HubSpot's API. Empty: 2026-03"),
                    "requests_per_10s": _text(
                        "Requests in 10 seconds", "Empty: as many as HubSpot allows the account"
                    ),
                    "client_secret": _secret(
                        "Client secret",
                        "That of the app with the workflow action: HubSpot signs with it",
                    ),
                    "public_url": _text(
                        "Public URL",
                        "The URL by which HubSpot calls the webhooks. Empty: no workflow action",
                    ),
                    "accept_v2": _text(
                        "Accept signatures v2",
                        "true, if HubSpot signs the action's requests with nothing newer. A v2 "
                        "signature holds no time",
                    ),
                    "subscription": _text(
                        "Subscription",
                        "free or starter, if the account has no workflows. Else leave it empty",
                    ),
                },
            },
        ],
    }


def _text(title: str, description: str) -> dict[str, Any]:
    return {
        "label": title,
        "description": description,
        "schema": {"type": ["string", "null"]},
    }


def _secret(title: str, description: str) -> dict[str, Any]:
    field = _text(title, description)
    return {**field, "schema": {**field["schema"], "format": "password"}}
