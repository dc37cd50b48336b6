"""The HubSpot app in the repository says what the webhooks take, and what the actions answer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from local.airflow import REPOSITORY
from webinar_sync.airflow.webhooks import create_webhooks
from webinar_sync.registration.callbacks import completion
from webinar_sync.registration.outcomes import OUTCOMES_BY_ACTION
from webinar_sync.web.hubspot import ActionInputs, ContactProperties, RegistrationCall

PLACEHOLDER = "https://hooks.example.com/webinar-sync"
APP = REPOSITORY / "hubspot-app" / "src" / "app"
FILES = {
    "add": APP / "workflow-actions" / "add-to-zoom-webinar-hsmeta.json",
    "remove": APP / "workflow-actions" / "remove-from-zoom-webinar-hsmeta.json",
}


def read_action(action: str) -> dict[str, Any]:
    """Read the definition of an action."""
    component = json.loads(FILES[action].read_text())
    assert component["type"] == "workflow-action"
    config: dict[str, Any] = component["config"]
    return config


@pytest.fixture(params=["add", "remove"])
def action(request: pytest.FixtureRequest) -> str:
    """Name each action."""
    return str(request.param)


@pytest.fixture
def config(action: str) -> dict[str, Any]:
    """Read the action's definition."""
    return read_action(action)


def test_their_urls_are_those_that_the_webhooks_serve() -> None:
    served = {route.path for route in create_webhooks().routes}  # type: ignore[attr-defined]
    configs = [read_action(action) for action in FILES]
    urls = {config["actionUrl"] for config in configs} | {
        config["inputFields"][0]["typeDefinition"]["optionsUrl"] for config in configs
    }

    assert {url.split("/webinar-sync", 1)[1] for url in urls} == {
        path for path in served if path.startswith("/hubspot/")
    }
    assert all(url.startswith("https://") for url in urls)


def test_each_action_is_a_file_of_its_own() -> None:
    folder = APP / "workflow-actions"

    assert set(folder.iterdir()) == set(FILES.values())
    assert [json.loads(path.read_text())["uid"] for path in FILES.values()] == [
        "add_to_zoom_webinar",
        "remove_from_zoom_webinar",
    ]


def test_it_sends_what_the_webhook_reads(config: dict[str, Any], action: str) -> None:
    names = [field["typeDefinition"]["name"] for field in config["inputFields"]]

    assert set(names) == set(ActionInputs.model_fields)
    read = set(ContactProperties.model_fields) if action == "add" else {"email"}
    assert set(config["objectRequestOptions"]["properties"]) == read
    assert config["objectTypes"] == ["CONTACT"]
    assert "callbackId" in RegistrationCall.model_fields
    assert config["inputFields"][1]["supportedValueTypes"] == ["STATIC_VALUE", "OBJECT_PROPERTY"]


def test_it_takes_what_the_action_answers(config: dict[str, Any], action: str) -> None:
    row = {
        "action": action,
        "code": "REFUSED",
        "status": "failed",
        "message": "",
        "registrant_id": None,
        "join_url": None,
    }
    sent = set(completion(row)["outputFields"]) - {"hs_execution_state"}

    assert {field["typeDefinition"]["name"] for field in config["outputFields"]} == sent


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_code_has_a_sentence_in_every_language(
    config: dict[str, Any], action: str, language: str
) -> None:
    outcomes = OUTCOMES_BY_ACTION[action]
    labels = config["labels"][language]
    rules = config["executionRules"]
    codes = {rule["conditions"].get("errorCode"): rule["labelName"] for rule in rules}

    assert set(codes) - {None} == {
        code for code, outcome in outcomes.items() if not outcome.is_success
    }
    assert {rule["labelName"] for rule in rules} == set(labels["executionRules"])
    assert min(len(text) for text in labels["executionRules"].values()) > 15
    names = {field["typeDefinition"]["name"] for field in config["inputFields"]}
    assert set(labels["inputFieldLabels"]) == names == set(labels["inputFieldDescriptions"])
    if language == "en":
        for code, outcome in outcomes.items():
            if not outcome.is_success:
                begins = outcome.sentence.split(": {")[0].rstrip(".")
                assert labels["executionRules"][codes[code]].startswith(begins)


def test_the_app_asks_for_the_scopes_that_the_product_needs() -> None:
    app = json.loads((APP / "app-hsmeta.json").read_text())
    documented = (REPOSITORY / "docs" / "hubspot.md").read_text()
    table = documented.split("### Scopes", 1)[1].split("\n\n", 2)[1]
    scopes = {scope for scope in re.findall(r"`([a-z_.]+)`", table) if "behavioral" not in scope}
    scopes -= {"crm.lists.read", "crm.lists.write"}  # of who keeps segments as lists

    assert set(app["config"]["auth"]["requiredScopes"]) == scopes
    assert {"settings.users.read", "automation", "oauth"} <= scopes


def test_marketing_finds_the_action_and_the_platform_still_builds_it(
    config: dict[str, Any],
) -> None:
    """Unpublished, an action is seen in the developer portal only; 2025.2 ends in 2027."""
    project = json.loads((APP.parent.parent / "hsproject.json").read_text())

    assert config["isPublished"] is True
    assert project["platformVersion"] == "2026.03"


def test_its_parts_are_those_that_hubspot_knows(config: dict[str, Any]) -> None:
    """HubSpot's pages on custom workflow actions and on app components."""
    assert set(config) == {
        "actionUrl", "isPublished", "supportedClients", "objectTypes", "objectRequestOptions",
        "inputFields", "outputFields", "labels", "executionRules",
    }  # fmt: skip
    assert config["supportedClients"] == [{"client": "WORKFLOWS"}]
    for field in (*config["inputFields"], *config["outputFields"]):
        definition = field["typeDefinition"]
        assert set(definition) <= {"name", "type", "fieldType", "optionsUrl"}
        assert definition["type"] in {"string", "number", "enumeration", "bool"}
        assert set(field["supportedValueTypes"]) <= {"STATIC_VALUE", "OBJECT_PROPERTY"}
        assert ("optionsUrl" in definition) == (definition["type"] == "enumeration")
    assert "en" in config["labels"]
    for labels in config["labels"].values():
        assert set(labels) == {
            "actionName", "actionDescription", "actionCardContent", "appDisplayName",
            "inputFieldLabels", "inputFieldDescriptions", "outputFieldLabels", "executionRules",
        }  # fmt: skip


def test_one_address_stands_in_their_files_and_the_steps_say_to_write_it_first() -> None:
    """HubSpot does not change an action's address plainly after the first upload."""
    text = "".join(path.read_text() for path in FILES.values())
    bases = set(re.findall(r"https://[^\"]*?(?=/hubspot/)", text))
    steps = (REPOSITORY / "docs" / "registration.md").read_text()

    assert bases == {PLACEHOLDER}
    assert steps.index(PLACEHOLDER) < steps.index("`hs project upload`")
    assert "before the first upload" in steps
