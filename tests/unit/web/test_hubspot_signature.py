"""`web.hubspot_signature`: HubSpot's own requests pass, and nobody else's."""

from __future__ import annotations

import pytest

from sandbox.hubspot.workflows import sign
from webinar_sync.web.hubspot_signature import SignatureError, verify

# The reference's own vectors.
SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
URI = "https://www.example.com/webhook_uri"
BODY = b'{"example_field":"example_value"}'
STAMP = "1716382579000"
SECONDS = 1_716_382_579.0
V3 = "HxqXR8DspxSyGnDVSXzIqo9nl8SG+9tH4qkmA+VIufQ="
V2_GET = "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e"
V2_POST = "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900"


def v3(**changes: str) -> dict[str, str]:
    """Return the headers of the vector."""
    headers = {"x-hubspot-signature-v3": V3, "x-hubspot-request-timestamp": STAMP}
    return {**headers, **{name.replace("_", "-"): value for name, value in changes.items()}}


def v2(signature: str) -> dict[str, str]:
    """Return the headers of an older signature."""
    return {"x-hubspot-signature-version": "v2", "x-hubspot-signature": signature}


@pytest.mark.parametrize(
    ("method", "body", "headers", "accepts_v2"),
    [
        ("POST", BODY, v3(), False),
        ("POST", BODY, v2(V2_POST), True),
        ("GET", b"", v2(V2_GET), True),
        ("POST", BODY, {**v3(), **v2("0" * 64)}, False),  # v3 alone counts where it is
    ],
)
def test_the_vectors_of_the_reference_pass(
    method: str, body: bytes, headers: dict[str, str], accepts_v2: bool
) -> None:
    verify([SECRET], method, URI, body, headers, SECONDS + 299, accepts_v2=accepts_v2)


def test_a_signature_without_a_time_is_refused_unless_it_is_asked_for() -> None:
    with pytest.raises(SignatureError, match="v2"):
        verify([SECRET], "POST", URI, BODY, v2(V2_POST), SECONDS)


@pytest.mark.parametrize(
    ("headers", "now", "reason"),
    [
        ({}, SECONDS, "not signed"),
        ({"x-hubspot-signature": V2_POST, "x-hubspot-signature-version": "v1"}, SECONDS, "not s"),
        (v3(), SECONDS + 301, "too old"),
        (v3(), SECONDS - 301, "too old"),
        (v3(x_hubspot_request_timestamp=""), SECONDS, "no timestamp"),
        (v3(x_hubspot_request_timestamp="1716382579001"), SECONDS, "wrongly signed"),
        (v3(x_hubspot_signature_v3=V3[:-2] + "A="), SECONDS, "wrongly signed"),
        (v3(x_hubspot_signature_v3="\u00fc"), SECONDS, "wrongly signed"),
        (v2(V2_GET), SECONDS, "wrongly signed"),
        ({**v3(x_hubspot_signature_v3="x"), **v2(V2_POST)}, SECONDS, "wrongly signed"),
    ],
)
def test_whatever_else_is_refused(headers: dict[str, str], now: float, reason: str) -> None:
    with pytest.raises(SignatureError, match=reason):
        verify([SECRET], "POST", URI, BODY, headers, now, accepts_v2=True)


def test_hubspot_decodes_some_letters_of_the_uri_and_no_others() -> None:
    signed = f"{URI}?a=1:2/3&b=%20%C3%BC"
    headers = {name.lower(): value for name, value in sign(SECRET, "POST", signed, BODY, 5).items()}
    verify([SECRET], "POST", f"{URI}?a=1%3A2%2f3&b=%20%C3%BC", BODY, headers, 5)
    with pytest.raises(SignatureError):
        verify([SECRET], "POST", f"{URI}?a=1:2/3&b= %C3%BC", BODY, headers, 5)
