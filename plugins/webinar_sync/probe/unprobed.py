"""Guesses that reading cannot tell: somebody would have to write, edit or break something."""

from __future__ import annotations

from webinar_sync.probe.findings import Unprobed

WRITE = "it would have to write"

ZOOM = (
    Unprobed(
        20,
        "what answers 5xx five times over a minute is that resource's own trouble",
        "it would take a resource that Zoom fails to answer while it answers others",
    ),
    Unprobed(
        42,
        "who was denied before is refused with code 3000",
        f"{WRITE}: register somebody who was denied",
    ),
    Unprobed(
        43,
        "a full webinar refuses single registrations with code 3043",
        f"{WRITE}: register somebody for a full webinar",
    ),
    Unprobed(
        44,
        "who cannot be registered is missing from the answer of a batch",
        f"{WRITE}: register a batch",
    ),
    Unprobed(
        45,
        "a batch with somebody who had three attempts today is refused as a whole",
        f"{WRITE}: register somebody four times",
    ),
    Unprobed(
        46,
        "the limit of three a day may strike an address whatever the webinar",
        f"{WRITE}: register somebody for four webinars",
    ),
    Unprobed(
        47,
        "registering for dates of a series takes `occurrence_ids`",
        f"{WRITE}: register somebody for a date",
    ),
    Unprobed(
        51,
        "a new registrant is listed within a minute",
        f"{WRITE}: register somebody, and look",
    ),
    Unprobed(
        60,
        "after an edit, registrants of a series are listed only as they are set now",
        f"{WRITE}: edit a series that people are registered for",
    ),
    Unprobed(
        73,
        "a batch leaves out who lacks a required field, or refuses it as a whole",
        f"{WRITE}: register a batch",
    ),
    Unprobed(
        74,
        'code 3000 with "limit for the number of attendees" concerns one person',
        f"{WRITE}: register people until Zoom refuses",
    ),
    Unprobed(
        80,
        "who cancels and registers again keeps the registrant id, with a later `create_time`",
        f"{WRITE}: cancel a registration and make it again",
    ),
    Unprobed(
        101,
        "each try of a webhook is signed with the time of that try",
        "it would take a URL that Zoom calls, and that does not answer",
    ),
    Unprobed(
        102,
        "the end of a session is called a practice only if it was one to its end",
        "it would take a URL that Zoom calls, and a practice that goes live",
    ),
    Unprobed(
        103,
        "the challenge's token has letters, digits and `_+/=-`, and is signed",
        "it would take a URL that Zoom calls",
    ),
    Unprobed(
        104,
        "who joins has the user_id of who leaves, and another at the next join",
        "it would take a URL that Zoom calls, and a webinar that runs",
    ),
    Unprobed(
        105,
        "the report on a session answers before the account's history lists it",
        "it would take a webinar that ended minutes ago",
    ),
    Unprobed(
        110,
        "204 to a change of status means that each registrant is changed as asked",
        f"{WRITE}: cancel registrations",
    ),
    Unprobed(
        111,
        "with `occurrence_id`, a change of status holds for that date alone",
        f"{WRITE}: cancel a registration for a date",
    ),
    Unprobed(
        112,
        "who waited for approval and was deleted may register again, and waits again",
        f"{WRITE}: delete a registrant and register them",
    ),
    Unprobed(
        113,
        "who was cancelled and is approved again keeps id and link",
        f"{WRITE}: cancel a registration and approve it",
    ),
    Unprobed(
        114,
        "the eleventh change of a registrant's status in a day is refused by name",
        f"{WRITE}: change a registration eleven times",
    ),
    Unprobed(
        115,
        "a session whose report of polls or questions answers 404 has none",
        "it would take a session of which somebody knows that it had a poll",
    ),
    Unprobed(
        116,
        "registrants listed by `tracking_source_id` are all approved ones of that source",
        "it would take a webinar of which somebody knows who came from where",
    ),
    Unprobed(
        130,
        "files of recordings are at hosts of zoom.us or zoomgov.com, also where downloads redirect",
        "it would have to download somebody's recording",
    ),
    Unprobed(
        131,
        "downloads count against no rate limit",
        "it would have to download many files",
    ),
    Unprobed(
        132,
        "the files of one stretch of a recording begin at one moment, transcripts within a minute",
        "it would have to read recordings, for which few apps have the scope",
    ),
    Unprobed(
        133,
        "a recording is played at its play_url without the URL's query",
        "it would have to play somebody's recording",
    ),
    Unprobed(
        146,
        "a webhook's secret token that is made anew is in force at once, or the old one goes on",
        f"{WRITE}: make a new one, and wait for events",
    ),
)
HUBSPOT = (
    Unprobed(
        23,
        "the last state sent of a contact and event holds",
        f"{WRITE}: send two states",
    ),
    Unprobed(
        26,
        "attendance answers name each contact accepted, and no unknown one",
        f"{WRITE}: send attendances",
    ),
    Unprobed(
        27,
        "marketing events take 100 rows in a request",
        f"{WRITE}: make 100 events",
    ),
    Unprobed(
        29,
        "deleting a marketing event takes everybody's part in it away",
        f"{WRITE}: delete an event",
    ),
    Unprobed(
        34,
        "an update of events answers 207 for those that are not there",
        f"{WRITE}: update events",
    ),
    Unprobed(
        35,
        "attendance in an event that was deleted answers 404",
        f"{WRITE}: send an attendance",
    ),
    Unprobed(
        36,
        "`eventCancelled: false` puts a cancelled event on again",
        f"{WRITE}: update an event",
    ),
    Unprobed(
        37,
        "an event can be completed again, with other times",
        f"{WRITE}: complete an event twice",
    ),
    Unprobed(
        38,
        "an upsert of the external ids of a deleted event makes a new one",
        f"{WRITE}: delete an event and make it again",
    ),
    Unprobed(
        48,
        "a callback may be completed before the webhook's answer was read, and again",
        f"{WRITE}: complete a workflow's callback",
    ),
    Unprobed(
        49,
        "100 callbacks in a request; one that is not known refuses all",
        f"{WRITE}: complete callbacks",
    ),
    Unprobed(
        70,
        "whoever is sent as registered for a completed event is a no-show at once",
        f"{WRITE}: send a registration",
    ),
    Unprobed(
        71,
        "a pending batch of attendances is carried out later, or never",
        f"{WRITE}: send attendances",
    ),
    Unprobed(
        75,
        "in a batch create with trace ids, an existing address is an error of its own",
        f"{WRITE}: create a contact",
    ),
    Unprobed(
        78,
        "a merged contact's part in an event is shown by what was written last",
        f"{WRITE}: send two attendances and merge two contacts",
    ),
    Unprobed(
        83,
        "a property that was deleted can be made again under its name",
        f"{WRITE}: delete a property and make it again",
    ),
    Unprobed(
        120,
        "adding to a list and removing from it takes 500 records in a request",
        f"{WRITE}: fill a list",
    ),
    Unprobed(
        121,
        "a list's name that is taken answers with ILS.DUPLICATE_LIST_NAMES",
        f"{WRITE}: make a list twice",
    ),
    Unprobed(
        122,
        "a list that was deleted answers 404, or says so",
        f"{WRITE}: delete a list",
    ),
    Unprobed(
        123,
        "a contact that is archived can be deleted for good, and one that is gone answers 404",
        f"{WRITE}: delete a contact, then delete it for good, twice",
    ),
    Unprobed(
        134,
        "properties of marketing events are made below /crm/properties/<version>/0-54, with the "
        "scopes of marketing events",
        f"{WRITE}: make one",
    ),
    Unprobed(
        135,
        "an empty text empties a custom property of a marketing event",
        f"{WRITE}: empty one",
    ),
    Unprobed(
        147,
        "a client secret that is made anew is in force at once, or the old one goes on",
        f"{WRITE}: make a new one, and wait for requests",
    ),
)
