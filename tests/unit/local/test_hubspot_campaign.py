"""What HubSpot's campaign takes for wrong, and what it forgives."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from local.campaign.account import HOUR, at
from local.campaign.hubspot.acts import Hands, draw_act
from local.campaign.hubspot.ends import End, compare_ends, read_end
from local.campaign.hubspot.facts import (
    CANCELLED,
    COMPLETED,
    CONTACT,
    DELETED,
    NO_SHOW,
    parts_by_address,
)
from local.campaign.hubspot.features import Features, draw_features
from local.campaign.hubspot.judging import PATIENCE, Judge
from local.campaign.hubspot.troubles import Refusal, draw_troubles
from local.campaign.hubspot.watching import Watch, WatchedHubspot
from sandbox.clock import SandboxClock
from sandbox.hubspot.account import Account
from sandbox.hubspot.model import Contact, Portal

EVENT = "93000000001-2026-11-12"
ANN, BEN = "ann@people.example.com", "ben@people.example.com"
CLOCK = SandboxClock(at("14 00:00"), ticking=False)
ENDED_AT = at("12 11:00")
COMPLETED_AT = at("14 04:20")
TRUE = {
    (CONTACT, "", ANN): at("11 04:20"),
    (CONTACT, "", BEN): at("11 04:20"),
    ("ATTENDED", EVENT, ANN): at("13 04:20"),
    (NO_SHOW, EVENT, BEN): COMPLETED_AT,
    (COMPLETED, EVENT, ""): COMPLETED_AT,
}


def make_portal() -> Account:
    """Return a HubSpot account with an event for which two people registered."""
    portal = Portal("token", contacts=(Contact(ANN), Contact(BEN)))
    account = Account(portal, at("11 00:00"), 0)
    event = account.events.upsert(
        {
            "eventName": "Held",
            "eventOrganizer": "Zoom",
            "externalAccountId": "campaign",
            "externalEventId": EVENT,
            "customProperties": [],
        },
        at("11 04:20"),
    )
    for number, record in enumerate(account.contacts.active()):
        row = {"interactionDateTime": 1_762_333_200_000 + number}
        account.events.record(event, "register", record.contact_id, row, at("11 04:21"))
    return account


def complete(account: Account) -> None:
    """End the event: HubSpot makes no-shows of both."""
    (event,) = account.events.events.values()
    times = {"startDateTime": "2026-11-12T10:00:00Z", "endDateTime": "2026-11-12T11:00:00Z"}
    account.events.complete(event, times, ENDED_AT)


def hear_all(account: Account, now_hours_later: int = 0, **fields: object) -> list[str]:
    """Return what a judge says of an account that it had not seen before its end."""
    wrong: list[str] = []
    judge = Judge(TRUE, Hands(), wrong)
    for name, value in fields.items():
        setattr(judge, name, value)
    watch = Watch(judge=judge.hear)
    watch.accept(account, at("11 05:00"))
    complete(account)
    watch.look(account, COMPLETED_AT + now_hours_later * HOUR)
    return wrong


def test_who_came_and_is_a_no_show_is_wrong_and_who_did_not_come_is_none() -> None:
    wrong = hear_all(make_portal())

    assert wrong == [f"14 04:20 was never true: NO_SHOW {EVENT} {ANN}"]


def test_what_comes_before_its_time_is_wrong() -> None:
    wrong = hear_all(make_portal(), now_hours_later=-1)

    assert [line for line in wrong if ANN not in line] == [
        f"14 03:20 before its time, 14 04:20: NO_SHOW {EVENT} {BEN}",
        f"14 03:20 before its time, 14 04:20: event completed {EVENT}",
    ]


@pytest.mark.parametrize(("hours", "is_forgiven"), [(40, False), (48, True)])
def test_who_was_refused_for_two_days_may_be_a_no_show_if_named(
    hours: int, is_forgiven: bool
) -> None:
    refusal = Refusal(ANN, is_of_contact=False, until=at("30 00:00"))

    wrong = hear_all(make_portal(), now_hours_later=hours, refusals=[refusal])

    assert (wrong == []) is is_forgiven
    assert timedelta(hours=48) == PATIENCE


def test_events_that_vanish_and_contacts_that_come_back_are_wrong() -> None:
    account, wrong = make_portal(), list[str]()
    hands = Hands()
    watch = Watch(judge=Judge(TRUE, hands, wrong).hear)
    ben = account.contacts.by_email(BEN)
    assert ben is not None
    account.contacts.forget(ben.contact_id)
    hands.gone.add(BEN)
    watch.accept(account, at("12 00:00"))

    account.contacts.add(BEN, at("13 00:00"))
    (event_id,) = account.events.events
    account.events.events[event_id].fields["eventCancelled"] = True
    watch.look(account, at("13 00:00"))
    account.events.delete(event_id)
    watch.look(account, at("13 01:00"))

    assert wrong == [
        f"13 00:00 undoes what was done by hand: {CONTACT} {BEN}",
        f"13 00:00 was never true: {CANCELLED} {EVENT}",
        f"13 01:00 was never true: {DELETED} {EVENT}",
    ]


def test_the_end_after_acts_by_hand_is_the_undisturbed_one_but_for_them() -> None:
    undisturbed, touched = make_portal(), make_portal()
    for account in (undisturbed, touched):
        for record in account.contacts.active():
            record.properties["webinar_sync_registrations_total"] = "1"
    words = set()
    for seed in range(200):
        account, hands = make_portal(), Hands()
        for record in account.contacts.active():
            record.properties["webinar_sync_registrations_total"] = "1"
        act = draw_act(random.Random(seed), account, hands, ["new@x.example"], at("12 00:00"))
        assert act is not None
        act[1]()
        words.add(act[0].split()[0])
        end, true = (read_end(each, at("12 00:00")) for each in (account, undisturbed))
        differences = compare_ends(*hands.expect(end, true))
        # What the next runs mend.
        assert all(
            "'77'" in line or "event: lacks" in line or "participation: lacks" in line
            for line in differences
            if "new@" not in line
        ), (act[0], differences)
    assert words == {"overwrite", "name", "delete", "merge", "make", "let"}


@pytest.mark.parametrize(
    ("hands", "is_true"),
    [
        (Hands(), False),
        (Hands(late_listed=frozenset({"new@x.example"})), False),
        (Hands(late_listed=frozenset({"new@x.example"}), is_reading_lost=True), True),
        (Hands(late_listed=frozenset({BEN}), is_reading_lost=True), False),
        (Hands(renamed={"new@x.example": ANN}), True),
        (Hands(kept={"new@x.example": [ANN]}), False),
        (Hands(Features(is_matching=True), kept={"new@x.example": [ANN]}), True),
    ],
)
def test_what_is_true_of_somebody_is_true_of_who_stands_for_them(
    hands: Hands, is_true: bool
) -> None:
    wrong: list[str] = []

    Judge(TRUE, hands, wrong).hear(("ATTENDED", EVENT, "new@x.example"), at("14 00:00"))

    assert (wrong == []) is is_true


def test_a_contact_with_another_address_may_be_cancelled_and_be_no_no_show() -> None:
    wrong: list[str] = []
    judge = Judge(TRUE, Hands(renamed={"new@x.example": ANN}), wrong)

    judge.hear(("CANCELLED", EVENT, "new@x.example"), at("14 00:00"))
    judge.hear((NO_SHOW, EVENT, "new@x.example"), COMPLETED_AT)

    assert wrong == [f"14 04:20 was never true: NO_SHOW {EVENT} new@x.example"]


@pytest.mark.parametrize(("renamed", "is_true"), [({"new@x.example": BEN}, True), ({}, False)])
def test_whose_contact_got_another_address_gets_one_if_they_have_a_part(
    renamed: dict[str, str], *, is_true: bool
) -> None:
    """Of a contact that was the portal's own, so that nobody saw it come."""
    wrong: list[str] = []
    judge = Judge({(NO_SHOW, EVENT, BEN): COMPLETED_AT}, Hands(renamed=renamed), wrong)

    judge.hear((CONTACT, "", BEN), COMPLETED_AT)
    judge.hear((CONTACT, "", ANN), COMPLETED_AT)

    never = f"14 04:20 was never true: {CONTACT}"
    assert wrong == [f"{never} {email}" for email in ((ANN,) if is_true else (BEN, ANN))]


