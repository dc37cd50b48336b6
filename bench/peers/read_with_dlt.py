"""Runs dlt's rest_api source against the sandbox, in its own environment, into PostgreSQL.

The declarative configuration that its documentation suggests, with `parallelized` resources.
dlt has no server-to-server OAuth of Zoom's kind, hence the class.
"""

from __future__ import annotations

import sys
from typing import Any

import dlt
import requests
from dlt.common.configuration.specs import configspec
from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials
from dlt.sources.rest_api import RESTAPIConfig, rest_api_source


@configspec
class ZoomAuth(OAuth2ClientCredentials):
    """Server-to-Server OAuth: the app's id and secret as Basic credentials."""

    def build_access_token_request(self) -> dict[str, Any]:
        """Return what is posted for a token."""
        basic = requests.auth._basic_auth_str(self.client_id, self.client_secret)
        return {"headers": {"Authorization": basic}, "data": self.access_token_request_data}


def source_config(url: str, account: str, client: str, secret: str) -> RESTAPIConfig:
    """Return users, their webinars, and the participants of each webinar's last session."""
    pages = {
        "type": "cursor",
        "cursor_path": "next_page_token",
        "cursor_param": "next_page_token",
    }
    auth = ZoomAuth(
        access_token_url=f"{url}/oauth/token",
        client_id=client,
        client_secret=secret,
        access_token_request_data={"grant_type": "account_credentials", "account_id": account},
    )
    return {
        "client": {"base_url": f"{url}/v2/", "auth": auth, "paginator": pages},
        "resource_defaults": {"write_disposition": "replace", "parallelized": True},
        "resources": [
            {
                "name": "users",
                "endpoint": {"path": "users", "params": {"page_size": 300},
                             "data_selector": "users"},
            },
            {
                "name": "webinars",
                "endpoint": {"path": "users/{resources.users.id}/webinars",
                             "params": {"page_size": 300}, "data_selector": "webinars"},
            },
            {
                "name": "participants",
                "include_from_parent": ["id"],
                "endpoint": {"path": "report/webinars/{resources.webinars.id}/participants",
                             "params": {"page_size": 300, "include_fields": "registrant_id"},
                             "data_selector": "participants"},
            },
        ],
    }  # fmt: skip


def main() -> None:
    """Read everything into the schema `zoom_peer`. Arguments: Zoom's address, account and app."""
    pipeline = dlt.pipeline("bench", destination="postgres", dataset_name="zoom_peer")
    pipeline.run(rest_api_source(source_config(*sys.argv[1:])), refresh="drop_sources")


if __name__ == "__main__":
    main()
