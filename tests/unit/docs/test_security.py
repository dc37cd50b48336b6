"""What docs/security.md says of roles and of Airflow's settings is so."""

from __future__ import annotations

import re

from airflow.configuration import conf

from local.processes import REPOSITORY
from webinar_sync.warehouse.roles import ROLES

PAGE = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")


def test_each_role_has_a_line() -> None:
    assert sorted(re.findall(r"^\| `(webinar_sync_\w+)` \|", PAGE, re.MULTILINE)) == sorted(ROLES)


def test_airflows_settings_are_called_so() -> None:
    names = set(re.findall(r"AIRFLOW__([A-Z_]+?)__([A-Z_]+)", PAGE))

    assert len(names) >= 4
    for section, option in names:
        assert conf.has_option(section.lower(), option.lower()), (section, option)