@pytest.mark.parametrize(("minutes", "is_alike"), [(0, True), (65, True), (64, False)])
def test_an_attendance_may_be_told_by_its_begin_or_its_end(minutes: int, *, is_alike: bool) -> None:
    """HubSpot takes the same moment once, so a correction goes by the other."""
    joined_at = at("12 10:00")
    part = {"state": "ATTENDED", "at": joined_at, "seconds": 3900, "percentage": "1.0000"}
    other = {**part, "at": joined_at + timedelta(minutes=minutes)}

    differences = compare_ends(End(parts={(EVENT, ANN): other}), End(parts={(EVENT, ANN): part}))

    assert (differences == []) is is_alike


def test_a_contact_that_hubspot_makes_anew_keeps_its_part_and_the_merged_one_has_none() -> None:
    account = make_portal()
    (event,) = account.events.events.values()
    ann, ben = (account.contacts.by_email(address) for address in (ANN, BEN))
    assert ann is not None
    assert ben is not None

    account.contacts.merge_into_new(ann.contact_id, ben.contact_id, at("12 00:00"))

    assert set(parts_by_address(account, event, at("12 00:00"))) == {ANN}


def test_custom_events_are_counted_by_webinar_and_person() -> None:
    account = make_portal()
    ann = account.contacts.by_email(ANN)
    assert ann is not None
    account.custom.define({"name": "came", "label": "Came"})
    account.custom.definitions["came"]["properties"] = [{"name": "webinar_id"}]
    for uuid in ("1", "2", "2"):
        custom = {
            "eventName": "pe4711_came",
            "objectId": str(ann.contact_id),
            "occurredAt": "2026-11-12T10:00:00Z",
            "uuid": uuid,
            "properties": {"webinar_id": "93000000001"},
        }
        account.custom.accept([custom])

    end = read_end(account, at("14 00:00"))

    assert end.customs == {("pe4711_came 93000000001", ANN): {"count": 2}}
    assert [line.split(":")[0] for line in compare_ends(end, replace(end, customs={}))] == [
        "custom event"
    ]


