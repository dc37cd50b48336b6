"""Tells Airflow of the connection type `zoom`: its form, and the hook behind its Test button."""

from __future__ import annotations

from typing import Any


def get_provider_info() -> dict[str, Any]:
    """Return what Airflow's provider manager asks an installed package for."""
    return {
        "package-name": "webinar-sync",
        "name": "Webinar Sync",
        "description": "Zoom webinars into a warehouse and into HubSpot",
        "versions": ["0.1.0"],
        "connection-types": [
            {
                "connection-type": "zoom",
                "hook-class-name": "webinar_sync.zoom.connection.ZoomHook",
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
                    "account_id": _text("Account ID", "Of the Server-to-Server OAuth app"),
                    "plan": _text("Plan", "free, pro or business: which rate limits hold"),
                    "rate_share": _text(
                        "Rate share", "Part of the rate limits to use, above 0 and up to 1"
                    ),
                    "brand": _text("Brand", "What people call this account"),
                    "primary": _text("Primary", "true for exactly one account"),
                    "token_url": _text("Token URL", "Zoom's, unless something stands in between"),
                },
            }
        ],
    }


def _text(title: str, description: str) -> dict[str, Any]:
    return {
        "label": title,
        "description": description,
        "schema": {"type": ["string", "null"]},
    }
