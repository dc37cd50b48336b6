"""The codes of what concerns HubSpot."""

from __future__ import annotations

from webinar_sync.runs.issue_codes.model import IssueCode

OF_HUBSPOT = {
    "auth": IssueCode(
        "error",
        "HubSpot refuses the access token.",
        "Write a valid access token into the Airflow connection hubspot_default.",
        is_urgent=True,
    ),
    "scope": IssueCode(
        "error",
        "The token lacks a scope.",
        "Give the token the scopes listed in docs/hubspot.md in HubSpot.",
        is_urgent=True,
    ),
    "not_made": IssueCode(
        "error",
        "Properties of marketing events for recordings cannot be made, so recordings wait.",
        "Give the token the scopes listed in docs/hubspot.md in HubSpot, or make the properties by "
        "hand in HubSpot (Settings, Properties, Marketing events) with the names in the message, "
        "or set recordings to none.",
    ),
    "portal": IssueCode(
        "error",
        "The token is of another HubSpot account than the one that was pushed to, or of one that "
        "nobody names.",
        "Connect the HubSpot account that the message names.",
        is_urgent=True,
    ),
    "other_warehouse": IssueCode(
        "error",
        "Another warehouse, or a copy of this one, writes to the HubSpot account.",
        "Decide which warehouse writes to the HubSpot account, and stop the other one. If it is to "
        "be this one, run push_hubspot by hand with take_over.",
    ),
    "mark_gone": IssueCode(
        "notice",
        "Somebody removed the mark of the warehouse that writes to HubSpot.",
        "Do nothing: it is written again, and what cannot be taken back waits for the next push. "
        "If somebody tidies up HubSpot's contact properties, ask them to leave the descriptions of "
        "the group Zoom webinars (webinar-sync) as they are.",
    ),
    "daily_limit": IssueCode(
        "error",
        "The HubSpot account's requests of the day are used up.",
        "Do nothing: the exchange resumes by itself after midnight. If this happens every day, "
        "see which other apps use this account's requests.",
    ),
    "moving": IssueCode(
        "error",
        "HubSpot is moving the account to another data center.",
        "Do nothing: the exchange resumes by itself.",
    ),
    "unavailable": IssueCode(
        "error",
        "HubSpot does not answer for now.",
        "Do nothing: it is tried again. If this lasts, see HubSpot's status page.",
    ),
    "refused": IssueCode(
        "error",
        "HubSpot refused one row.",
        "Correct what HubSpot's code names. Later pushes send it again, at longer and longer "
        "intervals; the next push does if it changes, or if you run push_hubspot by hand with "
        "`with_refused`.",
    ),
    "lost": IssueCode(
        "error",
        "Somebody deleted a marketing event in HubSpot; it is made again.",
        "If HubSpot should not have it, exclude the webinar in the settings with on_exclude: "
        "withdraw.",
    ),
    "list_lost": IssueCode(
        "error",
        "Somebody deleted the list of a segment in HubSpot; it is made again.",
        "Let workflows that used the list use the new one. If HubSpot should not have it, say so "
        "in the settings: keep_as_list: off.",
    ),
    "list_name_taken": IssueCode(
        "error",
        "HubSpot has another list with the name that a segment's list would get.",
        "Give that list another name in HubSpot, or the segment another name in the settings. The "
        "list is made then, within a day or by push_hubspot with with_refused.",
    ),
    "missing_people": IssueCode(
        "error",
        "An event was completed although HubSpot did not take what is known of some people.",
        "Do what the errors of these contacts say. The event is then completed again by itself.",
    ),
    "brake": IssueCode(
        "error",
        "More than a tenth of what HubSpot holds would go in a day, so nothing of it does.",
        "Undo what was excluded by mistake. What was meant goes with push_hubspot, beyond_brake.",
    ),
    "users_missing": IssueCode(
        "notice",
        "HubSpot's list of its account's users is empty, or suddenly lacks many.",
        "If these people still are users of the account, do nothing: the next complete list ends "
        "this. If they really left, do nothing either: after a day they no longer count as users.",
    ),
    "too_many_differences": IssueCode(
        "error",
        "HubSpot differs from what it was sent.",
        "See hubspot.differences: each has a likely cause. The setting "
        "difference_threshold_percent says how many are allowed.",
    ),
    "native_app": IssueCode(
        "error",
        "HubSpot's own Zoom app makes marketing events, too.",
        "Switch off the webinar sync of HubSpot's own Zoom app (HubSpot: Connected apps, Zoom), "
        "and set beside_native_app to on: then the missing events are made. Or exclude these "
        "webinars here. The view hubspot.native_twins names them.",
    ),
    "read_only": IssueCode(
        "error",
        "HubSpot's native properties are missing or cannot be written.",
        "Set contact_properties to own. If HubSpot's own Zoom app should make the native ones, "
        "connect it.",
    ),
    "question_property": IssueCode(
        "error",
        "Answers of registration forms cannot be written to a property that the settings name.",
        "Make the property in HubSpot, or write another one into question_properties; the next day "
        "answers are tried again, and at once with `with_refused`.",
    ),
}
"""Of issues whose object_kind begins with `hubspot`."""