def test_each_history_has_features_of_its_own_and_the_first_has_none() -> None:
    drawn = [draw_features(number) for number in range(40)]

    assert drawn[0] == Features()
    assert drawn == [draw_features(number) for number in range(40)]
    for name in ("has_custom_events", "is_matching", "is_native", "is_nameless"):
        assert {getattr(features, name) for features in drawn} == {True, False}


def test_a_seed_draws_the_same_troubles_each_time_and_all_can_be_switched_on() -> None:
    hubspot, kinds = WatchedHubspot(Portal("token"), CLOCK), set()
    paths = ["/crm/objects/2026-03/contacts/batch/read"]
    for seed in range(300):
        troubles = draw_troubles(random.Random(seed), paths, ["100001", ANN])
        assert troubles == draw_troubles(random.Random(seed), paths, ["100001", ANN])
        for trouble in troubles:
            hubspot.add_trouble(trouble)
            kinds.add(trouble["kind"])
    assert len(kinds) >= 16


def test_a_portal_that_is_restored_is_not_judged_for_what_it_holds() -> None:
    wrong: list[str] = []
    hubspot = WatchedHubspot(Portal("token"), CLOCK)
    account = make_portal()
    complete(account)

    hubspot.restore(account, Watch(judge=Judge({}, Hands(), wrong).hear))
    hubspot.begin_run()

    assert wrong == []
