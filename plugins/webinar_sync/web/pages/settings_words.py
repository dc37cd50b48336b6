"""What the page Settings calls each setting and its values."""

from __future__ import annotations

from dataclasses import dataclass

from webinar_sync.settings.values import MIN_DAYS_KEPT, MIN_DAYS_ZOOM_KEPT
from webinar_sync.web.pages.languages import N_


@dataclass(frozen=True)
class Field:
    """A setting that holds for everything.

    - name: its column of settings.sync
    - options: value and words of each choice; empty: a day, or a number of days
    - least: the smallest number of days
    - may_be_empty: whether it need not be set
    """

    name: str
    label: str
    hint: str
    options: tuple[tuple[str, str], ...] = ()
    kind: str = "choice"
    least: int = MIN_DAYS_KEPT
    may_be_empty: bool = False

    def words(self, value: str) -> str:
        """Return a value in words; of a day or a number of days the value itself."""
        return dict(self.options).get(value, value)


@dataclass(frozen=True)
class Group:
    """Settings that stand together.

    - domains: the lists of excluded domains, by what they apply to
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    domains: tuple[str, ...] = ()


_YES_NO = (("on", N_("Yes")), ("off", N_("No")))

GROUPS = (
    Group(
        "webinars",
        N_("Webinars"),
        (
            Field(
                "sync_webinars",
                N_("Sync webinars"),
                N_("No: no webinar is synced, whatever is set for hosts and single webinars."),
                _YES_NO,
            ),
            Field(
                "on_exclude",
                N_("When something is left out from now on"),
                N_("Concerns what was loaded before. You can change it at any time, and back."),
                (
                    ("keep", N_("Keep what is there already")),
                    ("withdraw", N_("Take it out again, in HubSpot, too")),
                ),
            ),
        ),
        ("webinars",),
    ),
    Group(
        "people",
        N_("People"),
        (
            Field(
                "match_secondary_emails",
                N_("Count second addresses for their contact"),
                N_("Yes: what was done under a second address of a HubSpot contact counts for it."),
                _YES_NO,
            ),
            Field(
                "property_cutoff",
                N_("Contact properties count only what came before"),
                N_("Empty: everything counts. HubSpot's own app counts up to 8 January 2025."),
                kind="day",
            ),
        ),
        ("contacts",),
    ),
    Group(
        "recordings",
        N_("Recordings and transcripts"),
        (
            Field(
                "recordings",
                N_("Sync recordings and transcripts"),
                N_("Which are the selected hosts is set on the page Hosts."),
                (
                    ("none", N_("Of no host")),
                    ("some", N_("Of selected hosts")),
                    ("all", N_("Of all hosts")),
                ),
            ),
        ),
        ("recordings",),
    ),
    Group(
        "hubspot",
        N_("HubSpot"),
        (
            Field(
                "push_since",
                N_("Send what ended on this day or later"),
                N_(
                    "Empty: the day on which HubSpot was first connected. An earlier day sends "
                    "what lies between, and HubSpot makes no-shows of it."
                ),
                kind="day",
            ),
            Field(
                "contact_properties",
                N_("Contact properties are written to"),
                N_("Those of HubSpot's own Zoom app are written where HubSpot lets them be."),
                (
                    ("own", N_("Properties of our own")),
                    ("native", N_("Properties of HubSpot's own Zoom app")),
                ),
            ),
            Field(
                "custom_events",
                N_("Send custom events"),
                N_("Registrations, attendances, recordings on the timeline; needs HubSpot's plan."),
                _YES_NO,
            ),
            Field(
                "beside_native_app",
                N_("Make events beside HubSpot's own Zoom app"),
                N_("No: where its Zoom app made a marketing event, none is made beside it."),
                _YES_NO,
            ),
        ),
    ),
    Group(
        "answers",
        N_("Questions and answers"),
        (
            Field(
                "polls", N_("Read answers to polls"), N_("One heavy request a session."), _YES_NO
            ),
            Field(
                "questions",
                N_("Read questions of the audience"),
                N_("One heavy request a session."),
                _YES_NO,
            ),
            Field(
                "registration_answers",
                N_("Keep answers in registration forms"),
                N_("They come with the registrations: no request more."),
                _YES_NO,
            ),
            Field(
                "registration_sources",
                N_("Read from which source people registered"),
                N_("One request for each webinar, and one for each source."),
                _YES_NO,
            ),
        ),
    ),
    Group(
        "kept",
        N_("How long it is kept"),
        (
            Field(
                "registrations_kept_days",
                N_("Requests to add contacts to webinars"),
                N_("Days, from 4 to 3650."),
                kind="days",
            ),
            Field(
                "records_kept_days",
                N_("Records of runs"),
                N_("Days, from 4 to 3650."),
                kind="days",
            ),
            Field(
                "zoom_kept_days",
                N_("People of webinars as Zoom sent them"),
                N_(
                    "Days, from 240 to 3650; empty: for ever. Of webinars that ended longer ago it "
                    "is deleted, which cannot be taken back; what is counted and HubSpot stay."
                ),
                kind="days",
                least=MIN_DAYS_ZOOM_KEPT,
                may_be_empty=True,
            ),
        ),
    ),
)
FIELDS = {field.name: field for group in GROUPS for field in group.fields}
DOMAIN_LABELS = {
    "webinars": N_("Webinars of hosts in these domains are left out"),
    "recordings": N_("Recordings of hosts in these domains are left out"),
    "contacts": N_("People in these domains are left out, unless HubSpot has them"),
}
HOST_LABELS = {
    "sync_new_webinars": N_("Webinars are synced unless switched themselves"),
    "recordings": N_("Recordings are synced where those of selected hosts are"),
}
WEBINAR_LABELS = {
    "is_synced": N_("Sync"),
    "recordings": N_("Recordings and transcripts"),
}
ON_OFF = {"on": N_("On"), "off": N_("Off"), "default": N_("As its host"), "": N_("None")}
CODES = {
    "sync_off": N_("switched off"),
    "host_domain_excluded": N_("its host's domain is left out"),
    "zoom_events": N_("belongs to Zoom Events"),
}
"""Why a webinar is not synced, by the codes of the ledger."""
HISTORY_LABELS = {
    "sync": N_("For everything"),
    "hosts": N_("Host"),
    "webinars": N_("Webinar"),
    "excluded_host_domains": N_("Domain of hosts"),
    "excluded_contact_domains": N_("Domain of people"),
    "question_properties": N_("Question"),
    "segments": N_("Segment"),
}
"""What each table of the schema settings is about."""
