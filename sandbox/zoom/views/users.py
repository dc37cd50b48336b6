"""How users look in Zoom's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.zoom.model import User
    from sandbox.zoom.views.formats import JsonObject


def user_row(user: User) -> JsonObject:
    """Return a user as /users lists them; one who has not signed up yet has no id."""
    name = f"{user.first_name} {user.last_name}".strip()
    row: JsonObject = {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": name,
        "email": user.email,
        "type": user.licence or (2 if user.has_webinar_plan else 1),
        "timezone": user.timezone,
        "verified": 0 if user.status == "pending" else 1,
        "dept": "",
        "created_at": "2023-02-01T08:00:00Z",
        "user_created_at": "2023-02-01T08:00:00Z",
        "last_login_time": "2026-05-04T06:30:00Z",
        "language": "en-US",
        "role_id": "2",
        "status": user.status,
    }
    if user.status == "pending":
        del row["id"], row["last_login_time"]
    return row
