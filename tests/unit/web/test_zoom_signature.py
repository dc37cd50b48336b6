"""`web.zoom_signature`: Zoom's own requests pass, and nobody else's."""

from __future__ import annotations

import pytest

from sandbox.zoom.webhooks import sign
from webinar_sync.web.signing_secrets import SigningSecrets
from webinar_sync.web.zoom_signature import (
    SignatureError,
    answer_challenge,
    find_signers,
    verify_time,
)

# The reference's own vectors.
SECRET = "test-secret-token"
STAMP = "1739923528"
BODY = (
    b'{"event":"webinar.ended","event_ts":1626230691572,"payload":{"object":{"id":"1234567890"}}}'
)
SIGNATURE = "v0=5ab9030085d761e12f863eee3816fc29193d39a11e1e51bfd06e3ee3e9c52568"
TOKEN = "qgg8vlvZRS6UYooatFL8Aw"
ANSWER = "9c8ad56737c19db2904b301c0781e86857e999f39f07727668cf62a5e7e298c8"
HEADERS = {"x-zm-signature": SIGNATURE, "x-zm-request-timestamp": STAMP}
SECRETS = {"other": SigningSecrets(("another",)), "acc": SigningSecrets((SECRET,))}


def test_the_vectors_of_the_reference_pass() -> None:
    verify_time(HEADERS, int(STAMP) + 299)
    assert find_signers(SECRETS, BODY, HEADERS) == {"acc": SECRET}
    assert answer_challenge(SECRET, TOKEN) == {"plainToken": TOKEN, "encryptedToken": ANSWER}


def test_the_sandbox_signs_as_the_vector_does() -> None:
    headers = sign(SECRET, BODY, int(STAMP))
    assert (headers["x-zm-signature"], headers["x-zm-request-timestamp"]) == (SIGNATURE, STAMP)


def test_accounts_may_share_a_secret() -> None:
    own = SigningSecrets((SECRET,))
    assert find_signers({"a": own, "b": own}, BODY, HEADERS) == {"a": SECRET, "b": SECRET}


def test_the_time_may_be_in_milliseconds() -> None:
    verify_time({"x-zm-request-timestamp": f"{STAMP}000"}, int(STAMP))


@pytest.mark.parametrize(
    ("stamp", "now", "reason"),
    [
        (STAMP, int(STAMP) + 301, "too old"),
        (STAMP, int(STAMP) - 301, "too old"),
        ("", int(STAMP), "no timestamp"),
        ("1739923528.5", int(STAMP), "no timestamp"),
        ("١٧٣٩٩٢٣٥٢٨", int(STAMP), "no timestamp"),
        ("9" * 40, int(STAMP), "no timestamp"),
    ],
)
def test_what_is_not_of_these_five_minutes_is_refused(stamp: str, now: int, reason: str) -> None:
    with pytest.raises(SignatureError, match=reason):
        verify_time({"x-zm-request-timestamp": stamp}, now)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY + b" ", HEADERS),
        (BODY, {**HEADERS, "x-zm-request-timestamp": "1739923529"}),
        (BODY, {**HEADERS, "x-zm-signature": SIGNATURE.removeprefix("v0=")}),
        (BODY, {**HEADERS, "x-zm-signature": "v0=é\ud800"}),
    ],
)
def test_what_is_wrongly_signed_is_refused(body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(SignatureError, match="wrongly signed"):
        find_signers(SECRETS, body, headers)


@pytest.mark.parametrize("token", [None, "", 5, "x" * 201, f"v0:{STAMP}:{{}}", "a b", "a\n"])
def test_a_challenge_signs_nothing_that_could_be_an_event(token: object) -> None:
    with pytest.raises(SignatureError, match="no token"):
        answer_challenge(SECRET, token)
