"""What a probe asks, what it says of an account, and what it never says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.probe.accounts import make_portal, make_zoom
from webinar_sync.errors import ConfigError
from webinar_sync.hubspot.endpoints import CREATE_CONTACTS
from webinar_sync.probe.findings import ProbeError
from webinar_sync.probe.hubspot_reader import MAX_REQUESTS as MOST_TO_HUBSPOT
from webinar_sync.probe.probe import probe
from webinar_sync.probe.report import USELESS, WELL, WRONG, as_json, exit_code, text_lines
from webinar_sync.probe.zoom_reader import MAX_REQUESTS as MOST_TO_ZOOM
from webinar_sync.zoom import endpoints as zoom_endpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.integration.probe.conftest import Probed
    from webinar_sync.probe.probe import Section

READING_POSTS = {
    "POST /crm/objects/{version}/contacts/batch/read",
    "POST /crm/objects/{version}/contacts/search",
    "POST /oauth/v2/private-apps/get/access-token-info",
}
SCOPE = "report:read:list_webinar_participants:admin"


def facts_of(section: Section) -> dict[str, str]:
    return {fact.name: f"{fact.state} {fact.advice}".strip() for fact in section.facts}


def evidence_of(sections: Sequence[Section], number: int) -> str:
    (evidence,) = [
        result.evidence
        for section in sections
        for result in section.results
        if result.number == number
    ]
    return evidence


def test_a_probe_only_reads_and_asks_little(serve: Callable[..., Probed]) -> None:
    probed = serve()

    zoom, hubspot = probed.probe()

    to_zoom = [(entry.method, entry.template) for entry in probed.zoom.log.entries]
    assert {request for request in to_zoom if request[0] != "GET"} == {("POST", "/oauth/token")}
    to_hubspot = probed.hubspot.log.templates()
    assert {name for name in to_hubspot if not name.startswith("GET ")} == READING_POSTS
    assert zoom.requests == len(to_zoom) - 1 <= MOST_TO_ZOOM / 2
    assert hubspot.requests == len(to_hubspot) <= MOST_TO_HUBSPOT / 2


def test_a_probe_cannot_write(serve: Callable[..., Probed]) -> None:
    probed = serve()

    with pytest.raises(ProbeError):
        probed.read_zoom().read(zoom_endpoints.REGISTER, webinar_id=92000000001)
    with pytest.raises(ProbeError):
        probed.read_hubspot().read(CREATE_CONTACTS, {"inputs": []})

    assert probed.zoom.log.entries == []
    assert probed.hubspot.log.entries == []


def test_nothing_of_anybody_is_said(serve: Callable[..., Probed]) -> None:
    probed = serve()

    sections = probed.probe()
    text = "\n".join([*text_lines(sections), str(as_json(sections))]).lower()

    webinars = probed.account.webinars
    people = [
        person for webinar in webinars for person in (*webinar.registrants, *webinar.panelists)
    ]
    secrets = {person.email for person in people} | {person.id for person in people}
    secrets |= {webinar.topic for webinar in webinars}
    secrets |= {contact.email for contact in make_portal().contacts}
    secrets |= {"hanna", "paul", "tk=", "http", probed.read_hubspot().config.token}
    secrets |= {probed.account.client_secret, *probed.zoom.issued_tokens()}
    assert {secret for secret in secrets if secret.lower() in text} == set()


def test_lines_and_json_say_the_same(serve: Callable[..., Probed]) -> None:
    sections = serve().probe()

    lines = list(text_lines(sections))

    body = as_json(sections)
    numbers = [guess["number"] for account in body["accounts"] for guess in account["guesses"]]
    assert [int(line[:4]) for line in lines if line[:4].strip().isdigit()] == numbers
    assert max(map(len, lines)) <= 100
    assert "   8  yes: a panelist's id may stand in a participant's row" in "\n".join(lines)
    sent = f"Sent: {sections[0].requests} requests to Zoom, {sections[1].requests} requests to"
    assert lines[-1].startswith(sent)
    assert body["exit_code"] == exit_code(sections) == WELL


def test_a_wrong_guess_says_what_to_do(serve: Callable[..., Probed]) -> None:
    sections = serve(make_zoom(lists_newest_first=False)).probe()

    text = " ".join("\n".join(text_lines(sections)).split())
    assert "54 NO: the first page of registrants shows who registered last" in text
    assert "What to do: Changes among more than 300 registrants" in text
    assert exit_code(sections) == WRONG


def test_the_account_is_described(serve: Callable[..., Probed]) -> None:
    zoom, hubspot = serve().probe()

    facts = facts_of(zoom)
    assert facts["scopes"].endswith("granted; none is missing")
    assert facts["plan"].startswith("business, and the connection says pro Set")
    assert facts["webinar add-on"] == "yes: Zoom lists the webinars of 1 user"
    assert facts["account-wide history"] == "yes: 2 sessions in 84 days"
    assert facts["order of registrants"] == "newest first, by 5 registrants of a webinar"
    assert facts_of(hubspot) == {
        "account": "4711",
        "scopes": "14 granted; none is missing",
        "pace": "cannot tell: HubSpot's answers name no limit",
        "users": "the account's users can be listed",
    }


def test_a_missing_scope_is_named_wherever_it_is_needed(serve: Callable[..., Probed]) -> None:
    all_scopes = serve().read_zoom().client.granted_scopes()
    scopes = tuple(sorted(all_scopes - {SCOPE}))
    portal = make_portal()
    portal = replace(portal, scopes=portal.scopes - {"crm.objects.contacts.read", "oauth"})
    sections = serve(make_zoom(scopes=scopes), portal).probe()

    assert f"missing: {SCOPE} (for every sync)" in facts_of(sections[0])["scopes"]
    assert f"add the scope {SCOPE} to the app" in evidence_of(sections, 53)
    assert "crm.objects.contacts.read (for every push)" in facts_of(sections[1])["scopes"]
    assert "give the token the scope crm.objects.contacts.read" in evidence_of(sections, 21)
    assert facts_of(sections[1])["account"].endswith("write portal_id into the connection's extra.")
    assert exit_code(sections) == WELL


def test_classic_scopes_stand_for_granular_ones(serve: Callable[..., Probed]) -> None:
    classic = ("user:read:admin", "webinar:read:admin", "webinar:write:admin", "report:read:admin")

    zoom, _ = serve(make_zoom(scopes=classic)).probe()

    assert facts_of(zoom)["scopes"] == "4 granted; none is missing"


@pytest.mark.parametrize(
    ("changes", "name", "state"),
    [
        ({"has_webinar_addon": False}, "webinar add-on", "no: Zoom says of each user asked"),
        ({"history": "no_permission"}, "account-wide history", "no: HTTP 400, code 200"),
        ({"rate_headers": "category"}, "plan", "cannot tell: Zoom's answers do not name"),
    ],
)
def test_other_accounts_are_described(
    serve: Callable[..., Probed], changes: dict[str, Any], name: str, state: str
) -> None:
    zoom, _ = serve(make_zoom(**changes)).probe()

    assert facts_of(zoom)[name].startswith(state)


def test_a_day_without_heavy_requests_is_not_asked_again_and_again(
    serve: Callable[..., Probed],
) -> None:
    probed = serve()
    probed.zoom.faults.add({"kind": "daily_429", "path_contains": "/report/"})

    sections = probed.probe()

    assert [entry.status for entry in probed.zoom.log.entries].count(429) == 1
    assert "probe again tomorrow" in evidence_of(sections, 1)


def test_one_of_both_is_enough(serve: Callable[..., Probed]) -> None:
    probed = serve()

    only_zoom = probe([probed.read_zoom()], None)
    only_hubspot = probe([], probed.read_hubspot())

    assert exit_code(only_zoom) == exit_code(only_hubspot) == WELL
    assert evidence_of(only_zoom, 21) == "HubSpot is not connected"
    assert evidence_of(only_hubspot, 1) == "no Zoom account is connected"
    assert "no Zoom account to compare them with" in evidence_of(only_hubspot, 85)


def test_a_connection_that_cannot_be_used_says_why(serve: Callable[..., Probed]) -> None:
    probed = serve()

    sections = probe(
        [probed.read_zoom(client_secret="wrong"), ConfigError("zoom_emea lacks its login.")],
        probed.read_hubspot("wrong"),
    )

    text = " ".join("\n".join(text_lines(sections)).split())
    assert "Zoom gives no token for the connection zoom_default" in text
    assert "zoom_emea lacks its login." in text
    assert "HTTP 401" in text
    assert "No connection could be used" in text
    assert exit_code(sections) == USELESS
    assert exit_code(probe([], None)) == USELESS
    assert exit_code(probe([probed.read_zoom()], probed.read_hubspot("wrong"))) == USELESS


def test_what_does_not_answer_is_left_alone(serve: Callable[..., Probed]) -> None:
    probed = serve()
    probed.zoom.faults.add({"kind": "status", "status": 503, "path_contains": "/v2/"})
    probed.hubspot.faults.add("status", "/marketing/", status=503)

    zoom, hubspot = probed.probe()

    assert zoom.requests == 3 * 5
    assert {str(result.answer) for result in zoom.results} == {"cannot tell"}
    assert probed.hubspot.log.templates().count("GET /marketing/marketing-events/{version}") == 5
    assert "HTTP 503" in evidence_of([hubspot], 84)
