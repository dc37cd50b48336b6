"""The codes of Zoom's accounts and resources, of webinars, checks, loads and connections."""

from __future__ import annotations

from webinar_sync.runs.issue_codes.model import IssueCode

_LATER = "The next runs read it again, at longer and longer intervals."
_TICKET = "open a ticket with Zoom and name the object's key"

OF_ZOOM_ACCOUNTS = {
    "auth": IssueCode(
        "error",
        "Zoom refuses the app of the connection.",
        "Check the client id, the client secret and the account_id in the Airflow connection, and "
        "that the app is activated in Zoom's App Marketplace.",
        is_urgent=True,
    ),
    "scope": IssueCode(
        "error",
        "The app lacks a scope.",
        "Add the scopes that docs/operating.md lists to the Server-to-Server OAuth app in Zoom's "
        "App Marketplace, and activate it again.",
        is_urgent=True,
    ),
    "daily_limit": IssueCode(
        "error",
        "The account's requests of the day are used up.",
        "Do nothing: the run continues by itself after 00:00 UTC. If this happens every day, find "
        "out which other apps use up this account's requests.",
    ),
    "unavailable": IssueCode(
        "error",
        "Zoom does not answer for now.",
        "Do nothing: the run tries again. If this lasts, look at Zoom's status page.",
    ),
    "refused": IssueCode(
        "error",
        "The history of the account's webinars is refused by something that is not Zoom's API.",
        "Do nothing at first: the next run tries again. If this lasts, look whether a proxy or a "
        "firewall stands between this machine and Zoom, and at Zoom's status page.",
    ),
    "forbidden": IssueCode(
        "error",
        "The owner of the app may not see the history of the account's webinars.",
        "In Zoom, under User Management, Roles, give the owner of the app a role that may view "
        "usage reports of all users.",
    ),
    "bad_answer": IssueCode(
        "error",
        "The history of the account's webinars is not what it should be.",
        "Do nothing at first: the next run reads it again. If this lasts, look at Zoom's status "
        "page.",
    ),
    "contract_broken": IssueCode(
        "error",
        "The history of the account's webinars cannot be understood as a whole.",
        "Look whether Zoom changed its API (its changelog) and update this project. Nothing is "
        "lost: each run reads it again.",
    ),
    "page_token": IssueCode(
        "error",
        "A listing of the account took longer than the 15 minutes for which Zoom remembers a page.",
        "Do nothing at first: the next run reads it again. If this lasts, raise rate_share in the "
        "connection's extra.",
    ),
    "not_found": IssueCode(
        "error",
        "Zoom has no history of the account's webinars.",
        "Check that the account_id in the Airflow connection is that of the account with the "
        "webinars.",
    ),
    "plan_missing": IssueCode(
        "error",
        "The account has no webinar plan.",
        "Add Zoom Webinars to the account's plan in Zoom (Plans and Billing), or take the account "
        "out of the Airflow variable zoom_conn_ids.",
    ),
    "left_account": IssueCode(
        "error",
        "The owner of the app belongs to another account.",
        "Make a new Server-to-Server OAuth app as a user of this account, and write its "
        "credentials into the Airflow connection.",
        is_urgent=True,
    ),
    "option_refused": IssueCode(
        "error",
        "An option, as recordings or polls, cannot be read; all else is.",
        "The next runs ask again. If this lasts, look at Zoom's status page and at the role of the "
        "app's owner in Zoom, or switch the option off.",
    ),
    "plan_too_high": IssueCode(
        "notice",
        "Zoom allows fewer requests a second than the plan that the connection names.",
        "Correct the plan in the connection's extra: free, pro or business.",
    ),
    "all_refused": IssueCode(
        "error",
        "Everything of a kind that was asked for was refused for the same cause.",
        "Look at Zoom's status page, at the role of the app's owner in Zoom, and whether a proxy "
        "or a firewall stands between this machine and Zoom. The next runs read all of it again.",
    ),
}
"""Of issues whose object_kind is `account`."""

