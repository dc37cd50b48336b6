"""What Great Expectations imports for nothing is put off, and what is used of it works without."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from webinar_sync.quality.lazy_imports import PUT_OFF

VALIDATE = """
import json
import sys

import pandas as pd

from webinar_sync.load.outputs import _CONTACTS, _PARTICIPATIONS
from webinar_sync.quality.contracts import CONTRACTS
from webinar_sync.quality.lazy_imports import PUT_OFF
from webinar_sync.quality.validation import Rule, validate

PARTS = [f"{PUT_OFF[0]}.distributions", f"{PUT_OFF[1]}.vegalite"]


def state():
    return {
        "imported": sorted(set(PUT_OFF) & set(sys.modules)),
        "used": sorted(set(PARTS) & set(sys.modules)),
    }


successes = []
suites = {contract.source: contract.rules for contract in CONTRACTS}
for suite, rules in {**suites, "participations": _PARTICIPATIONS, "contacts": _CONTACTS}.items():
    columns = {rule.arguments[name] for rule in rules for name in rule.arguments
               if name in ("column", "column_A", "column_B")}
    frame = pd.DataFrame({"row_key": ["1", "2"], "here": [1, 1], **{c: [None, 1] for c in columns}})
    exists = Rule("ExpectColumnToExist", {"column": "here"}, "is not there")
    successes.append(validate(frame, suite, [exists, *rules]).success)
facts = {"validated": len(successes), "after_validation": state()}
sys.modules["altair"].Chart
sys.modules["scipy.stats"].norm.cdf(0.0)
facts["after_use"] = state()
print(json.dumps(facts))
"""


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """Validate by every suite of the project, in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", VALIDATE], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def test_great_expectations_still_imports_what_is_put_off(facts: dict[str, Any]) -> None:
    """If a new version does not, there is nothing to put off any more."""
    assert facts["after_validation"]["imported"] == sorted(PUT_OFF)


def test_no_suite_of_the_project_uses_what_is_put_off(facts: dict[str, Any]) -> None:
    assert facts["validated"] == 6
    assert facts["after_validation"]["used"] == []


def test_what_is_put_off_works_when_it_is_used(facts: dict[str, Any]) -> None:
    assert facts["after_use"]["used"] == ["altair.vegalite", "scipy.stats.distributions"]
