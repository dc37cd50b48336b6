"""What the page Settings calls each setting and its values."""

from __future__ import annotations

from dataclasses import dataclass

from webinar_sync.settings.values import MIN_DAYS_KEPT, MIN_DAYS_ZOOM_KEPT


def _(text: str) -> str:
    """Mark a text for translation; the template translates it."""
    return text


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


_YES_NO = (("on", _("Yes")), ("off", _("No")))

GROUPS = (
    Group(
        "webinars",
        _("Webinars"),
        (
            Field(
                "sync_webinars",
                _("Sync webinars"),
                _("No: no webinar is synced, whatever is set for hosts and single webinars."),
                _YES_NO,
            ),
            Field(
                "on_exclude",
                _("When something is left out from now on"),
                _("Concerns what was loaded before. You can change it at any time, and back."),
                (
                    ("keep", _("Keep what is there already")),
                    ("withdraw", _("Take it out again, in HubSpot, too")),
                ),
            ),
        ),
        ("webinars",),
    ),
    Group(
        "people",
        _("People"),
        (
            Field(
                "match_secondary_emails",
                _("Count second addresses for their contact"),
                _("Yes: what was done under a second address of a HubSpot contact counts for it."),
                _YES_NO,
            ),
            Field(
                "property_cutoff",
                _("Contact properties count only what came before"),
                _("Empty: everything counts. HubSpot's own app counts up to 8 January 2025."),
                kind="day",
            ),
        ),
        ("contacts",),
    ),
    Group(
        "recordings",
        _("Recordings and transcripts"),
        (
            Field(
                "recordings",
                _("Sync recordings and transcripts"),
                _("Which are the selected hosts is set on the page Hosts."),
                (
                    ("none", _("Of no host")),
                    ("some", _("Of selected hosts")),
                    ("all", _("Of all hosts")),
                ),
            ),
        ),
        ("recordings",),
    ),
    Group(
        "hubspot",
        _("HubSpot"),
        (
            Field(
                "push_since",
                _("Send what ended on this day or later"),
                _(
                    "Empty: the day on which HubSpot was first connected. An earlier day sends "
                    "what lies between, and HubSpot makes no-shows of it."
                ),
                kind="day",
            ),
            Field(
                "contact_properties",
                _("Contact properties are written to"),
                _("Those of HubSpot's own Zoom app are written where HubSpot lets them be."),
                (
                    ("own", _("Properties of our own")),
                    ("native", _("Properties of HubSpot's own Zoom app")),
                ),
            ),
            Field(
                "custom_events",
                _("Send custom events"),
                _("Registrations, attendances, recordings on the timeline; needs HubSpot's plan."),
                _YES_NO,
            ),
            Field(
                "beside_native_app",
                _("Make events beside HubSpot's own Zoom app"),
                _("No: where its Zoom app made a marketing event, none is made beside it."),
                _YES_NO,
            ),
        ),
    ),
    Group(
        "answers",
        _("Questions and answers"),
        (
            Field("polls", _("Read answers to polls"), _("One heavy request a session."), _YES_NO),
            Field(
                "questions",
                _("Read questions of the audience"),
                _("One heavy request a session."),
                _YES_NO,
            ),
            Field(
                "registration_answers",
                _("Keep answers in registration forms"),
                _("They come with the registrations: no request more."),
                _YES_NO,
            ),
            Field(
                "registration_sources",
                _("Read from which source people registered"),
                _("One request for each webinar, and one for each source."),
                _YES_NO,
            ),
        ),
    ),
    Group(
        "kept",
        _("How long it is kept"),
        (
            Field(
                "registrations_kept_days",
                _("Requests to add contacts to webinars"),
                _("Days, from 4 to 3650."),
                kind="days",
            ),
            Field(
                "records_kept_days",
                _("Records of runs"),
                _("Days, from 4 to 3650."),
                kind="days",
            ),
            Field(
                "zoom_kept_days",
                _("People of webinars as Zoom sent them"),
                _(
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
    "webinars": _("Webinars of hosts in these domains are left out"),
    "recordings": _("Recordings of hosts in these domains are left out"),
    "contacts": _("People in these domains are left out, unless HubSpot has them"),
}
HOST_LABELS = {
    "sync_new_webinars": _("Webinars are synced unless switched themselves"),
    "recordings": _("Recordings are synced where those of selected hosts are"),
}
WEBINAR_LABELS = {
    "is_synced": _("Sync"),
    "recordings": _("Recordings and transcripts"),
}
ON_OFF = {"on": _("On"), "off": _("Off"), "default": _("As its host"), "": _("None")}
CODES = {
    "sync_off": _("switched off"),
    "host_domain_excluded": _("its host's domain is left out"),
    "zoom_events": _("belongs to Zoom Events"),
}
"""Why a webinar is not synced, by the codes of the ledger."""
HISTORY_LABELS = {
    "sync": _("For everything"),
    "hosts": _("Host"),
    "webinars": _("Webinar"),
    "excluded_host_domains": _("Domain of hosts"),
    "excluded_contact_domains": _("Domain of people"),
    "question_properties": _("Question"),
    "segments": _("Segment"),
}
"""What each table of the schema settings is about."""
