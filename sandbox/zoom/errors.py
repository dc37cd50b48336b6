"""What Zoom answers when it refuses: HTTP status, code and text, as its spec has them.

Sources: Zoom's OpenAPI specification of 2026-08-09 (developers.zoom.us/api-hub/meetings), and
developers.zoom.us/docs/api/errors.
"""

from __future__ import annotations

from typing import Any

from sandbox.zoom.answers import Answer, to_json


class ZoomError(Exception):
    """A refusal, raised anywhere below the server."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        headers: dict[str, str] | None = None,
        details: list[dict[str, str]] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}
        self.details = details

    def answer(self) -> Answer:
        """Return the refusal as Zoom writes it."""
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.details:
            body["errors"] = self.details
        return Answer(status=self.status, body=to_json(body), headers=self.headers)


_TITLES = {200: "Zoom", 403: "403 Forbidden", 404: "404 Not Found", 502: "502 Bad Gateway"}


def html_page(status: int) -> Answer:
    """Return the page that a gateway in front of Zoom answers."""
    title = _TITLES.get(status, str(status))
    page = (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1><p>Access is denied.</p></body></html>\n"
    )
    return Answer(status=status, body=page.encode(), content_type="text/html;charset=UTF-8")


def html_403() -> Answer:
    """Return the page that refuses."""
    return html_page(403)


def invalid_token(message: str = "Invalid access token.") -> ZoomError:
    """Return 401, code 124."""
    # The two specs disagree on the status (401 and 400); 401 is what has been measured.
    return ZoomError(401, 124, message)


def missing_scope(scope: str) -> ZoomError:
    """Return 400, code 4711."""
    text = f"Invalid access token, does not contain scopes:[{scope}]."
    return ZoomError(400, 4711, text)


def unknown_endpoint() -> ZoomError:
    """Return code 2300."""
    # Guess: the status is 404; the spec names the code in one list of errors 400.
    return ZoomError(404, 2300, "This API endpoint is not recognized.")


def invalid_parameter(name: str) -> ZoomError:
    """Return 400, code 300, for a parameter that cannot be read."""
    return ZoomError(400, 300, f"Invalid parameter: {name}.")


def invalid_page_token() -> ZoomError:
    """Return 400, code 300, for a page token."""
    return ZoomError(400, 300, "The next page token is invalid or expired.")


def invalid_webinar_id() -> ZoomError:
    """Return 400, code 300, for something that is no numeric webinar ID."""
    return ZoomError(400, 300, "Invalid webinar ID.")


def invalid_occurrence(occurrence_id: str) -> ZoomError:
    """Return 400, code 300, for a date that the series does not have."""
    text = "The request could not be completed because you have provided an invalid occurrence ID"
    return ZoomError(400, 300, f"{text}: {occurrence_id}.")


def no_webinar(webinar_id: str) -> ZoomError:
    """Return 404, code 3001: never was, deleted or expired."""
    return ZoomError(404, 3001, f"Webinar does not exist: {webinar_id}.")


def no_report(webinar_id: str) -> ZoomError:
    """Return 404, code 3001: not yet, never, or no more."""
    return ZoomError(404, 3001, f'Webinar "{webinar_id}" not found or has expired.')


def no_past_webinar() -> ZoomError:
    """Return 404, code 3001, as the list of past participants words it."""
    return ZoomError(404, 3001, "Webinar does not exist.")


def no_recording() -> ZoomError:
    """Return 404, code 3301: not recorded, not ready yet, or deleted."""
    return ZoomError(404, 3301, "There is no recording for this meeting.")


def too_old() -> ZoomError:
    """Return 400, code 12702."""
    return ZoomError(400, 12702, "Can not access a webinar a year ago.")


def no_user(user_id: str) -> ZoomError:
    """Return 404, code 1001."""
    return ZoomError(404, 1001, f"User does not exist: {user_id}.")


def no_webinar_plan() -> ZoomError:
    """Return 400, code 200."""
    text = (
        "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars"
        " for this user in order to perform this action."
    )
    return ZoomError(400, 200, text)


def plan_missing_in_body(user_id: str = "") -> Answer:
    """Return what the spec lists under HTTP 200: the list is not there, the body is a refusal."""
    text = "Webinar plan subscription is missing. Enable webinar for this user once the"
    text += f" subscription is added{':' if user_id else ''}{user_id}."
    return Answer(body=to_json({"code": 200, "message": text}))


def no_permission() -> ZoomError:
    """Return 400, code 200, as the specs have it for most reports."""
    return ZoomError(400, 200, "No permission.")


def no_group_permission() -> ZoomError:
    """Return 403, code 12703, as the spec has it for the history."""
    return ZoomError(403, 12703, "No permission for the group: all.")


def no_registration(webinar_id: int) -> ZoomError:
    """Return 400, code 3000."""
    # Guess: the spec names this code for a single registrant, not for the listing.
    text = f"Registration has not been enabled for this webinar: {webinar_id}."
    return ZoomError(400, 3000, text)


FULL_CODE = 3043


def webinar_over() -> ZoomError:
    """Return 400, code 3038."""
    text = "Webinar is over, you cannot register now. If you have any questions, contact the"
    return ZoomError(400, 3038, f"{text} webinar host.")


def webinar_full() -> ZoomError:
    """Return 400, code 3043: the spec names it for batches; guess: for single calls, too."""
    return ZoomError(400, FULL_CODE, "Webinar has reached maximum attendee capacity.")


def paid_registration() -> ZoomError:
    """Return 400, code 3000."""
    return ZoomError(400, 3000, "The Zoom REST API does not support paid registration.")


def host_cannot_register() -> ZoomError:
    """Return 400, code 3027."""
    return ZoomError(400, 3027, "Host cannot register.")


def is_panelist() -> ZoomError:
    """Return 400, code 3000."""
    text = "You have been invited as a panelist for the webinar, please check your email to find"
    return ZoomError(400, 3000, f"{text} more information about this webinar.")


def was_denied() -> ZoomError:
    """Return the refusal of who was denied before. Guess: neither code nor text are known."""
    return ZoomError(400, 3000, "The registrant's registration has been denied.")


def batch_needs_single_webinar() -> ZoomError:
    """Return 400, code 300."""
    text = "This API can only be used for scheduled webinars (type 5). Batch registration is not"
    return ZoomError(400, 300, f"{text} supported for other webinar types.")


def validation_failed(fields: list[str], message: str = "Invalid field.") -> ZoomError:
    """Return 400, code 300, with the fields that are missing or wrong."""
    return ZoomError(
        400,
        300,
        "Validation Failed.",
        details=[{"field": name, "message": message} for name in fields],
    )


def attendee_limit() -> ZoomError:
    """Return 400, code 3000: says Zoom's staff, when one person is added more than three times."""
    text = "You have reached the limit for the number of attendees you can add. Contact Zoom"
    return ZoomError(400, 3000, f"{text} Support for more information.")


