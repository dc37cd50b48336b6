"""Which addresses of APIs are nobody's but this machine's, or its own network's."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_local(url: str) -> bool:
    """Tell whether an API's address can only be the sandbox's: no vendor's API is at such a one.

    Local are names without a dot (`localhost`, a container's), names below `localhost`, and
    addresses that are not reachable from the internet.
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(".localhost")