OF_RESOURCES = {
    "not_found": IssueCode(
        "error",
        "Zoom has no report of a session, or not yet.",
        "If the session ended a short time ago, wait: the next runs read it again. Otherwise look "
        "in Zoom (Reports, Webinar) whether Zoom shows one; if it does, " + _TICKET + ".",
    ),
    "too_old": IssueCode(
        "notice",
        "Zoom no longer keeps the report of a session.",
        "Nothing can be done: Zoom keeps reports for six months. Run the sync at least that often.",
    ),
    "bad_answer": IssueCode(
        "error",
        "One resource is answered with something that makes no sense.",
        f"{_LATER} If this lasts, look at the webinar in Zoom, and at Zoom's status page.",
    ),
    "refused": IssueCode(
        "error",
        "One resource is refused.",
        f"{_LATER} If this lasts, {_TICKET}.",
    ),
    "forbidden": IssueCode(
        "error",
        "The owner of the app may not see one resource.",
        "In Zoom, under User Management, give the owner of the app a role and a group that may "
        f"see this host's webinars. {_LATER}",
    ),
    "unavailable": IssueCode(
        "error",
        "One resource is not answered, while others are.",
        f"{_LATER} Zoom does answer for others: if this lasts, {_TICKET}.",
    ),
    "page_token": IssueCode(
        "error",
        "A listing took longer than the 15 minutes for which Zoom remembers a page.",
        "The next runs read it again. If this lasts, raise rate_share in the connection's extra.",
    ),
    "plan_missing": IssueCode(
        "error",
        "The host of a webinar has no webinar plan any more.",
        "Give the host a webinar plan in Zoom, or switch the webinar off in the settings.",
    ),
    "left_account": IssueCode(
        "notice",
        "A user left the account for another one.",
        "Nothing needs to be done: the user left the account. If their webinars shall be synced, "
        "connect the account to which they moved.",
    ),
    "no_registration": IssueCode(
        "notice",
        "The webinar has no registration.",
        "Turn registration on for the webinar in Zoom if you want to know who comes by name.",
    ),
    "incomplete": IssueCode(
        "error",
        "A webinar was loaded although something of it could not be read for 24 hours.",
        "Look in sync.errors for the error of the same webinar that names what is refused, and do "
        "what it says; the webinar is loaded anew as soon as the reading comes.",
    ),
    "report_incomplete": IssueCode(
        "error",
        "A session's report has fewer people than the history of the account says.",
        "Compare with the report in Zoom (Reports, Webinar). The report is read again daily until "
        "a week after the session; if people are still missing then, " + _TICKET + ".",
    ),
    "contract_broken": IssueCode(
        "error",
        "What Zoom answered cannot be understood as a whole, so the account's runs load nothing.",
        "Look whether Zoom changed its API (its changelog) and update this project. Nothing is "
        "lost: each run reads it again.",
    ),
    "none_usable": IssueCode(
        "error",
        "None of the rows that landed last can be used; they are set aside.",
        "The reasons are in sync.rejected_rows. If it happens again, look whether Zoom changed "
        "its API (its changelog) and update this project.",
    ),
    "no_email": IssueCode(
        "notice",
        "Zoom hides the addresses of guests of a webinar.",
        "Turn registration on for the webinar in Zoom: those who register are known. Where it is "
        "on, switch on that guests' addresses are included in reports (email_in_attendee_report).",
    ),
    "zoom_events": IssueCode(
        "notice",
        "The webinar belongs to Zoom Events, which does not share its people this way.",
        "Nothing can be done for this webinar: run it as a plain Zoom webinar next time.",
    ),
    "not_computed": IssueCode(
        "error",
        "A webinar cannot be computed, so what marts hold of it stays as it was.",
        "This is a fault of webinar-sync: report it with this message. Each run tries again; "
        "other webinars are not held up.",
    ),
    "load_failed": IssueCode(
        "error",
        "Marts could not be computed, and stay as they were.",
        "Clear the task load_marts, or wait for the next run: nothing is asked of Zoom again. If "
        "it fails again, report it to webinar-sync with this message.",
    ),
    "unusable": IssueCode(
        "error",
        "The connections of Zoom accounts make no sense.",
        "Mend the connection in Airflow (Admin, Connections), or name an account that is "
        "connected, and start the run again.",
    ),
}
"""Of a resource of Zoom's, of a webinar, of a check, a load or the connections."""
