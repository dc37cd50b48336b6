"""`zoom.endpoints`: paths as Zoom wants them."""

from __future__ import annotations

import pytest

from webinar_sync.zoom import endpoints as zoom


@pytest.mark.parametrize(
    ("uuid", "encoded"),
    [
        ("4444AAAiAAAAAiAiAiiAii==", "4444AAAiAAAAAiAiAiiAii%3D%3D"),
        ("Bznyg8KZTdCVbQxvS/oZ7w==", "Bznyg8KZTdCVbQxvS%2FoZ7w%3D%3D"),
        ("/ajXp112QmuoKj4854875==", "%252FajXp112QmuoKj4854875%253D%253D"),
        ("ab//cd+EFg==", "ab%252F%252Fcd%252BEFg%253D%253D"),
    ],
)
def test_uuids_are_encoded_as_zoom_wants_them(uuid: str, encoded: str) -> None:
    assert zoom.encode_uuid(uuid) == encoded
