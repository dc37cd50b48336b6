"""Runs tap-zoom against the sandbox, in its own environment: Singer messages on standard output.

Its own code throughout; only the address of Zoom is another, and the token is handed to it
(its `--dev` mode), because it has no server-to-server OAuth.
"""

from __future__ import annotations

import sys

from singer import metadata
from tap_zoom.client import ZoomClient
from tap_zoom.discover import discover
from tap_zoom.sync import sync

STREAMS = ("webinars", "report_webinar_participants")


def main() -> None:
    """Read webinars and participants. Arguments: the sandbox's address, an access token."""
    url, token = sys.argv[1:]
    ZoomClient.BASE_URL = f"{url}/v2/"
    catalog = discover()
    for stream in catalog.streams:
        fields = metadata.to_map(stream.metadata)
        for breadcrumb in list(fields):
            fields = metadata.write(fields, breadcrumb, "selected", stream.stream in STREAMS)
        stream.metadata = metadata.to_list(fields)
    with ZoomClient({"access_token": token}, None, dev_mode=True) as client:
        sync(client, catalog, {})


if __name__ == "__main__":
    main()