def registrant_limit(email: str) -> ZoomError:
    """Return 429: a registrant may be added to a webinar three times a day."""
    text = (
        "You have exceeded the daily rate limit of (3) for Add webinar registrant API requests for"
        f" the registrant ({email}). You may resume these requests at GMT 00:00:00."
    )
    return ZoomError(429, 429, text)


def status_limit(email: str) -> ZoomError:
    """Return 429: a registrant's status may be changed ten times a day. Guess: the text."""
    text = (
        "You have exceeded the daily rate limit of (10) for Update registrant's status API requests"
        f" for the registrant ({email}). You may resume these requests at GMT 00:00:00."
    )
    return ZoomError(429, 429, text)


def no_registration_to_change(webinar_id: int) -> ZoomError:
    """Return 400, code 300, as the spec has it for the status of registrants."""
    text = f"Registration has not been enabled for this meeting: {webinar_id}."
    return ZoomError(400, 300, text)


def full_for_approval() -> ZoomError:
    """Return 400, code 3035."""
    return ZoomError(400, 3035, "Webinar has reached maximum attendee capacity.")


def registrant_not_found(registrant_id: str) -> ZoomError:
    """Return 400, code 3000, as the spec has it where somebody is deleted."""
    return ZoomError(400, 3000, f"Registrant {registrant_id} was not found.")


def no_registrant(registrant_id: str) -> ZoomError:
    """Return 400, code 3079."""
    return ZoomError(400, 3079, f"This registrant does not exist: {registrant_id}.")
